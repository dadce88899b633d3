import { afterAll, describe, expect, test } from 'vitest'
import type { openEncoder } from '#src/nlp/encoder/infer.js'
import { openTrained } from '#src/nlp/encoder/open.js'
import { openGradients } from '#src/nlp/explain/gradient-session.js'
import { openMaps } from '#src/nlp/explain/maps.js'
import type { Explainer, Method } from '#src/nlp/explain/method.js'
import { gradCam } from '#src/nlp/explain/methods/grad-cam.js'
import { methodsOf, openExplainer } from '#src/nlp/explain/open.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { relativeError } from '../tensor/numbers.js'
import { CLASSES, centred, DOCUMENTS, OPTIONS, sum, tinyEncoder, WANTED } from './tiny.js'

const opened: { release(): Promise<void> }[] = []
afterAll(() => Promise.all(opened.map((one) => one.release())))
const keep = <T extends { release(): Promise<void> }>(one: T): T => {
  opened.push(one)
  return one
}

const MODELS = [
  ...(['simple-rnn', 'lstm', 'gru', 'bilstm', 'cnn', 'max-pool'] as const).flatMap((kind) =>
    (['post', 'pre'] as const).map((padding) => ({ kind, padding, headHidden: 0 })),
  ),
  { kind: 'bilstm' as const, padding: 'post' as const, headHidden: 6 },
  { kind: 'cnn' as const, padding: 'pre' as const, headHidden: 6 },
  { kind: 'cnn-document' as const, padding: 'post' as const, headHidden: 0 },
  { kind: 'bert' as const, padding: 'post' as const, headHidden: 0 },
  { kind: 'bert' as const, padding: 'post' as const, headHidden: 6 },
]

/** Where a maximum moves to another step, the gradient leaps: the path needs more steps than where it is smooth. */
const STEPS: Partial<Record<string, number>> = { bert: 1000, 'max-pool': 50 }

