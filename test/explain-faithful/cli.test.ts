import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBundle } from '#src/bundle/open.js'
import { sampleTexts } from '#src/eval/explanations/sample.js'
import type { Open } from '#src/eval/explanations/sanity.js'
import { type ExplanationsReport, evaluateExplanations } from '#src/eval/explanations.js'
import { openTrained } from '#src/nlp/encoder/open.js'
import { eraseWords } from '#src/nlp/explain/faithfulness/erasure.js'
import { reinitialised, stagesOf } from '#src/nlp/explain/faithfulness/reinitialise.js'
import { wordsOf } from '#src/nlp/explain/faithfulness/words.js'
import { modelOf } from '#src/nlp/explain/gradient-session.js'
import type { TrainedModel } from '#src/nlp/explain/method.js'
import { openExplainer } from '#src/nlp/explain/open.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'
import { EncoderRecord, FILES } from '#src/recognizer/files.js'
import { tinyOptions, trainTinyBundle } from '../tiny/bundle.js'
import { writeTinyCorpus } from '../tiny/corpus.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-faithful-'))
const reviews = writeTinyCorpus(dir).reviews
const ids = join(dir, 'ids.txt')
let bundle: string
let trained: TrainedModel
beforeAll(async () => {
  bundle = await trainTinyBundle(dir)
  const opened = openBundle(bundle)
  trained = { record: opened.json(FILES.encoderRecord, EncoderRecord), onnx: opened.bytes(FILES.encoder), folder: bundle }
  writeFileSync(ids, Array.from({ length: 30 }, (_, i) => `r${i}`).join('\n'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** In a folder of its own, where the looks are written down. */
function measure(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const given = ['eval', '--reviews', reviews, '--scale', tinyOptions(dir, { reviews }).scale!, '--bundle', bundle, ...args]
  const child = spawn(process.execPath, [resolve('bin/malgwi.js'), ...given, '--threads', '1'], { cwd: dir })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part) => {
    out += part
  })
  child.stderr.setEncoding('utf8').on('data', (part) => {
    err += part
  })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ code, out, err }))
  })
}

