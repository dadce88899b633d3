import { afterAll, describe, expect, test } from 'vitest'
import { type EncoderConfig, featureMap, initialise, parameterShapes } from '#src/nlp/encoder/model.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import type { Session, Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { TINY, trainingFeeds } from './encoder-fixtures.js'
import { integers, numbersOf, real, relativeError, uniform } from './numbers.js'

const LENGTHS = [5, 1, 3, 4]
const [BATCH, STEPS, NGRAMS] = [LENGTHS.length, 6, 3]
const CONFIG: EncoderConfig = { ...TINY, embedding: 8, hidden: 8 }

/** Sixteenths: halves hold them exactly. */
const sixteenths = (size: number, seed: number): Float32Array => {
  const random = uniform(seed)
  return Float32Array.from({ length: size }, () => Math.round(random() * 16) / 16)
}
const wordTable = sixteenths(CONFIG.words * CONFIG.embedding, 1)
const ngramTable = sixteenths(CONFIG.buckets * CONFIG.embedding, 2)

const at = (i: number): { b: number; t: number } => ({ b: Math.floor(i / STEPS), t: i % STEPS })
const within = (i: number): boolean => at(i).t < LENGTHS[at(i).b]
const random = uniform(3)
const pick = (count: number): number => 1 + Math.floor(((random() + 1) / 2) * (count - 1))
const feeds = {
  word_ids: integers([BATCH, STEPS], (i) => (within(i) ? pick(CONFIG.words) : 0)),
  // The last n-gram is missing everywhere.
  ngram_ids: integers([BATCH, STEPS, NGRAMS], (i) =>
    within(Math.floor(i / NGRAMS)) && i % NGRAMS < 2 ? pick(CONFIG.buckets) : 0,
  ),
  ngram_scale: real([BATCH, STEPS, 1], (i) => (within(i) ? 0.5 : 0), 'float32'),
  lengths: integers([BATCH], (b) => LENGTHS[b]),
}

/** The token vectors that the serving graph should make, time-major. */
function vectors(): Tensor {
  const { embedding } = CONFIG
  return real(
    [STEPS, BATCH, embedding],
    (i) => {
      const token = (Math.floor(i / embedding) % BATCH) * STEPS + Math.floor(i / (BATCH * embedding))
      if (!within(token)) return 0
      const k = i % embedding
      const ngram = (n: number): number => ngramTable[Number(feeds.ngram_ids.data[token * NGRAMS + n]) * embedding + k]
      return wordTable[Number(feeds.word_ids.data[token]) * embedding + k] + 0.5 * (ngram(0) + ngram(1))
    },
    'float32',
  )
}

const sessions: Session[] = []
const open = async (bytes: Uint8Array): Promise<Session> => {
  const session = await onnxruntime.open(bytes, { threads: 1 })
  sessions.push(session)
  return session
}
afterAll(() => Promise.all(sessions.map((session) => session.release())))

const parameters = initialise(CONFIG, 7)
const serving = await open(servingGraph(CONFIG, parameters, wordTable, ngramTable))
const served = await serving.run(feeds, ['logits', 'cam'])