describe.each(MODELS)('$kind, padding $padding, $headHidden hidden units in its head', (sizes) => {
  const { trained, config, parameters } = tinyEncoder(sizes)
  const open = async (method: Method, options = {}): Promise<Explainer> =>
    keep(await openExplainer(method, trained, { ...OPTIONS, ...options }))
  /** Logits of each document by itself, as it is served. */
  const served = async (documents: readonly TokenForm[][]): Promise<Float32Array> => {
    const encoder = keep(await openTrained(trained.record, trained.onnx, '', OPTIONS))
    const logits = new Float32Array(documents.length * CLASSES)
    for (const [d, document] of documents.entries()) logits.set((await encoder.run([document])).logits, d * CLASSES)
    return logits
  }

  test('gives the logits that are served, once it is taken apart and put together again', async () => {
    const session = keep(await openGradients(trained, { map: true }, OPTIONS))
    const logits = new Float32Array(DOCUMENTS.length * CLASSES)
    for (const batch of session.batches(DOCUMENTS)) {
      const found = await session.run(
        batch,
        batch.documents.map(() => 0),
      )
      for (const [b, d] of batch.documents.entries())
        logits.set(found.logits.subarray(b * CLASSES, (b + 1) * CLASSES), d * CLASSES)
    }
    expect(relativeError([...logits], [...(await served(DOCUMENTS))])).toBeLessThan(1e-4)
  })

  test('has by Grad-CAM the heat that is served, by the gradients of the feature map as well', async () => {
    const heat = await (await open('grad-cam')).explain(DOCUMENTS, WANTED)
    const maps = keep(await openMaps(trained, { gradient: true }, OPTIONS))
    const written = await maps.explain(DOCUMENTS, WANTED, gradCam)
    const encoder = keep(await openTrained(trained.record, trained.onnx, '', OPTIONS))
    for (const [d, document] of DOCUMENTS.entries()) {
      const { cam } = await encoder.run([document])
      const own = cam[0].subarray(WANTED[d] * document.length, (WANTED[d] + 1) * document.length)
      expect(relativeError([...heat[d]], [...own]), `as served, document ${d}`).toBeLessThan(1e-4)
      expect(relativeError([...written[d]], [...own]), `by its formula, document ${d}`).toBeLessThan(1e-4)
    }
    expect(sum(heat.flatMap((one) => [...one]))).toBeGreaterThan(0)
  })

  // Padding that stands before the tokens is in no batch of gradients: such an encoder would be measured twice.
  test.runIf(sizes.padding === 'post' || sizes.headHidden > 0)(
    'has by integrated gradients heat that adds up to what the words change',
    async () => {
      const asked = [0, 3]
      const explainer = await open('integrated-gradients', { steps: STEPS[sizes.kind] ?? 5000 })
      const heat = await explainer.explain(
        asked.map((d) => DOCUMENTS[d]),
        asked.map((d) => WANTED[d]),
      )
      const session = keep(await openGradients(trained, { map: true }, OPTIONS))
      for (const [i, d] of asked.entries()) {
        const document = DOCUMENTS[d]
        const y = async (keepsWords: boolean): Promise<number> => {
          const [batch] = session.batches([document])
          const x = batch.x.map((value, i) => (keepsWords || batch.wordless[Math.floor(i / config.embedding)] ? value : 0))
          return centred((await session.run({ ...batch, x }, [WANTED[d]])).logits, 0, WANTED[d])
        }
        const change = (await y(true)) - (await y(false))
        expect(Math.abs(change)).toBeGreaterThan(0.01)
        expect(Math.abs(sum(heat[i]) / change - 1), `document ${d}, which changes by ${change}`).toBeLessThan(1e-3)
      }
    },
  )

  test('has by occlusion what each eojeol takes along when it is left out, in equal shares on its morphemes', async () => {
    const heat = await (await open('occlusion')).explain(DOCUMENTS, WANTED)
    const whole = await served(DOCUMENTS)
    for (const [d, document] of DOCUMENTS.entries()) {
      const starts = document.flatMap(({ initial }, i) => (initial ? [i] : []))
      const rest = starts.map((start, e) => document.filter((_, i) => i < start || i >= (starts[e + 1] ?? document.length)))
      const logits = await served(rest)
      for (const [e, start] of starts.entries()) {
        const end = starts[e + 1] ?? document.length
        const fall = centred(whole, d, WANTED[d]) - centred(logits, e, WANTED[d])
        expect(sum(heat[d].subarray(start, end))).toBeCloseTo(fall, 4)
        expect(new Set(heat[d].subarray(start, end)).size).toBe(1)
      }
    }
    expect(heat.some((one) => one.some((value) => value < 0))).toBe(true)
  })

  test('has by inclusion what each eojeol says by itself, in equal shares on its morphemes that are read', async () => {
    const heat = await (await open('inclusion')).explain(DOCUMENTS, WANTED)
    const nothing = await served([[]])
    for (const [d, document] of DOCUMENTS.entries()) {
      if (document.length > config.maxLength) continue
      const starts = document.flatMap(({ initial }, i) => (initial ? [i] : []))
      const parts = starts.map((start, e) => document.slice(start, starts[e + 1]))
      const logits = await served(parts)
      for (const [e, start] of starts.entries()) {
        const own = heat[d].subarray(start, start + parts[e].length)
        expect(sum(own)).toBeCloseTo(centred(logits, e, WANTED[d]) - centred(nothing, 0, WANTED[d]), 4)
        expect(new Set(own).size).toBe(1)
      }
    }
    expect(heat.some((one) => one.some((value) => value < 0))).toBe(true)
  })

  test('is explained the same alone and among others, by every method that it has', async () => {
    for (const method of methodsOf(trained)) {
      const explainer = await open(method, { steps: 7 })
      const together = await explainer.explain([...DOCUMENTS, ...DOCUMENTS], [...WANTED, ...WANTED])
      expect(together.slice(0, DOCUMENTS.length).map(({ length }) => length)).toEqual(DOCUMENTS.map(({ length }) => length))
      expect(
        together.some((one) => one.some((value) => value !== 0)),
        method,
      ).toBe(true)
      for (const [d, document] of DOCUMENTS.entries()) {
        const [alone] = await explainer.explain([document], [WANTED[d]])
        expect(relativeError([...together[d + DOCUMENTS.length], 1], [...alone, 1]), `${method}, document ${d}`).toBeLessThan(
          1e-4,
        )
      }
      expect(await explainer.explain([], [])).toEqual([])
    }
  })

  test('has the methods that it has the layers for', () => {
    const methods = methodsOf(trained)
    const relu = sizes.headHidden > 0 || sizes.kind.startsWith('cnn')
    expect(methods.includes('guided-backpropagation')).toBe(relu)
    expect(methods.includes('guided-grad-cam')).toBe(relu)
    expect(methods.includes('cam')).toBe(sizes.headHidden === 0 && sizes.kind !== 'cnn-document')
    for (const method of [
      'grad-cam',
      'hires-cam',
      'gradient-input',
      'integrated-gradients',
      'occlusion',
      'inclusion',
      'random',
    ] as const)
      expect(methods).toContain(method)
  })

  test.runIf(sizes.headHidden === 0 && sizes.kind !== 'cnn-document')(
    'has, with nothing between pooled channels and logits, by HiResCAM all of y but the bias; Grad-CAM is what is positive of CAM',
    async () => {
      const [hires, cam, gradcam] = await Promise.all([open('hires-cam'), open('cam'), open('grad-cam')])
      const asked = DOCUMENTS.map((_, d) => d).filter((d) => DOCUMENTS[d].length > 0 && DOCUMENTS[d].length <= config.maxLength)
      const documents = asked.map((d) => DOCUMENTS[d])
      const wanted = asked.map((d) => WANTED[d])
      const logits = await served(documents)
      const bias = parameters['head.b']
      // [CLS] and [SEP] have a share too, which belongs to no word.
      if (sizes.kind !== 'bert') {
        for (const [d, heat] of (await hires.explain(documents, wanted)).entries()) {
          const expected = centred(logits, d, wanted[d]) - centred(bias, 0, wanted[d])
          expect(sum(heat)).toBeCloseTo(expected, 4)
        }
        const positive = (await cam.explain(documents, wanted)).map((heat) => heat.map((value) => Math.max(0, value)))
        for (const [d, heat] of (await gradcam.explain(documents, wanted)).entries())
          expect(relativeError([...positive[d]], [...heat])).toBeLessThan(1e-4)
      }
    },
  )
})

