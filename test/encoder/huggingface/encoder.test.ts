import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBackbone } from '#src/nlp/encoder/huggingface/backbone.js'
import { huggingFaceFiles } from '#src/nlp/encoder/huggingface/folder.js'
import { headSpecs } from '#src/nlp/encoder/huggingface/head-graph.js'
import { eojeolsOf } from '#src/nlp/encoder/huggingface/morphemes.js'
import { occlusionHeat } from '#src/nlp/encoder/huggingface/occlusion.js'
import { headOnnx, openHuggingFaceEncoder } from '#src/nlp/encoder/huggingface/open.js'
import { HuggingFaceRecord } from '#src/nlp/encoder/huggingface/record.js'
import { type TrainedOnModel, trainOnModel } from '#src/nlp/encoder/huggingface/train.js'
import type { Encoder } from '#src/nlp/encoder/infer.js'
import { randomStream } from '#src/nlp/encoder/random.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { toyCorpus } from '../toy.js'
import { makeModel } from './make.js'

const CLASSES = 3
const calibration = { temperature: 1, bias: [0, 0, 0], priors: [0.3, 0.4, 0.3] }
const folders: string[] = []
const encoders: Encoder[] = []
afterAll(async () => {
  for (const encoder of encoders) await encoder.release()
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const form = (surface: string, initial = false): TokenForm => ({ surface, lemma: surface, tag: 'noun', initial })
const DOCUMENTS: TokenForm[][] = [
  [form('영화', true), form('가', false), form('최고', true), form('!')],
  [],
  [form('재미없', true), form('었어'), form('정말', true), form('최악', true), form('뷁', true), form('CG', true), form('는')],
  [form('ㅋㅋㅋ', true)],
]

/** A random linear head on a tiny model of eight hidden states or four logits. */
async function openTiny(features: 'features' | 'logits', engine: 'onnxruntime' | 'tfjs' = 'onnxruntime', maxLength = 20) {
  const width = features === 'features' ? 8 : 4
  const made = makeModel(features === 'features' ? {} : { labels: width })
  const folder = mkdtempSync(join(tmpdir(), 'malgwi-bundle-'))
  folders.push(made, folder)
  const own = huggingFaceFiles(made)
  for (const [name, bytes] of Object.entries(own)) writeFileSync(join(folder, name), bytes)
  const config = { width, headHidden: 0, classes: CLASSES }
  const random = randomStream(5)
  const parameters = Object.fromEntries(Object.entries(headSpecs(config)).map(([name, { start }]) => [name, start(random)]))
  const head = headOnnx(features, { config, parameters, history: [], bestEpoch: 1, validLogits: new Float32Array(0) })
  const files = { folder, head, record: { maxLength, width, features, files: Object.keys(own) }, calibration }
  const encoder = await openHuggingFaceEncoder(files, { engine, threads: 1 })
  encoders.push(encoder)
  return { encoder, folder, parameters, width, files }
}

const heatOf = (cam: Float32Array, c: number): number[] => [
  ...cam.subarray((c * cam.length) / CLASSES, ((c + 1) * cam.length) / CLASSES),
]
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

describe('an encoder on a model that gives hidden states', () => {
  test('lays on the morphemes the Grad-CAM heat of its pieces, which has a closed form', async () => {
    const { encoder, folder, parameters, width } = await openTiny('features')
    const { logits, cam } = await encoder.run(DOCUMENTS)
    const backbone = await openBackbone(folder, { threads: 1 })
    const encoded = await backbone.encode(DOCUMENTS.map((tokens) => eojeolsOf(tokens).texts))
    await backbone.release()
    const weight = (k: number, c: number): number => parameters['head.W'][k * CLASSES + c]
    for (const [d, { features }] of encoded.entries()) {
      const steps = features.length / width
      const at = (t: number, k: number): number => features[t * width + k]
      const most = Array.from({ length: width }, (_, k) => Math.max(...Array.from({ length: steps }, (_, t) => at(t, k))))
      for (let c = 0; c < CLASSES; c++) {
        expect(logits[d * CLASSES + c]).toBeCloseTo(sum(most.map((value, k) => value * weight(k, c))), 4)
        if (DOCUMENTS[d].length === 0) continue
        const alpha = most.map((_, k) => (weight(k, c) - (weight(k, 0) + weight(k, 1) + weight(k, 2)) / 3) / steps)
        const heat = Array.from({ length: steps }, (_, t) => Math.max(0, sum(alpha.map((value, k) => value * at(t, k)))))
        expect(sum(heatOf(cam[d], c))).toBeCloseTo(sum(heat), 5)
        if (d === 0) for (const [t, value] of heatOf(cam[0], c).entries()) expect(value).toBeCloseTo(heat[t], 5)
      }
    }
    expect(sum(cam[0])).toBeGreaterThan(0.01)
    expect(cam.map(({ length }) => length)).toEqual(DOCUMENTS.map(({ length }) => CLASSES * length))
  })

  test('shares the heat of a piece that spans morphemes by their characters', async () => {
    const { encoder } = await openTiny('features')
    const { cam } = await encoder.run([[form('재미없', true), form('었어')]])
    const shared = Array.from({ length: CLASSES }, (_, c) => heatOf(cam[0], c)).filter(([first]) => first > 0)
    expect(shared.length).toBeGreaterThan(0)
    for (const [first, second] of shared) expect(second / first).toBeCloseTo(2 / 3, 5)
  })

  test('gives no heat to what it does not read', async () => {
    const { encoder } = await openTiny('features', 'onnxruntime', 2)
    const words = ['영화', '최고', '정말', '최악'].map((word) => form(word, true))
    const { cam } = await encoder.run([words])
    for (let c = 0; c < CLASSES; c++) expect(heatOf(cam[0], c).slice(1, 3)).toEqual([0, 0])
    expect(sum(cam[0])).toBeGreaterThan(0)
  })

  test('answers each document the same alone and among others', async () => {
    const { encoder } = await openTiny('features')
    const many = Array.from({ length: 150 }, (_, i) => DOCUMENTS[i % DOCUMENTS.length])
    const together = await encoder.run(many)
    for (const [d, document] of DOCUMENTS.entries()) {
      const alone = await encoder.run([document])
      for (let c = 0; c < CLASSES; c++) expect(together.logits[(d + 100) * CLASSES + c]).toBeCloseTo(alone.logits[c], 4)
      for (const [i, value] of alone.cam[0].entries()) expect(together.cam[d + 100][i]).toBeCloseTo(value, 4)
    }
    expect(await encoder.run([])).toEqual({ logits: new Float32Array(0), cam: [] })
  })

  test('says the same with its head in TensorFlow.js', async () => {
    const first = await (await openTiny('features')).encoder.run(DOCUMENTS)
    const second = await (await openTiny('features', 'tfjs')).encoder.run(DOCUMENTS)
    for (const [i, value] of first.logits.entries()) expect(second.logits[i]).toBeCloseTo(value, 4)
    for (const [d, cam] of first.cam.entries())
      for (const [i, value] of cam.entries()) expect(second.cam[d][i]).toBeCloseTo(value, 4)
  })

  test('reads no file of the folder but those that the record names', async () => {
    const { files } = await openTiny('features')
    mkdirSync(join(files.folder, 'onnx'))
    writeFileSync(join(files.folder, 'onnx', 'model.onnx'), 'not listed, so nobody has checked it')
    const encoder = await openHuggingFaceEncoder(files, { engine: 'onnxruntime', threads: 1 })
    encoders.push(encoder)
    expect((await encoder.run(DOCUMENTS)).logits).toHaveLength(CLASSES * DOCUMENTS.length)
    const unlisted = { ...files, record: { ...files.record, files: files.record.files.filter((name) => name !== 'model.onnx') } }
    await expect(openHuggingFaceEncoder(unlisted, { engine: 'onnxruntime', threads: 1 })).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS',
    })
  })

  test('refuses a head that was trained on something else', async () => {
    const { files } = await openTiny('features')
    const other = { ...files, record: { ...files.record, width: 16 } }
    await expect(openHuggingFaceEncoder(other, { engine: 'onnxruntime', threads: 1 })).rejects.toMatchObject({
      code: 'MODEL_SHAPE',
    })
  })
})

