import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Backbone, openBackbone } from '#src/nlp/encoder/huggingface/backbone.js'
import { headOnLogitsGraph, headServingGraph, headSpecs } from '#src/nlp/encoder/huggingface/head-graph.js'
import { maxOfRows, poolDocuments } from '#src/nlp/encoder/huggingface/pooled.js'
import { type HeadCorpus, type HeadOptions, trainHead } from '#src/nlp/encoder/huggingface/train-head.js'
import { randomStream } from '#src/nlp/encoder/random.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { fromHalf, toHalf } from '#src/nlp/tensor/half.js'
import { toyCorpus } from '../toy.js'
import { makeModel } from './make.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})
function work(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'malgwi-head-')))
  return folders[folders.length - 1]
}

async function withBackbone<T>(use: (backbone: Backbone) => Promise<T>, maxLength?: number): Promise<T> {
  folders.push(makeModel())
  const backbone = await openBackbone(folders[folders.length - 1], { threads: 1, maxLength })
  return use(backbone).finally(() => backbone.release())
}

describe('pooled features', () => {
  test('are the largest value of each hidden state over the pieces', () => {
    expect([...maxOfRows(Float32Array.of(1, -5, 3, 0, 7, -1, 2, -9, 2), 3)]).toEqual([2, 7, 3])
    expect([...maxOfRows(Float32Array.of(-4, 2), 2)]).toEqual([-4, 2])
  })

  test('are there for every document asked for, in that order, empty ones too', () =>
    withBackbone(async (backbone) => {
      const corpus = toyCorpus(20)
      const docs = Uint32Array.of(9, 3, 12, 0)
      const { rows, width } = await poolDocuments(corpus, docs, backbone, { dir: work() })
      expect([rows.length, width]).toEqual([32, 8])
      const one = await poolDocuments(corpus, Uint32Array.of(12), backbone, { dir: work() })
      const values = fromHalf(rows.subarray(16, 24))
      for (const [k, value] of fromHalf(one.rows).entries()) expect(values[k]).toBeCloseTo(value, 3)
    }))

  test('are taken from disk by a run that goes on, and made again where the file or the texts are others', () =>
    withBackbone(async (backbone) => {
      const corpus = toyCorpus(30)
      const docs = Uint32Array.from({ length: 30 }, (_, d) => d)
      const dir = work()
      let encoded = 0
      const counting: Backbone = {
        ...backbone,
        encode(documents) {
          encoded += documents.length
          return backbone.encode(documents)
        },
      }
      const first = await poolDocuments(corpus, docs, counting, { dir })
      expect(encoded).toBe(30)
      expect(await poolDocuments(corpus, docs, counting, { dir })).toEqual(first)
      expect(encoded).toBe(30)

      const path = join(dir, readdirSync(dir)[0])
      truncateSync(path, statSync(path).size - 1)
      expect(await poolDocuments(corpus, docs, counting, { dir })).toEqual(first)
      expect(encoded).toBe(60)

      await poolDocuments(toyCorpus(30, 2), docs, counting, { dir })
      expect(encoded).toBe(90)
      await poolDocuments(toyCorpus(30, 2), docs, { ...counting, maxLength: 3 }, { dir })
      expect(encoded).toBe(120)
    }))
})

test('features that were made before a run was killed are not made again', () =>
  withBackbone(async (backbone) => {
    const corpus = toyCorpus(600)
    const docs = Uint32Array.from({ length: 600 }, (_, d) => d)
    const dir = work()
    let encoded = 0
    const killed: Backbone = {
      ...backbone,
      encode(documents) {
        if (encoded + documents.length > 520) throw new Error('killed')
        encoded += documents.length
        return backbone.encode(documents)
      },
    }
    await expect(poolDocuments(corpus, docs, killed, { dir })).rejects.toThrow('killed')
    expect(encoded).toBe(512)
    encoded = -1000
    const seen: number[] = []
    const rest = await poolDocuments(corpus, docs, killed, { dir, onProgress: (done) => seen.push(done) })
    expect(encoded).toBe(-1000 + 88)
    expect(seen[0]).toBe(512)
    expect(seen.at(-1)).toBe(600)
    expect(rest).toEqual(await poolDocuments(corpus, docs, backbone, { dir: work() }))
  }))

/** Three classes, each with a column of its own that is a little higher; columns differ in scale a thousandfold. */
function separable(rows: number): { features: { rows: Uint16Array; width: number }; corpus: HeadCorpus } {
  const random = randomStream(3, rows)
  const width = 5
  const scale = [100, 1, 0.1, 1, 1]
  const values = new Float32Array(rows * width)
  const labels = new Uint8Array(rows)
  const targets = new Float32Array(rows * 3)
  for (let r = 0; r < rows; r++) {
    labels[r] = Math.floor(random() * 3)
    targets[r * 3 + labels[r]] = 1
    for (let k = 0; k < width; k++) values[r * width + k] = (random() + (k === labels[r] ? 1 : 0) + 5) * scale[k]
  }
  const all = Uint32Array.from({ length: rows }, (_, r) => r)
  const corpus = { targets, labels, train: all.filter((r) => r % 5 !== 0), valid: all.filter((r) => r % 5 === 0) }
  return { features: { rows: toHalf(values), width }, corpus }
}
const quick: Partial<HeadOptions> & { threads: number } = { threads: 1, epochs: 12, batch: 32, learningRate: 0.05, dropout: 0.1 }

