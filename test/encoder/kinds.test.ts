import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { MalgwiError } from '#src/errors.js'
import { fitCalibration } from '#src/nlp/encoder/calibrate.js'
import { checkpointPath, loadCheckpoint } from '#src/nlp/encoder/checkpoint.js'
import { openEncoder } from '#src/nlp/encoder/infer.js'
import type { TrainingOptions } from '#src/nlp/encoder/options.js'
import { learningRate } from '#src/nlp/encoder/schedule.js'
import { type TrainedEncoder, type TrainingCorpus, trainEncoder } from '#src/nlp/encoder/train.js'
import { sentenceBreaks } from '#src/nlp/text/sentences.js'
import { toyCorpus, toyForms, toyOptions } from './toy.js'

const root = mkdtempSync(join(tmpdir(), 'encoder-kinds-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const plain = toyCorpus(500)
let runs = 0
const train = (options: Partial<TrainingOptions>, corpus: TrainingCorpus = plain): Promise<TrainedEncoder> =>
  trainEncoder(corpus, { ...toyOptions, widths: [1, 2], ...options }, { dir: join(root, `run-${runs++}`) })

/** Logits and heat of the validation documents, served. */
async function serve(trained: TrainedEncoder) {
  const calibration = fitCalibration(
    trained.validLogits,
    Array.from(plain.valid, (doc) => plain.labels[doc]),
    3,
  )
  const encoder = await openEncoder({ ...trained, calibration }, { engine: 'onnxruntime', threads: 1 })
  const documents = Array.from(plain.valid, (doc) =>
    Array.from(plain.tokens.subarray(plain.offsets[doc], plain.offsets[doc + 1]), (form) => plain.forms[form]),
  )
  const served = await encoder.run(documents)
  await encoder.release()
  return { documents, ...served }
}

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)

const KINDS = ['simple-rnn', 'lstm', 'gru', 'bilstm', 'cnn', 'max-pool'] as const

describe.each([
  ...KINDS.flatMap((kind) => [
    { kind, padding: 'post' as const },
    { kind, padding: 'pre' as const },
  ]),
  { kind: 'cnn-document' as const, padding: 'post' as const },
])('$kind, padding $padding', ({ kind, padding }) => {
  test('learns the toy corpus, serves what it learned, and its heat lies on the words that say so', async () => {
    const corpus = kind === 'cnn-document' ? { ...plain, ...sentenceBreaks(plain as never) } : plain
    const trained = await train({ kind, padding }, corpus)
    const best = trained.history[trained.bestEpoch - 1]
    expect(best.validBinaryAccuracy).toBeGreaterThan(0.9)
    const { documents, logits, cam } = await serve(trained)
    // A recurrent network reads padding that stands before the tokens: a batch of other lengths is another text to it.
    if (padding === 'post') expect(farthest(logits, trained.validLogits)).toBeLessThan(0.02)
    const asked = documents.flatMap((tokens, d) => (tokens.length > 0 ? [d] : []))
    const right = asked.filter((d) => {
      const { length } = documents[d]
      const label = plain.labels[plain.valid[d]]
      const heat = cam[d].subarray(label * length, (label + 1) * length)
      return toyForms.indexOf(documents[d][heat.indexOf(Math.max(...heat))]) < 8
    })
    expect(right.length / asked.length).toBeGreaterThan(0.6)
  })
})

test('training stops early where the validation loss has not been lower for as many epochs as asked', async () => {
  const { history } = await train({ kind: 'max-pool', epochs: 30, earlyStopping: 2, learningRate: 0.2, schedule: 'constant' })
  expect(history.length).toBeLessThan(30)
  const losses = history.map(({ validLoss }) => validLoss)
  expect(Math.min(...losses.slice(-2))).toBeGreaterThanOrEqual(Math.min(...losses.slice(0, -2)))
})

test('an average of epochs is neither of them, and is what is served', async () => {
  const [averaged, last] = [
    await train({ kind: 'max-pool', averageEpochs: 2, schedule: 'constant' }),
    await train({ kind: 'max-pool', schedule: 'constant' }),
  ]
  expect(farthest(averaged.validLogits, last.validLogits)).toBeGreaterThan(1e-3)
  expect(farthest((await serve(averaged)).logits, averaged.validLogits)).toBeLessThan(0.02)
})

test('a learning rate beyond all bounds ends with one line, and with the last good checkpoint', async () => {
  const dir = join(root, 'diverged')
  const options = { ...toyOptions, kind: 'lstm' as const, epochs: 30, checkpointSeconds: 0 }
  const run = trainEncoder(plain, { ...options, learningRate: 1e30, warmup: 0.5 }, { dir })
  const error = await run.then(
    () => null,
    (reason) => reason as MalgwiError,
  )
  expect(error).toBeInstanceOf(MalgwiError)
  expect(error?.code).toBe('TRAINING_DIVERGED')
  expect(error?.message).toMatch(/--learning-rate/)
  const file = readFileSync(checkpointPath(dir))
  const { bytes } = JSON.parse(file.subarray(4, 4 + file.readUInt32LE()).toString())
  const state = new Uint8Array(bytes)
  expect(loadCheckpoint(checkpointPath(dir), state, () => true)).not.toBeNull()
  expect(new Float32Array(state.buffer).every(Number.isFinite)).toBe(true)
})

test('label smoothing and class weights change what is learned; n-grams can be left out', async () => {
  const [base, smooth, weighted, bare] = [
    await train({ kind: 'max-pool' }),
    await train({ kind: 'max-pool', labelSmoothing: 0.2 }),
    await train({ kind: 'max-pool', classWeights: 'balanced' }),
    await train({ kind: 'max-pool', ngrams: 'none' }),
  ]
  for (const other of [smooth, weighted, bare]) expect(farthest(other.validLogits, base.validLogits)).toBeGreaterThan(1e-3)
  expect(bare.config.buckets).toBe(1)
})

test('training begins with the words and parameters that it is given', async () => {
  const rows = new Map([[3, new Float32Array(8).fill(0.5)]])
  const options = { ...toyOptions, kind: 'max-pool' as const, learningRate: 1e-12, epochs: 1 }
  const [given, random] = [
    await trainEncoder(plain, options, { dir: join(root, 'given') }, { words: rows }),
    await trainEncoder(plain, options, { dir: join(root, 'random') }),
  ]
  expect(farthest(given.validLogits, random.validLogits)).toBeGreaterThan(1e-3)
})

test('learning rates rise, and go down as the schedule says', () => {
  const rates = (schedule: 'cosine' | 'linear' | 'constant') =>
    [1, 10, 55, 100].map((step) => learningRate(step, 100, 10, 2, schedule))
  expect(rates('constant')).toEqual([0.2, 2, 2, 2])
  for (const schedule of ['cosine', 'linear'] as const) {
    const [first, peak, middle, last] = rates(schedule)
    expect([first, peak]).toEqual([0.2, 2])
    expect(middle).toBeGreaterThan(0.9)
    expect(middle).toBeLessThan(1.1)
    expect(last).toBeLessThan(0.05)
  }
})
