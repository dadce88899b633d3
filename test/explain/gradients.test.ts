import { describe, expect, test } from 'vitest'
import { explanationGraph, headExplanationGraph } from '#src/nlp/encoder/explanation-graph.js'
import { headSpecs } from '#src/nlp/encoder/huggingface/head-graph.js'
import { ENCODER_KINDS } from '#src/nlp/encoder/kinds/kind.js'
import { initialise } from '#src/nlp/encoder/model.js'
import { randomStream } from '#src/nlp/encoder/random.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { TINY, trainingFeeds } from '../tensor/encoder-fixtures.js'
import { numbersOf, real, relativeError, uniform } from '../tensor/numbers.js'

const STEPS = 6

const dot = (dy: Tensor, logits: Tensor): number =>
  numbersOf(logits).reduce((total, logit, i) => total + logit * Number(dy.data[i]), 0)

/** Σ dy·logits by its coordinates, by central differences. */
async function differences(data: { [i: number]: number; length: number }, step: number, y: () => Promise<number>) {
  const gradient: number[] = []
  for (let i = 0; i < data.length; i++) {
    const value = data[i]
    data[i] = value + step
    const above = await y()
    data[i] = value - step
    const below = await y()
    data[i] = value
    gradient.push((above - below) / (2 * step))
  }
  return gradient
}

describe.each(ENCODER_KINDS.flatMap((kind) => [0, 5].map((headHidden) => ({ kind, headHidden }))))(
  '$kind, $headHidden hidden units in its head',
  ({ kind, headHidden }) => {
    const config = { ...TINY, kind, headHidden, embedding: 4, hidden: 4 }
    const sentences = kind === 'cnn-document' ? [2, 1] : undefined
    // ONNX Runtime has no Erf in double precision.
    const float = kind === 'bert' ? ('float32' as const) : ('float64' as const)
    const [step, tolerance] = kind === 'bert' ? [1e-2, 5e-3] : [1e-6, 1e-7]
    const fed = trainingFeeds(config, sentences ? [5, 2, 3, 0] : [5, 1, 3], STEPS, { seed: 4, float, sentences })
    const documents = sentences?.length ?? 3
    const random = uniform(8)
    const feeds: Record<string, Tensor> = {
      x: fed.x,
      lengths: fed.lengths,
      mask: fed.mask,
      dy: real([documents, config.classes], random, float),
      ...(fed.sentences ? { sentences: fed.sentences } : {}),
    }

    test('has the gradient by its token vectors that central differences have', async () => {
      const parameters = initialise(config, 4)
      // Otherwise all of the few hidden units may be off.
      parameters['hidden.b']?.fill(1)
      const graph = explanationGraph(config, parameters, { rowGradient: true, mapGradient: true, map: true, float })
      const session = await onnxruntime.open(graph, { threads: 1 })
      const { row_gradient } = await session.run(feeds, ['row_gradient'])
      const numeric = await differences(feeds.x.data as Float64Array, step, async () =>
        dot(feeds.dy, (await session.run(feeds, ['logits'])).logits),
      )
      await session.release()
      expect(Math.max(...numeric)).toBeGreaterThan(0.01)
      expect(relativeError(numbersOf(row_gradient), numeric)).toBeLessThan(tolerance)
    })
  },
)

test.each([0, 5])(
  'a head on a frozen model has the gradient by its map that central differences have, %i hidden units',
  async (headHidden) => {
    const config = { width: 4, headHidden, classes: 3 }
    const parameters = Object.fromEntries(
      Object.entries(headSpecs(config)).map(([name, { start }], i) => [name, start(randomStream(2, i))]),
    )
    const session = await onnxruntime.open(headExplanationGraph(config, parameters, { mapGradient: true }), { threads: 1 })
    const random = uniform(6)
    const feeds = {
      map: real([STEPS, 2, 4], random, 'float32'),
      mask: real([STEPS, 2, 1], (i) => (i % 2 === 1 && i > 7 ? -1e9 : 0), 'float32'),
      dy: real([2, 3], random, 'float32'),
    }
    const { map_gradient } = await session.run(feeds, ['map_gradient'])
    const numeric = await differences(feeds.map.data as Float32Array, 1e-3, async () =>
      dot(feeds.dy, (await session.run(feeds, ['logits'])).logits),
    )
    await session.release()
    expect(relativeError(numbersOf(map_gradient), numeric)).toBeLessThan(1e-3)
  },
)