describe('a head on frozen features', () => {
  const { features, corpus } = separable(600)

  for (const headHidden of [0, 6]) {
    const name = headHidden ? 'with a ReLU layer' : 'linear'
    test(`learns (${name}), and its parameters are for features as they are`, async () => {
      const head = await trainHead(features, corpus, { ...quick, headHidden })
      const { validAccuracy, validLoss } = head.history[head.bestEpoch - 1]
      expect(validAccuracy).toBeGreaterThan(0.9)
      expect(validLoss).toBeLessThan(head.history[0].trainLoss)

      const session = await onnxruntime.open(headOnLogitsGraph(head.config, head.parameters), { threads: 1 })
      const rows = Array.from(corpus.valid, (row) => [...fromHalf(features.rows.subarray(row * 5, row * 5 + 5))]).flat()
      const feed = { features: { dtype: 'float32' as const, dims: [corpus.valid.length, 5], data: Float32Array.from(rows) } }
      const { logits } = await session.run(feed, ['logits'])
      await session.release()
      for (const [i, value] of head.validLogits.entries()) expect((logits.data as Float32Array)[i]).toBeCloseTo(value, 2)
    })
  }

  test('is the same for the same seed, and another for another', async () => {
    const run = (seed: number) => trainHead(features, corpus, { ...quick, epochs: 2, seed })
    const [first, again, other] = [await run(1), await run(1), await run(2)]
    expect(again.parameters).toEqual(first.parameters)
    expect(other.parameters).not.toEqual(first.parameters)
  })

  test('stops where the validation loss falls no more', async () => {
    const noise = { ...corpus, labels: corpus.labels.slice(), targets: corpus.targets.slice() }
    for (const row of corpus.valid) {
      noise.labels[row] = (corpus.labels[row] + 1) % 3
      noise.targets.fill(0, row * 3, row * 3 + 3)[row * 3 + noise.labels[row]] = 1
    }
    const head = await trainHead(features, noise, { ...quick, earlyStopping: 2 })
    expect(head.history.length).toBeLessThan(6)
  })

  test('counts classes as it is told', async () => {
    const share = async (classWeights?: number[]): Promise<number> => {
      const { validLogits } = await trainHead(features, { ...corpus, classWeights }, { ...quick, epochs: 2, learningRate: 0.01 })
      return validLogits.filter((_, i) => i % 3 === 2).reduce((sum, value) => sum + value, 0)
    }
    expect(await share([1, 1, 30])).toBeGreaterThan(await share())
  })

  test('says so where the loss is no number any more', async () => {
    const broken = { ...features, rows: features.rows.slice().fill(0x7c00, 0, 3000) }
    await expect(trainHead(broken, corpus, quick)).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' })
  })
})

describe('Grad-CAM through the head', () => {
  test('is, behind max pooling and a linear layer, the centred weight over T at the winning steps', async () => {
    const random = randomStream(11)
    const [time, batch, width, classes] = [6, 3, 4, 3]
    const lengths = [6, 2, 4]
    const config = { width, headHidden: 0, classes }
    const parameters = Object.fromEntries(Object.entries(headSpecs(config)).map(([name, { start }]) => [name, start(random)]))
    const map = Float32Array.from({ length: time * batch * width }, () => 2 * random() - 1)
    const valid = Float32Array.from({ length: time * batch }, (_, i) => (Math.floor(i / batch) < lengths[i % batch] ? 1 : 0))
    const session = await onnxruntime.open(headServingGraph(config, parameters), { threads: 1 })
    const { logits, cam } = await session.run(
      {
        map: { dtype: 'float32', dims: [time, batch, width], data: map },
        valid: { dtype: 'float32', dims: [time, batch], data: valid },
      },
      ['logits', 'cam'],
    )
    await session.release()
    const heat = cam.data as Float32Array
    const weight = (k: number, c: number): number => parameters['head.W'][k * classes + c]
    for (let b = 0; b < batch; b++) {
      const at = (t: number, k: number): number => map[(t * batch + b) * width + k]
      const most = Array.from({ length: width }, (_, k) => Math.max(...Array.from({ length: lengths[b] }, (_, t) => at(t, k))))
      for (let c = 0; c < classes; c++) {
        const score = most.reduce((sum, value, k) => sum + value * weight(k, c), 0)
        expect((logits.data as Float32Array)[b * classes + c]).toBeCloseTo(score, 5)
        const alpha = most.map((_, k) => (weight(k, c) - (weight(k, 0) + weight(k, 1) + weight(k, 2)) / 3) / lengths[b])
        for (let t = 0; t < time; t++) {
          const expected =
            t < lengths[b]
              ? Math.max(
                  0,
                  alpha.reduce((sum, value, k) => sum + value * at(t, k), 0),
                )
              : 0
          expect(heat[(c * batch + b) * time + t]).toBeCloseTo(expected, 6)
        }
      }
    }
    expect(heat.some((value) => value > 0.01)).toBe(true)
  })
})
