import * as tf from '@tensorflow/tfjs-core'
import { afterAll, describe, expect, test } from 'vitest'
import { initialise } from '#src/nlp/encoder/model.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import type { Session, Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { openEngine } from '#src/nlp/tensor/engines/open.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { TINY, trainingFeeds, trainingOutputs } from '../tensor/encoder-fixtures.js'
import { largest, numbersOf, real, relativeError } from '../tensor/numbers.js'
import { CONFIG, servingFeeds, servingModel } from './serving-fixtures.js'

// Both compute in float32, whose last bit is worth 6e-8; sums over a batch and over time add to that.
const TOLERANCE = 2e-6

const sessions: Session[] = []
async function openBoth(model: Uint8Array): Promise<Session[]> {
  const both = [await onnxruntime.open(model, { threads: 1 }), await tfjs.open(model, { threads: 1 })]
  sessions.push(...both)
  return both
}
afterAll(() => Promise.all(sessions.map((session) => session.release())))

async function expectAgreement(model: Uint8Array, feeds: Record<string, Tensor>): Promise<void> {
  const [expected, got] = await Promise.all(
    (await openBoth(model)).map((session) => session.run(feeds, session.outputs as readonly string[])),
  )
  for (const [name, tensor] of Object.entries(expected)) {
    expect(got[name].dims, name).toEqual(tensor.dims)
    expect(got[name].dtype, name).toBe(tensor.dtype)
    expect(largest(numbersOf(tensor)), `${name} is not all zeros`).toBeGreaterThan(0)
    expect(relativeError(numbersOf(got[name]), numbersOf(tensor)), name).toBeLessThan(TOLERANCE)
  }
}

describe('ONNX Runtime and TensorFlow.js agree', () => {
  test('on the loss, the logits and every gradient of the training graph', async () => {
    for (const config of [TINY, { ...TINY, embedding: 16, hidden: 12, headHidden: 7 }])
      await expectAgreement(trainingGraph(config), trainingFeeds(config, [9, 1, 4, 12], 12, { seed: 11 }))
  })

  test('on the logits and the Grad-CAM of the serving graph, for a batch and for one document', async () => {
    for (const config of [CONFIG, { ...CONFIG, headHidden: 4 }]) {
      const model = servingModel(config, 21)
      await expectAgreement(model, servingFeeds(config, [7, 1, 16, 3], 4, 22))
      await expectAgreement(model, servingFeeds(config, [2], 3, 23))
    }
  })

  test('after ten steps of gradient descent on each', async () => {
    const feeds = trainingFeeds(TINY, [4, 1, 3], 5, { seed: 31 })
    const losses: number[][] = []
    for (const session of await openBoth(trainingGraph(TINY))) {
      const parameters = Object.entries(initialise(TINY, 31)).map(
        ([name, data]) => [name, { ...feeds[name], data: data.slice() }] as const,
      )
      losses.push([])
      for (let step = 0; step < 10; step++) {
        const got = await session.run({ ...feeds, ...Object.fromEntries(parameters) }, trainingOutputs(TINY))
        for (const [name, { data }] of parameters)
          for (let i = 0; i < data.length; i++) data[i] -= Number(got[`grad:${name}`].data[i])
        losses.at(-1)?.push(numbersOf(got.loss)[0])
      }
    }
    expect(relativeError(losses[1], losses[0])).toBeLessThan(1e-5)
    expect(losses[0][9]).toBeLessThan(losses[0][0])
  })
})