describe('an encoder on a model that classifies texts', () => {
  test('gives each eojeol the fall of the centred logit when it is left out, spread over its characters', async () => {
    const { encoder } = await openTiny('logits')
    const document = DOCUMENTS[2]
    const { logits, cam } = await encoder.run([document, ...DOCUMENTS])
    const { texts, places } = eojeolsOf(document)
    const centred = (all: Float32Array): number[] =>
      [...all.subarray(0, CLASSES)].map((value) => value - sum(all.subarray(0, CLASSES)) / CLASSES)
    const before = centred(logits)
    let warm = 0
    for (const [eojeol] of texts.entries()) {
      const rest = document.filter((_, m) => places[m].eojeol !== eojeol)
      const after = centred((await encoder.run([rest])).logits)
      for (let c = 0; c < CLASSES; c++) {
        const heat = heatOf(cam[0], c).filter((_, m) => places[m].eojeol === eojeol)
        expect(sum(heat)).toBeCloseTo(Math.max(0, before[c] - after[c]), 4)
        warm += sum(heat)
      }
    }
    expect(warm).toBeGreaterThan(0.01)
  })

  test('leaves out every eojeol that was read, and no other, many at once', async () => {
    const documents = [['a', 'b', 'c'], [], ['d']]
    const asked: string[][] = []
    const results = await occlusionHeat(documents, async (variants) => {
      asked.push(...variants)
      return {
        logits: Float32Array.from(variants.flatMap((eojeols) => [eojeols.includes('a') ? 2 : 0, eojeols.includes('c') ? 2 : 0])),
        pieces: variants.map((eojeols) =>
          eojeols.flatMap((text, eojeol) => (text === 'b' ? [] : [{ eojeol, start: 0, end: 1 }])),
        ),
      }
    })
    expect(asked).toEqual([...documents, ['b', 'c'], ['a', 'b'], []])
    expect([...results[0].heat]).toEqual([1, 0, 0, 0, 0, 1])
    expect(results[1].heat).toHaveLength(0)
    expect([...results[2].heat]).toEqual([0, 0])
  })
})

