import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { maskedInput, pieceBatches } from '#src/nlp/encoder/bert/masked-batches.js'
import { encodeTexts } from '#src/nlp/encoder/bert/pieces.js'
import { type PretrainingRecord, pretrainBert, pretrainingCheckpoint } from '#src/nlp/encoder/bert/pretrain.js'
import { pretrainingGraph, pretrainingShapes } from '#src/nlp/encoder/bert/pretraining-graph.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { numbersOf } from '../../tensor/numbers.js'
import { temporaryFolder, tinyConfig, tinyParameters, tinyTexts, tinyWordPiece } from './tiny.js'

const root = temporaryFolder()
afterAll(() => rmSync(root, { recursive: true }))

const wordpiece = tinyWordPiece()
const config = tinyConfig(wordpiece.vocabulary.length)
const corpus = encodeTexts(tinyTexts(200), wordpiece)
const options = { tokens: 96, steps: 150, learningRate: 0.01 }

test('an epoch’s batches have every document with a piece once, of like length, within their budget', () => {
  const { offsets } = encodeTexts([...tinyTexts(500, 2), '', '영화'], wordpiece)
  const given = { tokens: 96, positions: 24, seed: 1, epoch: 3 }
  const batches = pieceBatches(offsets, given)
  const docs = batches.flatMap((batch) => [...batch.docs])
  expect(docs.sort((a, b) => a - b)).toEqual(Array.from({ length: 502 }, (_, d) => d).filter((d) => d !== 500))
  for (const { docs, steps } of batches) {
    const lengths = Array.from(docs, (d) => Math.min(24, offsets[d + 1] - offsets[d] + 2))
    expect(Math.max(...lengths)).toBe(steps)
    expect(steps * docs.length).toBeLessThanOrEqual(96)
  }
  expect(pieceBatches(offsets, given)).toEqual(batches)
  expect(pieceBatches(offsets, { ...given, epoch: 4 })).not.toEqual(batches)
})

test('a document beyond the positions fills a batch alone, cut', () => {
  const [batch] = pieceBatches(Uint32Array.of(0, 200), { tokens: 96, positions: 128, seed: 1, epoch: 0 })
  expect(batch).toEqual({ docs: Uint32Array.of(0), steps: 128 })
})

test('15 % of pieces are to be predicted: 80 % hidden, 10 % replaced, 10 % left; [CLS] and [SEP] never', () => {
  const many = encodeTexts(tinyTexts(4000, 4), wordpiece)
  const fill = maskedInput(many, wordpiece, 1)
  const seen = { pieces: 0, predicted: 0, hidden: 0, left: 0 }
  for (const [i, batch] of pieceBatches(many.offsets, { tokens: 512, positions: 24, seed: 1, epoch: 0 }).entries()) {
    const { feeds, predicted } = fill(batch, i + 1)
    const ids = numbersOf(feeds.ids)
    const [points, places, weight] = [numbersOf(feeds.points), numbersOf(feeds.places), numbersOf(feeds.weight)]
    const size = batch.docs.length
    seen.predicted += predicted
    expect(weight.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4)
    for (let m = 0; m < weight.length; m++) {
      expect(points[2 * m]).toBe(m)
      if (weight[m] === 0) continue
      const [t, b] = [Math.floor(places[m] / size), places[m] % size]
      const start = many.offsets[batch.docs[b]]
      expect(points[2 * m + 1]).toBe(many.tokens[start + t - 1])
      if (ids[places[m]] === wordpiece.special('[MASK]')) seen.hidden++
      else if (ids[places[m]] === points[2 * m + 1]) seen.left++
    }
    for (const [b, doc] of batch.docs.entries()) {
      const length = Math.min(many.offsets[doc + 1] - many.offsets[doc], batch.steps - 2)
      seen.pieces += length
      expect(ids[b]).toBe(wordpiece.special('[CLS]'))
      expect(ids[(length + 1) * size + b]).toBe(wordpiece.special('[SEP]'))
      expect(
        numbersOf(feeds.mask)
          .filter((_, i) => i % size === b && i >= (length + 2) * size)
          .every((value) => value === -1e9),
      ).toBe(true)
    }
  }
  expect(seen.predicted / seen.pieces).toBeCloseTo(0.15, 1.5)
  expect(seen.hidden / seen.predicted).toBeCloseTo(0.8, 1.5)
  expect(seen.left / seen.predicted).toBeCloseTo(0.1, 1.5)
})