describe('the TensorFlow.js engine', () => {
  test('is the one that goes by its name, and runs on what it says', async () => {
    expect(await openEngine('tfjs')).toBe(tfjs)
    expect(tf.getBackend()).toBe((await tfjs.backend()).name)
  })

  test('leaves no tensor behind after a run, a failed run, or its release', async () => {
    await tfjs.backend()
    const before = tf.memory().numTensors
    const session = await tfjs.open(servingModel(CONFIG, 1), { threads: 1 })
    const opened = tf.memory().numTensors
    expect(opened).toBeGreaterThan(before)
    const feeds = servingFeeds(CONFIG, [5, 2], 3, 2)
    for (let i = 0; i < 3; i++) await session.run(feeds, ['logits', 'cam'])
    await expect(
      session.run({ ...feeds, word_ids: { ...feeds.word_ids, data: feeds.word_ids.data.map(() => 99n as never) } }, ['cam']),
    ).rejects.toThrow()
    expect(tf.memory().numTensors).toBe(opened)
    await session.release()
    await session.release()
    expect(tf.memory().numTensors).toBe(before)

    const training = await tfjs.open(trainingGraph(TINY), { threads: 1 })
    const held = tf.memory().numTensors
    await training.run(trainingFeeds(TINY, [3, 1], 4, { seed: 1 }), trainingOutputs(TINY))
    expect(tf.memory().numTensors).toBe(held)
    await training.release()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('writes into the tensors that it is given, and leaves what it is fed alone', async () => {
    const [, session] = await openBoth(trainingGraph(TINY))
    const feeds = trainingFeeds(TINY, [4, 1, 3], 4, { seed: 4 })
    const copy = structuredClone(feeds)
    const own = real(feeds.x.dims, () => 9, 'float32')
    const written = await session.run(feeds, { gx: own })
    expect(written.gx).toBe(own)
    expect(numbersOf(own)).toEqual(numbersOf((await session.run(feeds, ['gx'])).gx))
    expect(feeds).toEqual(copy)
  })

  test('computes the outputs that are asked for, one at a time as well as together', async () => {
    const [, session] = await openBoth(servingModel(CONFIG, 5))
    const feeds = servingFeeds(CONFIG, [3, 6], 2, 6)
    const both = await session.run(feeds, ['cam', 'logits'])
    expect(await session.run(feeds, ['logits'])).toEqual({ logits: both.logits })
    expect(await session.run(feeds, ['cam'])).toEqual({ cam: both.cam })
  })
})

describe('a run of the TensorFlow.js engine is refused', () => {
  const feeds = servingFeeds(CONFIG, [3, 6], 2, 6)
  const { lengths: _, ...withoutLengths } = feeds
  const cases: Record<string, { feeds?: Record<string, Tensor>; fetches?: string[] | Record<string, Tensor>; message: RegExp }> =
    {
      'for a missing input': { feeds: withoutLengths, message: /"lengths" is missing/ },
      'for a wrong type': { feeds: { ...feeds, lengths: real([2], () => 3, 'float32') }, message: /\[2\] of float32/ },
      'for a wrong rank': { feeds: { ...feeds, word_ids: { ...feeds.word_ids, dims: [12] } }, message: /"word_ids" is \[12\]/ },
      'for fewer values than the shape says': {
        feeds: { ...feeds, lengths: { ...feeds.lengths, data: feeds.lengths.data.slice(0, 1) } },
        message: /1 values/,
      },
      'for lengths of a dimension that differ between inputs': {
        feeds: { ...feeds, ngram_scale: real([2, 5, 1], () => 1, 'float32') },
        message: /"ngram_scale" is \[2,5,1\]/,
      },
      'for an id beyond the table': {
        feeds: { ...feeds, word_ids: { ...feeds.word_ids, data: BigInt64Array.from({ length: 12 }, () => 40n) } },
        message: /Gather .*not below 40/,
      },
      'for a length beyond the batch': {
        feeds: { ...feeds, lengths: { ...feeds.lengths, data: BigInt64Array.of(3n, 2n ** 40n) } },
        message: /ReverseSequence .*2147483647 of 6 steps/,
      },
      'for an unknown output': { fetches: ['probabilities'], message: /no output "probabilities"/ },
      'for a target of the wrong shape': {
        fetches: { logits: real([3, 3], () => 0, 'float32') },
        message: /\[2,3\] of float32, not \[3,3\]/,
      },
    }
  for (const [title, { feeds: fed = feeds, fetches = ['logits'], message }] of Object.entries(cases)) {
    test(title, async () => {
      const session = await tfjs.open(servingModel(CONFIG, 5), { threads: 1 })
      sessions.push(session)
      const error = await session.run(fed, fetches).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'MODEL_RUN_FAILED', message: expect.stringMatching(message) })
    })
  }
})

test('the TensorFlow.js engine refuses a model in float64', async () => {
  await expect(tfjs.open(trainingGraph(TINY, 'float64'), { threads: 1 })).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringContaining('has no float64'),
  })
})
