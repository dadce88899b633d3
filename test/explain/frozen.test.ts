import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { huggingFaceFiles } from '#src/nlp/encoder/huggingface/folder.js'
import { headSpecs } from '#src/nlp/encoder/huggingface/head-graph.js'
import { headOnnx } from '#src/nlp/encoder/huggingface/open.js'
import { openTrained } from '#src/nlp/encoder/open.js'
import { randomStream } from '#src/nlp/encoder/random.js'
import { openMaps } from '#src/nlp/explain/maps.js'
import type { Method, TrainedModel } from '#src/nlp/explain/method.js'
import { gradCam } from '#src/nlp/explain/methods/grad-cam.js'
import { methodsOf, openExplainer } from '#src/nlp/explain/open.js'
import { makeModel } from '../encoder/huggingface/make.js'
import { relativeError } from '../tensor/numbers.js'
import { CLASSES, centred, form, OPTIONS, sum, tinyEncoder } from './tiny.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const DOCUMENTS = [
  [form('영화'), form('가', false), form('최고'), form('!', false)],
  [],
  [form('재미없'), form('었어', false), form('정말'), form('최악'), form('뷁'), form('CG'), form('는', false)],
]
const WANTED = [1, 0, 2]

/** A random head on a tiny frozen model. */
function frozen(features: 'features' | 'logits', headHidden = 0): TrainedModel & { bias: Float32Array } {
  const width = features === 'features' ? 8 : 4
  const made = makeModel(features === 'features' ? {} : { labels: width })
  const folder = mkdtempSync(join(tmpdir(), 'malgwi-explain-'))
  folders.push(made, folder)
  const own = huggingFaceFiles(made)
  for (const [name, bytes] of Object.entries(own)) writeFileSync(join(folder, name), bytes)
  const config = { width, headHidden, classes: CLASSES }
  const random = randomStream(5)
  const parameters = Object.fromEntries(Object.entries(headSpecs(config)).map(([name, { start }]) => [name, start(random)]))
  const onnx = headOnnx(features, { config, parameters, history: [], bestEpoch: 1, validLogits: new Float32Array(0) })
  const calibration = { temperature: 1, bias: [0, 0, 0], priors: [0.3, 0.4, 0.3] }
  const model = {
    kind: 'bert' as const,
    model: 'tiny',
    features,
    pooling: 'max' as const,
    maxLength: 20,
    files: Object.keys(own),
    ...config,
  }
  return { record: { calibration, model }, onnx, folder, bias: parameters['head.b'] }
}

async function heatBy(method: Method, trained: TrainedModel): Promise<Float32Array[]> {
  const explainer = await openExplainer(method, trained, OPTIONS)
  const heat = await explainer.explain(DOCUMENTS, WANTED)
  await explainer.release()
  return heat
}

async function served(trained: TrainedModel) {
  const encoder = await openTrained(trained.record, trained.onnx, trained.folder, OPTIONS)
  const found = await encoder.run(DOCUMENTS)
  await encoder.release()
  return found
}

describe('a head on the hidden states of a frozen model', () => {
  const trained = frozen('features')

  test('has the methods that look at the map, CAM where its head is linear, and none that needs token vectors', () => {
    expect(methodsOf(trained)).toEqual(['grad-cam', 'cam', 'hires-cam', 'occlusion', 'inclusion', 'random'])
    expect(methodsOf(frozen('features', 5))).toEqual(['grad-cam', 'hires-cam', 'occlusion', 'inclusion', 'random'])
  })

  test('has by HiResCAM all of y but the bias, and by Grad-CAM what is served', async () => {
    const { logits, cam } = await served(trained)
    for (const [d, heat] of (await heatBy('hires-cam', trained)).entries()) {
      if (DOCUMENTS[d].length === 0) continue
      expect(sum(heat)).toBeCloseTo(centred(logits, d, WANTED[d]) - centred(trained.bias, 0, WANTED[d]), 4)
    }
    const maps = await openMaps(trained, { gradient: true }, OPTIONS)
    const written = await maps.explain(DOCUMENTS, WANTED, gradCam)
    await maps.release()
    for (const [d, heat] of (await heatBy('grad-cam', trained)).entries()) {
      const { length } = DOCUMENTS[d]
      const own = [...cam[d].subarray(WANTED[d] * length, (WANTED[d] + 1) * length)]
      expect([...heat]).toEqual(own)
      expect(relativeError([...written[d]], own)).toBeLessThan(1e-4)
    }
  })
})

test('a model of logits alone is explained by occlusion, signed: what is positive of it is what is served', async () => {
  const trained = frozen('logits')
  expect(methodsOf(trained)).toEqual(['occlusion', 'inclusion', 'random'])
  const { cam } = await served(trained)
  const signs = new Set<number>()
  for (const [d, heat] of (await heatBy('occlusion', trained)).entries()) {
    const { length } = DOCUMENTS[d]
    const own = cam[d].subarray(WANTED[d] * length, (WANTED[d] + 1) * length)
    const starts = DOCUMENTS[d].flatMap(({ initial }, i) => (initial ? [i] : []))
    for (const [e, start] of starts.entries()) {
      const end = starts[e + 1] ?? length
      const fall = sum(heat.subarray(start, end))
      signs.add(Math.sign(fall))
      expect(Math.max(0, fall)).toBeCloseTo(sum(own.subarray(start, end)), 4)
    }
  }
  expect([...signs].sort()).toEqual([-1, 1])
})

describe('a method that an encoder has no layers for is refused, and the message names those that it has', () => {
  test.each([
    ['guided-backpropagation', tinyEncoder({ kind: 'lstm' }).trained, /lstm needs ReLU layers.*grad-cam, cam, hires-cam/],
    ['guided-grad-cam', tinyEncoder({ kind: 'bert' }).trained, /bert needs ReLU/],
    ['cam', tinyEncoder({ kind: 'gru', headHidden: 4 }).trained, /linear layer/],
    ['cam', tinyEncoder({ kind: 'cnn-document' }).trained, /linear layer/],
    ['integrated-gradients', frozen('features'), /token vectors.*occlusion/],
    ['grad-cam', frozen('logits'), /feature map.*there are occlusion, inclusion, random/],
  ] as const)('%s', async (method, trained, says) => {
    await expect(openExplainer(method, trained, OPTIONS)).rejects.toMatchObject({
      code: 'METHOD_NOT_APPLICABLE',
      message: expect.stringMatching(says),
    })
  })
})