const looks = (): { onlyIds: string; explanations: { reviews: number } }[] =>
  readFileSync(join(dir, '.malgwi', 'test-runs.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const withoutTime = (json: string): unknown =>
  JSON.parse(json, (key, value) => (key === 'milliseconds' || key === 'ofIntegratedGradients' ? undefined : value))

describe('malgwi eval --explanations', () => {
  test('measures methods beside random, and writes the look down', async () => {
    const marked = join(dir, 'marked.tsv')
    writeFileSync(marked, 'id\ttarget\ttext\ta\tb\n1\t부정\t스토리가 최악\t1\t0 1\n')
    const asked = ['--explanations', '--only-ids', ids, '--methods', 'cam,integrated-gradients', '--sample', '6', '--json']
    const first = await measure(...asked, '--marked', marked)
    expect([first.code, first.err]).toEqual([0, expect.stringContaining('sanity')])
    const report: ExplanationsReport = JSON.parse(first.out)
    expect(Object.keys(report.methods)).toEqual(['cam', 'integrated-gradients'])
    expect(report).toMatchObject({ reviews: 6, sample: 6, seed: 1, wordless: 0, marked: { sentences: 1 } })
    expect(report.marked!.agreement).toBeCloseTo(2 / 3, 9)
    for (const { comprehensiveness, sufficiency, sanity, kendall, milliseconds } of Object.values(report.methods)) {
      for (const { aopcNormalised, curveNormalised } of [comprehensiveness, sufficiency]) {
        expect(aopcNormalised.mean).toBeGreaterThanOrEqual(0)
        expect(aopcNormalised.mean).toBeLessThanOrEqual(1)
        expect(curveNormalised.mean).toBeLessThanOrEqual(1)
      }
      expect(comprehensiveness.top1.overRandom!.interval).toHaveLength(2)
      expect(kendall.mean).toBeLessThanOrEqual(1)
      expect(milliseconds.mean).toBeGreaterThan(0)
      expect(Object.keys(sanity)).toEqual(['head', 'layers', 'all'])
    }
    expect(report.methods['integrated-gradients']!.ofIntegratedGradients).toEqual({ comprehensiveness: 1, milliseconds: 1 })
    expect(report.random.comprehensiveness.top1).not.toHaveProperty('overRandom')
    expect(looks()).toMatchObject([{ onlyIds: ids, explanations: { reviews: 6 } }])
  }, 120_000)

  test('draws reviews and whatever else by the seed', async () => {
    const run = async (seed: number) => {
      const options = { engine: 'onnxruntime', threads: 1 } as const
      const open: Open = (method, model, own) => openExplainer(method, model, { ...options, seed: own })
      const encoder = await openTrained(trained.record, trained.onnx, trained.folder, options)
      const explained = { trained, tokenizer: openTokenizer(), targets: ['부정', '긍정', '중립'], encoder, open }
      const texts = await sampleTexts({ reviews, scale: '1-10' }, 6, seed)
      const report = await evaluateExplanations(explained, texts, { methods: ['cam'], seed })
      await encoder.release()
      return [texts, withoutTime(JSON.stringify(report))]
    }
    const [first, again, other] = [await run(1), await run(1), await run(2)]
    expect(again).toEqual(first)
    expect(other[0]).not.toEqual(first[0])
    expect(other[1]).not.toEqual(first[1])
  }, 120_000)

  test('prints a table for people', async () => {
    const { code, out } = await measure('--explanations', '--methods', 'cam', '--sample', '5')
    expect(code).toBe(0)
    expect(out).toMatch(/Comprehensiveness, 5 reviews/)
    expect(out.split('\n').filter((line) => line.startsWith('cam '))).toHaveLength(6)
    expect(out.split('\n').filter((line) => line.startsWith('random '))).toHaveLength(6)
  })

  test.each([
    [['--explanations', '--methods', 'cam,lime'], /no "lime".*grad-cam/, 2],
    [['--sample', '5'], /--sample goes with --explanations/, 2],
    [['--explanations', '--sample', 'some'], /whole number/, 2],
    [['--explanations', '--methods', 'guided-backpropagation'], /METHOD_NOT_APPLICABLE/, 1],
    [['--explanations', '--marked', 'nowhere.tsv'], /FILE_NOT_FOUND/, 1],
    [['--explanations', '--marked', 'marks.pdf'], /MARKS_INVALID/, 1],
  ])('says what is wrong with %j in one line', async (args, pattern, code) => {
    const result = await measure(...args)
    expect(result.out).toBe('')
    expect(result.err).toMatch(pattern)
    expect(result.err.trimEnd()).not.toContain('\n')
    expect(result.code).toBe(code)
  })
})

describe('random weights', () => {
  test('cascade from the head to the tables, and come back by their seed', () => {
    expect(stagesOf(trained)).toEqual(['head', 'layers', 'all'])
    const before = modelOf(trained)
    const [head, layers, all] = stagesOf(trained).map((stage) => modelOf(reinitialised(trained, stage, 3)))
    const changed = (model: typeof before): string[] =>
      Object.keys(before.parameters).filter((name) => before.parameters[name].some((v, i) => v !== model.parameters[name][i]))
    expect(changed(head)).toEqual(['head.W', 'head.b'])
    expect(changed(layers).length).toBe(Object.keys(before.parameters).length)
    expect([head.words, layers.words]).toEqual([before.words, before.words])
    expect(head.ngrams).toEqual(before.ngrams)
    expect(all.words).not.toEqual(before.words)
    expect(all.ngrams).not.toEqual(before.ngrams)
    expect(modelOf(reinitialised(trained, 'all', 3)).words).toEqual(all.words)
    expect(modelOf(reinitialised(trained, 'all', 4)).words).not.toEqual(all.words)
  })
})

describe('taking words out', () => {
  const calibration = { temperature: 1, bias: [0, 0, 0], priors: [1 / 3, 1 / 3, 1 / 3] }
  const surfaces = ['나쁨', '좋음', '영화']
  const morphemes = surfaces.map((surface, eojeol) => ({
    surface,
    lemma: surface,
    tag: 'noun' as const,
    initial: true,
    eojeol,
    start: eojeol * 3,
    end: eojeol * 3 + 2,
  }))
  const words = wordsOf({
    text: surfaces.join(' '),
    morphemes,
    eojeols: morphemes.map(({ surface: text, start, end }) => ({ text, start, end })),
  })
  const worth: Record<string, number[]> = { 나쁨: [2, 0, 0], 좋음: [0, 1, 0], 영화: [0, 0, 0.5] }
  const read: number[] = []
  const scores = {
    logits: async (documents: readonly (readonly { surface: string }[])[]) => {
      read.push(documents.length)
      return Float32Array.from(
        documents.flatMap((tokens) => [0, 1, 2].map((c) => tokens.reduce((sum, { surface }) => sum + worth[surface][c], 0))),
      )
    },
  }
  const p = (logits: number[], c: number): number => Math.exp(logits[c]) / logits.reduce((sum, value) => sum + Math.exp(value), 0)

  test('moves the probability of the class that the whole is read as, and each rest is read once', async () => {
    const erasure = await eraseWords(words, { ...scores, calibration })
    const whole = p([2, 1, 0.5], 0)
    expect(erasure.label).toBe(0)
    expect(erasure.probability).toBeCloseTo(whole, 6)
    const falls = await erasure.falls([0b001n, 0b010n, 0b111n, 0b001n])
    expect(falls[0]).toBeCloseTo(whole - p([0, 1, 0.5], 0), 6)
    expect(falls[1]).toBeCloseTo(whole - p([2, 0, 0.5], 0), 6)
    expect(falls[2]).toBeCloseTo(whole - 1 / 3, 6)
    expect(falls[3]).toBe(falls[0])
    expect([await erasure.flips(0b001n), await erasure.flips(0b010n)]).toEqual([true, false])
    expect(read).toEqual([1, 3])
  })
})