describe('the serving graph', () => {
  test('has the names that its users rely on', () => {
    expect(serving.inputs).toEqual(['word_ids', 'ngram_ids', 'ngram_scale', 'lengths'])
    expect(serving.outputs).toEqual(['logits', 'cam'])
    expect(served.logits.dims).toEqual([BATCH, CONFIG.classes])
    expect(served.cam.dims).toEqual([CONFIG.classes, BATCH, STEPS])
  })

  test('answers the logits of the training graph, for a linear head and for one with a hidden layer', async () => {
    for (const config of [CONFIG, { ...CONFIG, headHidden: 6 }]) {
      const training = await open(trainingGraph(config))
      const fed = {
        ...trainingFeeds(config, LENGTHS, STEPS, { seed: 7 }),
        x: vectors(),
        drop: real([BATCH, 16], () => 1, 'float32'),
      }
      const { logits } = await training.run(fed, ['logits'])
      const session = await open(servingGraph(config, initialise(config, 7), wordTable, ngramTable))
      const got = await session.run(feeds, ['logits'])
      expect(relativeError(numbersOf(got.logits), numbersOf(logits))).toBeLessThan(1e-6)
    }
  })

  test('answers the same for a document alone and among others', async () => {
    for (const [b, length] of LENGTHS.entries()) {
      const cut = (tensor: Tensor, width: number): Tensor => ({
        dtype: tensor.dtype,
        dims: [1, length, width],
        data: tensor.data.slice(b * STEPS * width, (b * STEPS + length) * width),
      })
      const alone = await serving.run(
        {
          word_ids: { ...cut(feeds.word_ids, 1), dims: [1, length] },
          ngram_ids: cut(feeds.ngram_ids, NGRAMS),
          ngram_scale: cut(feeds.ngram_scale, 1),
          lengths: integers([1], () => length),
        },
        ['logits', 'cam'],
      )
      const { classes } = CONFIG
      expect(relativeError(numbersOf(alone.logits), numbersOf(served.logits).slice(b * classes, (b + 1) * classes))).toBeLessThan(
        1e-6,
      )
      for (let c = 0; c < classes; c++) {
        const among = numbersOf(served.cam).slice((c * BATCH + b) * STEPS, (c * BATCH + b) * STEPS + length)
        expect(relativeError(numbersOf(alone.cam).slice(c * length, (c + 1) * length), among)).toBeLessThan(1e-5)
      }
    }
  })
})

describe('Grad-CAM', () => {
  test('is CAM where the maximum goes straight into a linear layer: α is the centred class weight over the length', async () => {
    const features = await featureMapOf(parameters)
    const { classes, hidden } = CONFIG
    const width = 2 * hidden
    const weights = parameters['head.W']
    const expected = Array.from({ length: classes * BATCH * STEPS }, (_, i) => {
      const [c, b, t] = [Math.floor(i / (BATCH * STEPS)), Math.floor(i / STEPS) % BATCH, i % STEPS]
      if (t >= LENGTHS[b]) return 0
      let sum = 0
      for (let k = 0; k < width; k++) {
        const row = weights.subarray(k * classes, (k + 1) * classes)
        const centred = row[c] - row.reduce((total, weight) => total + weight, 0) / classes
        sum += (centred / LENGTHS[b]) * features[(t * BATCH + b) * width + k]
      }
      return Math.max(0, sum)
    })
    expect(relativeError(numbersOf(served.cam), expected)).toBeLessThan(1e-5)
    expect(expected.some((heat) => heat > 0)).toBe(true)
  })

  test('is zero on padding and never negative', () => {
    const cam = numbersOf(served.cam)
    expect(cam.every((heat) => heat >= 0)).toBe(true)
    expect(cam.filter((_, i) => !within(i % (BATCH * STEPS))).every((heat) => heat === 0)).toBe(true)
  })
})

/** The feature map [T, B, 2H], by a graph that outputs nothing else. */
async function featureMapOf(weights: Record<string, Float32Array>): Promise<number[]> {
  const graph = new Graph()
  const { embedding } = CONFIG
  const inputs = Object.entries(parameterShapes(CONFIG)).map(([name, dims]) => [name, graph.input(name, dims)] as const)
  const x = graph.input('x', ['T', 'B', embedding])
  const lengths = graph.input('lengths', ['B'], { dtype: 'int64' })
  const rows = { x, lengths, mask: graph.input('mask', ['T', 'B', 1]) }
  graph.output('features', featureMap(graph, rows, Object.fromEntries(inputs), CONFIG))
  const session = await open(writeOnnx(graph.onnx('features')))
  const tensors = Object.entries(parameterShapes(CONFIG)).map(([name, dims]) => [
    name,
    { dtype: 'float32', dims, data: weights[name] },
  ])
  const { mask } = trainingFeeds(CONFIG, LENGTHS, STEPS, { seed: 7 })
  const got = await session.run({ x: vectors(), lengths: feeds.lengths, mask, ...Object.fromEntries(tensors) }, ['features'])
  return numbersOf(got.features)
}
