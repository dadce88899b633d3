import { expect, test } from 'vitest'
import { type BatchOptions, batchBuilder, mostTokens, slotSizes } from '#src/nlp/encoder/batches/build.js'
import { filled, openSlot, slotBytes } from '#src/nlp/encoder/batches/slot.js'

const options: BatchOptions = {
  size: 3,
  classes: 2,
  features: 4,
  maxLength: 8,
  padding: 'post',
  dropout: 0,
  wordDropout: 0,
  tokenDropout: 0,
  classWeights: 'none',
  seed: 1,
}
/** Three documents of 2, 0 and 5 tokens. Form n of the corpus has the key 2n. */
const corpus = {
  tokens: Uint32Array.from([1, 2, 3, 4, 5, 6, 7]),
  offsets: Uint32Array.from([0, 2, 2, 7]),
  breaks: Uint32Array.from([0, 0, 0, 3, 4]),
  breakOffsets: Uint32Array.from([0, 1, 2, 5]),
  targets: Float32Array.from([1, 0, 0, 1, 0, 1]),
  labels: Uint8Array.from([0, 1, 1]),
  train: Uint32Array.from([0, 1, 2]),
  emptyForm: 50,
}
const docs = corpus.train

function build(given: Partial<BatchOptions>, pass: Parameters<ReturnType<typeof batchBuilder>>[0] = { docs }) {
  const all = { ...options, ...given }
  const sizes = slotSizes(all)
  const slot = openSlot(sizes, new ArrayBuffer(slotBytes(sizes)))
  return Array.from(batchBuilder(corpus, all)(pass), (write) => {
    write(slot)
    const batch = filled(slot, sizes)
    const data = Object.fromEntries(Object.entries(batch.feeds).map(([name, { data }]) => [name, Array.from<unknown>(data)]))
    const dims = Object.fromEntries(Object.entries(batch.feeds).map(([name, { dims }]) => [name, dims]))
    return { docs: [...batch.docs], keys: [...slot.keys.subarray(0, batch.tokens)], data, dims }
  })
}
const _ = -1
const P = Math.fround(-1e9)

test('padding after the tokens: lengths are the documents’', () => {
  const [batch] = build({})
  expect(batch.docs).toEqual([1, 0, 2])
  // biome-ignore format: time goes down, documents go across
  expect(batch.keys).toEqual([
    100, 2, 6,
    _, 4, 8,
    _, _, 10,
    _, _, 12,
    _, _, 14,
    _, _, _,
    _, _, _,
    _, _, _,
  ])
  expect(batch.data.mask).toEqual(batch.keys.map((key) => (key === _ ? P : 0)))
  expect(batch.data.lengths).toEqual([1n, 2n, 5n])
  expect(batch.data.targets).toEqual([0, 1, 1, 0, 0, 1])
  expect(batch.dims).toMatchObject({ mask: [8, 3, 1], lengths: [3], targets: [3, 2], weight: [3, 1], drop: [3, 4] })
  expect(batch.dims.sentences).toBeUndefined()
})

test('padding before the tokens: every row is as long as the batch, so that a reversed one begins with tokens', () => {
  const [batch] = build({ padding: 'pre' })
  // biome-ignore format: time goes down, documents go across
  expect(batch.keys).toEqual([
    _, _, _,
    _, _, _,
    _, _, _,
    _, _, 6,
    _, _, 8,
    _, _, 10,
    _, 2, 12,
    100, 4, 14,
  ])
  expect(batch.data.mask).toEqual(batch.keys.map((key) => (key === _ ? P : 0)))
  expect(batch.data.lengths).toEqual([8n, 8n, 8n])
})

test('a grid of sentences: row s·B + b is sentence s of document b; a row that is padding has one step of zeros', () => {
  const [batch] = build({ sentences: 4, maxLength: 4 })
  expect(batch.docs).toEqual([1, 0, 2])
  // biome-ignore format: time goes down, sentences go across
  expect(batch.keys).toEqual([
    100, 2, 6,   _, _, 12,   _, _, 14,   _, _, _,
    _, 4, 8,     _, _, _,    _, _, _,    _, _, _,
    _, _, 10,    _, _, _,    _, _, _,    _, _, _,
    _, _, _,     _, _, _,    _, _, _,    _, _, _,
  ])
  expect(batch.data.mask.slice(0, 12)).toEqual(new Array(12).fill(0))
  expect(batch.data.mask.slice(12)).toEqual(batch.keys.slice(12).map((key) => (key === _ ? P : 0)))
  expect(batch.data.lengths).toEqual([1n, 2n, 3n, 1n, 1n, 1n, 1n, 1n, 1n, 1n, 1n, 1n])
  expect(batch.data.sentences).toEqual([1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0])
  expect(batch.dims).toMatchObject({ mask: [4, 12, 1], lengths: [12], sentences: [4, 3, 1], targets: [3, 2] })
  expect(mostTokens({ ...options, sentences: 4, maxLength: 4 })).toBe(48)
})

test('balanced classes count alike in training, and documents 1 on average; not in a pass that only looks', () => {
  const weights = (pass?: { epoch: number; first: number }) => {
    const [{ docs: chosen, data }] = build({ classWeights: 'balanced' }, pass)
    return Object.fromEntries(chosen.map((doc, b) => [doc, data.weight[b]]))
  }
  const trained = weights({ epoch: 0, first: 0 })
  expect(trained[0]).toBeCloseTo(1.5 / 3)
  expect(trained[1]).toBeCloseTo(0.75 / 3)
  expect(trained[2]).toBeCloseTo(0.75 / 3)
  expect(Object.values(weights())).toEqual(new Array(3).fill(Math.fround(1 / 3)))
})

test('what a step leaves out follows from seed and step, whatever was built before', () => {
  const rates = { dropout: 0.5, wordDropout: 0.3, tokenDropout: 0.3, size: 1 }
  const whole = build(rates, { epoch: 1, first: 0 })
  expect(build(rates, { epoch: 1, first: 2 })).toEqual(whole.slice(2))
  expect(build({ ...rates, seed: 2 }, { epoch: 1, first: 0 })).not.toEqual(whole)
  const keys = Array.from({ length: 40 }, (__, epoch) => build(rates, { epoch, first: 0 }).flatMap((batch) => batch.keys)).flat()
  const drops = Array.from({ length: 40 }, (__, epoch) => build(rates, { epoch, first: 0 }).flatMap((b) => b.data.drop)).flat()
  expect(new Set(drops)).toEqual(new Set([0, 2]))
  // A word taken for an unknown one has an odd key.
  expect(keys.some((key) => key > 0 && key % 2 === 1)).toBe(true)
})