test('the gradients lead the loss where they say', async () => {
  const session = await onnxruntime.open(pretrainingGraph(config), { threads: 1 })
  const parameters = tinyParameters(config)
  const [batch] = pieceBatches(corpus.offsets, { tokens: 96, positions: 24, seed: 1, epoch: 0 })
  const { feeds } = maskedInput(corpus, wordpiece, 1)(batch, 1)
  const shapes = Object.entries(pretrainingShapes(config))
  const drop = [batch.steps, batch.docs.length, 16]
  const drops = Array.from({ length: 5 }, (_, i) => [
    `drop.${i}`,
    {
      dtype: 'float32' as const,
      dims: drop,
      data: new Float32Array(drop[0] * drop[1] * drop[2]).map((_, k) => (k % 7 === i ? 0 : 7 / 6)),
    },
  ])
  const at = (values: Record<string, Float32Array>) => ({
    ...feeds,
    ...Object.fromEntries(drops),
    ...Object.fromEntries(shapes.map(([name, dims]) => [name, { dtype: 'float32' as const, dims, data: values[name] }])),
  })
  const names = shapes.map(([name]) => `grad:${name}`)
  const gradients = await session.run(at(parameters), names)
  for (const [name] of shapes) {
    const gradient = gradients[`grad:${name}`].data as Float32Array
    const square = gradient.reduce((sum, value) => sum + value * value, 0)
    const step = 0.01 / Math.sqrt(square)
    const loss = async (sign: number): Promise<number> => {
      const moved = parameters[name].map((value, i) => value + sign * step * gradient[i])
      return Number((await session.run(at({ ...parameters, [name]: moved }), ['loss'])).loss.data[0])
    }
    const rise = ((await loss(1)) - (await loss(-1))) / (2 * step)
    expect(rise / square, name).toBeGreaterThan(0.97)
    expect(rise / square, name).toBeLessThan(1.03)
  }
  await session.release()
})

/** The arrays of a checkpoint, behind its header. */
function stateOf(dir: string): Buffer {
  const file = readFileSync(pretrainingCheckpoint(dir))
  return file.subarray(4 + file.readUInt32LE())
}

test('a run cut into pieces ends with the very same parameters and moments as one in one go', async () => {
  const whole = join(root, 'whole')
  const records: PretrainingRecord[] = []
  const expected = await pretrainBert(corpus, wordpiece, config, options, {
    dir: whole,
    onRecord: (record) => records.push(record),
  })
  expect(expected.finished).toBe(true)
  expect(records.at(-1)).toMatchObject({ step: 150, steps: 150 })

  const dir = join(root, 'pieces')
  let runs = 0
  for (let finished = false; !finished && runs < 100; runs++) {
    ;({ finished } = await pretrainBert(corpus, wordpiece, config, { ...options, seconds: 0.05 }, { dir }))
  }
  expect(runs).toBeGreaterThan(1)
  expect(stateOf(dir).equals(stateOf(whole))).toBe(true)
  const again = await pretrainBert(corpus, wordpiece, config, options, { dir, onRecord: () => expect.unreachable() })
  expect(again.parameters).toEqual(expected.parameters)
})

test('it learns which words go together', async () => {
  const records: PretrainingRecord[] = []
  const dir = join(root, 'learns')
  await pretrainBert(corpus, wordpiece, config, { ...options, steps: 300 }, { dir, onRecord: (record) => records.push(record) })
  expect(records.map(({ step }) => step)).toEqual([100, 200, 300])
  expect(records[2].loss).toBeLessThan(0.85 * records[0].loss)
  expect(records[2].accuracy).toBeGreaterThan(0.3)
})

test('a loss that is no number stops the run, and the checkpoint from before stays', async () => {
  const dir = join(root, 'diverged')
  await pretrainBert(corpus, wordpiece, config, { ...options, seconds: 0 }, { dir })
  const before = stateOf(dir)
  const start = { 'encoder.layer.0.output.dense.bias': new Float32Array(16).fill(Number.NaN) }
  await expect(pretrainBert(corpus, wordpiece, config, options, { dir }, start)).rejects.toThrow(
    /The loss is no number any more \(step 1 of 150/,
  )
  expect(stateOf(dir).equals(before)).toBe(true)
})

test('it begins with the values that it is given, and draws the rest', async () => {
  const start = { 'embeddings.LayerNorm.bias': Float32Array.from({ length: 16 }, (_, i) => i) }
  const run = (dir: string, given = {}) =>
    pretrainBert(corpus, wordpiece, config, { ...options, seconds: 0 }, { dir: join(root, dir) }, given)
  const [plain, given] = [await run('plain'), await run('given', start)]
  expect(given.parameters).toEqual({ ...plain.parameters, ...start })
})
