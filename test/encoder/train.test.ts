import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fitCalibration } from '#src/nlp/encoder/calibrate.js'
import { openEncoder } from '#src/nlp/encoder/infer.js'
import { trainEncoder } from '#src/nlp/encoder/train.js'
import { toyCorpus, toyForms, toyOptions } from './toy.js'

const dir = mkdtempSync(join(tmpdir(), 'encoder-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('learns a toy corpus, and serves what it learned', async () => {
  const corpus = toyCorpus(600)
  const steps: number[] = []
  const trained = await trainEncoder(corpus, toyOptions, { dir, onProgress: (step, of) => steps.push(step / of) })
  expect(steps.at(-1)).toBe(1)
  expect(trained.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  const best = trained.history[trained.bestEpoch - 1]
  expect(best.validLoss).toBeLessThan(trained.history[0].trainLoss)
  // A tenth of the documents is empty: two thirds of those cannot be guessed.
  expect(best.validAccuracy).toBeGreaterThan(0.9)
  expect(best.validBinaryAccuracy).toBeGreaterThan(0.9)

  const labels = Array.from(corpus.valid, (doc) => corpus.labels[doc])
  const calibration = fitCalibration(trained.validLogits, labels, 3)
  const encoder = await openEncoder({ ...trained, calibration }, { engine: 'onnxruntime', threads: 1 })
  const documents = Array.from(corpus.valid, (doc) =>
    Array.from(corpus.tokens.subarray(corpus.offsets[doc], corpus.offsets[doc + 1]), (form) => corpus.forms[form]),
  )
  const { logits, cam } = await encoder.run(documents)
  expect(logits).toHaveLength(trained.validLogits.length)
  // Tables are served in half precision.
  const farthest = logits.reduce((most, value, i) => Math.max(most, Math.abs(value - trained.validLogits[i])), 0)
  expect(farthest).toBeLessThan(0.02)

  // Heat for the class that a document is in lies on the word that says so.
  let right = 0
  let asked = 0
  for (const [d, tokens] of documents.entries()) {
    expect(cam[d]).toHaveLength(3 * tokens.length)
    if (tokens.length === 0) continue
    const heat = cam[d].subarray(labels[d] * tokens.length, (labels[d] + 1) * tokens.length)
    asked++
    if (toyForms.indexOf(tokens[heat.indexOf(Math.max(...heat))]) < 8) right++
  }
  expect(right / asked).toBeGreaterThan(0.8)

  // The same document alone, among others, and beyond the length that is read.
  const alone = await encoder.run([documents[1]])
  for (let c = 0; c < 3; c++) expect(alone.logits[c]).toBeCloseTo(logits[3 + c], 4)
  const long = Array.from({ length: 100 }, () => toyForms[3])
  const mixed = await encoder.run([[], long, documents[1], [toyForms[0]]])
  for (let c = 0; c < 3; c++) expect(mixed.logits[6 + c]).toBeCloseTo(logits[3 + c], 4)
  expect(mixed.cam.map((heat) => heat.length)).toEqual([0, 300, 3 * documents[1].length, 3])
  const head = trained.config.maxLength / 2
  expect(mixed.cam[1].subarray(100 + head, 200 - head).every((heat) => heat === 0)).toBe(true)
  expect(Math.max(...mixed.cam[1].subarray(100, 200))).toBeGreaterThan(0)
  expect((await encoder.run([])).logits).toHaveLength(0)
  const both = await Promise.all([encoder.run([documents[1]]), encoder.run([documents[2]])])
  for (let c = 0; c < 3; c++) expect(both[1].logits[c]).toBeCloseTo(logits[6 + c], 4)
  await encoder.release()
})

test('one class only, no validation documents, and documents without a token are trained on all the same', async () => {
  const corpus = toyCorpus(40)
  const one = { ...corpus, labels: corpus.labels.fill(1), targets: corpus.targets.map((_, i) => (i % 3 === 1 ? 1 : 0)) }
  const trained = await trainEncoder(
    { ...one, valid: new Uint32Array(0) },
    { ...toyOptions, epochs: 1 },
    { dir: join(dir, 'one') },
  )
  expect(trained.bestEpoch).toBe(1)
  expect(trained.validLogits).toHaveLength(0)
  const empty = { ...one, tokens: new Uint32Array(0), offsets: one.offsets.map(() => 0) }
  expect(
    (await trainEncoder(empty, { ...toyOptions, epochs: 1 }, { dir: join(dir, 'empty') })).history[0].trainAccuracy,
  ).toBeGreaterThan(0)
})