describe('training on a model', () => {
  const options = { threads: 1, epochs: 15, batch: 32, learningRate: 0.05, dropout: 0, maxLength: 16 }
  let dir: string
  let model: string
  let trained: TrainedOnModel
  const corpus = toyCorpus(300)
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'malgwi-train-'))
    model = makeModel({ hidden: 24 })
    folders.push(dir, model)
    trained = await trainOnModel(corpus, model, options, { dir })
  })

  test('learns which words go with which class, and says what the bundle has to keep', () => {
    expect(trained.history[trained.bestEpoch - 1].validAccuracy).toBeGreaterThan(0.6)
    expect(HuggingFaceRecord.parse(trained.record)).toMatchObject({
      features: 'features',
      width: 24,
      classes: 3,
      maxLength: 16,
      files: ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.onnx'],
    })
  })

  test('goes on from features on disk and ends with the very same head', async () => {
    let waited = 0
    const again = await trainOnModel(corpus, model, options, {
      dir,
      onEncode: (done, total) => (waited = Math.max(waited, done / total)),
    })
    expect(again.onnx).toEqual(trained.onnx)
    expect(again.validLogits).toEqual(trained.validLogits)
    expect(waited).toBe(1)
    expect(readdirSync(join(dir, 'huggingface'))).toHaveLength(1)
  })

  test('ends with an encoder that says of the validation documents what training said, from copies of the files', async () => {
    const bundle = mkdtempSync(join(tmpdir(), 'malgwi-bundle-'))
    folders.push(bundle)
    for (const [name, bytes] of Object.entries(huggingFaceFiles(model))) writeFileSync(join(bundle, name), bytes)
    const files = { folder: bundle, head: trained.onnx, record: trained.record, calibration }
    const encoder = await openHuggingFaceEncoder(files, { engine: 'onnxruntime', threads: 1 })
    encoders.push(encoder)
    const documents = Array.from(corpus.valid, (doc) =>
      Array.from(corpus.tokens.subarray(corpus.offsets[doc], corpus.offsets[doc + 1]), (token) => corpus.forms[token]),
    )
    const { logits } = await encoder.run(documents)
    for (const [i, value] of trained.validLogits.entries()) expect(logits[i]).toBeCloseTo(value, 1)

    const before = await openHuggingFaceEncoder({ ...files, folder: model }, { engine: 'onnxruntime', threads: 1 })
    encoders.push(before)
    expect((await before.run(documents)).logits).toEqual(logits)
  })

  test('works on the logits of a model for other labels', async () => {
    const classifier = makeModel({ labels: 7, hidden: 24 })
    folders.push(classifier)
    const on = await trainOnModel(
      corpus,
      classifier,
      { ...options, classWeights: 'balanced', labelSmoothing: 0.1 },
      { dir: join(dir, 'b') },
    )
    expect(on.record).toMatchObject({ features: 'logits', width: 7, classes: 3 })
    expect(on.history.at(-1)?.trainLoss).toBeLessThan(on.history[0].trainLoss)
  })
})