test('a bundle that was written before encoders had kinds is taken apart as what it is', async () => {
  const { trained, config } = tinyEncoder({ kind: 'bilstm' })
  const { vocabulary, calibration } = trained.record
  const record = { vocabulary: vocabulary!, calibration, config: { maxLength: config.maxLength } }
  const explainer = keep(await openExplainer('gradient-input', { ...trained, record }, OPTIONS))
  const known = keep(await openExplainer('gradient-input', { ...trained, onnx: trained.onnx.slice() }, OPTIONS))
  expect(await explainer.explain(DOCUMENTS, WANTED)).toEqual(await known.explain(DOCUMENTS, WANTED))
})

test('what an encoder does not read of a long text says nothing by inclusion', async () => {
  const { trained, config } = tinyEncoder({ kind: 'bilstm' })
  const explainer = keep(await openExplainer('inclusion', trained, OPTIONS))
  const long = Array.from({ length: config.maxLength + 3 }, (_, i) => ({ ...DOCUMENTS[3][i % 2], initial: true }))
  const [heat] = await explainer.explain([long], [0])
  expect(heat.filter((value) => value === 0)).toHaveLength(3)
})

test.each([0, -1, 2.5, Number.NaN])('integrated gradients are not summed over %s steps', async (steps) => {
  const { trained } = tinyEncoder({ kind: 'max-pool' })
  await expect(openExplainer('integrated-gradients', trained, { ...OPTIONS, steps })).rejects.toMatchObject({ code: 'USAGE' })
})

test('a record that does not fit its graph is refused', async () => {
  const { trained } = tinyEncoder({ kind: 'cnn' })
  const { config, ...rest } = trained.record as Parameters<typeof openEncoder>[0]
  const withConfig = (other: object) => ({ ...trained, onnx: trained.onnx.slice(), record: { ...rest, config: other } as never })
  for (const [other, says] of [
    [{ ...config, widths: undefined }, /window widths/],
    [{ ...config, widths: [4] }, /convolution/],
    [{ ...config, kind: 'lstm' }, /forward/],
    [{ ...config, kind: 'bert', heads: undefined }, /attention heads/],
  ] as const)
    await expect(openExplainer('gradient-input', withConfig(other), OPTIONS)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(says),
    })
})
