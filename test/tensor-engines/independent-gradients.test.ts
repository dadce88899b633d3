import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EncoderConfig, parameterShapes } from '#src/nlp/encoder/model.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import type { Session, Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { toTf } from '#src/nlp/tensor/engines/tfjs/convert.js'
import { compile } from '#src/nlp/tensor/engines/tfjs/evaluate.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { readOnnx } from '#src/nlp/tensor/onnx-read.js'
import { centralDifferences } from '../tensor/central-differences.js'
import { TINY, trainingFeeds, trainingOutputs } from '../tensor/encoder-fixtures.js'
import { largest, numbersOf } from '../tensor/numbers.js'

const LENGTHS = [5, 1, 3]
const STEPS = 6
const SEED = 41

// Shares of the largest gradient of the model. Float32 leaves about 1e-7 in each of the first three.
const SINGLE = 2e-6
const AGAINST_DIFFERENCES = 2e-6

const CONFIG = { ...TINY, embedding: 4, hidden: 6 }
const CLASSIFIERS: Record<string, EncoderConfig> = {
  'a BiLSTM classifier with a linear head': CONFIG,
  'a BiLSTM classifier with a hidden layer in its head': { ...CONFIG, headHidden: 5 },
  'a simple recurrent classifier': { ...CONFIG, kind: 'simple-rnn' },
  'a GRU classifier': { ...CONFIG, kind: 'gru' },
  'a convolutional classifier': { ...CONFIG, kind: 'cnn' },
}

for (const [title, config] of Object.entries(CLASSIFIERS)) {
  describe(`the gradients of ${title}`, () => {
    const wanted = ['x', ...Object.keys(parameterShapes(config))]
    const outputOf = (name: string): string => (name === 'x' ? 'gx' : `grad:${name}`)
    const feeds = trainingFeeds(config, LENGTHS, STEPS, { seed: SEED })
    let byHand: Record<string, Tensor>
    let session: Session

    beforeAll(async () => {
      session = await onnxruntime.open(trainingGraph(config), { threads: 1 })
      byHand = await session.run(feeds, trainingOutputs(config))
    })
    afterAll(() => session.release())

    function expectClose(got: Record<string, readonly number[]>, tolerance: number): void {
      const scale = largest(wanted.flatMap((name) => numbersOf(byHand[outputOf(name)])))
      for (const name of wanted) {
        const expected = numbersOf(byHand[outputOf(name)])
        expect(got[name], name).toHaveLength(expected.length)
        expect(largest(expected), `${name} has a gradient`).toBeGreaterThan(scale * 1e-3)
        expect(largest(expected.map((value, i) => value - got[name][i])) / scale, name).toBeLessThan(tolerance)
      }
    }

    test('as written by hand, run in TensorFlow.js', async () => {
      const second = await tfjs.open(trainingGraph(config), { threads: 1 })
      const got = await second.run(feeds, trainingOutputs(config))
      await second.release()
      expectClose(Object.fromEntries(wanted.map((name) => [name, numbersOf(got[outputOf(name)])])), SINGLE)
    })

    test("as TensorFlow.js's own reverse mode finds them from the forward pass alone", async () => {
      await tfjs.backend()
      const graph = readOnnx(trainingGraph(config))
      const evaluate = compile(graph)
      const got: Record<string, number[]> = {}
      const held = tf.memory().numTensors
      tf.tidy(() => {
        const given = new Map([...graph.initializers, ...Object.entries(feeds)].map(([name, tensor]) => [name, toTf(tensor)]))
        const loss = (...values: tf.Tensor[]): tf.Tensor =>
          evaluate(new Map([...given, ...wanted.map((name, i) => [name, values[i]] as const)]), ['loss'])[0]
        const gradients = tf.grads(loss)(wanted.map((name) => given.get(name) as tf.Tensor))
        for (const [i, name] of wanted.entries()) got[name] = Array.from(gradients[i].dataSync())
      })
      expectClose(got, SINGLE)
      expect(tf.memory().numTensors).toBe(held)
    })

    test('as central differences find them, in float64', async () => {
      const double = await onnxruntime.open(trainingGraph(config, 'float64'), { threads: 1 })
      const precise = trainingFeeds(config, LENGTHS, STEPS, { seed: SEED, float: 'float64' })
      const loss = async (): Promise<number> => numbersOf((await double.run(precise, ['loss'])).loss)[0]
      const got: Record<string, number[]> = {}
      for (const name of wanted) got[name] = await centralDifferences(precise[name].data as Float64Array, loss)
      await double.release()
      expectClose(got, AGAINST_DIFFERENCES)
    })
  })
}
