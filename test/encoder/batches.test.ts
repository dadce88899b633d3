import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentLayout, sentenceLayout } from '#src/nlp/encoder/batches/layout.js'
import { chooseMaxLength, coverage, kept } from '#src/nlp/encoder/batches/length.js'
import { epochBatches, orderedBatches } from '#src/nlp/encoder/batches/plan.js'
import { chooseGrid, gridCoverage, sentenceRows } from '#src/nlp/encoder/batches/sentences.js'

const corpus = fc.record({
  lengths: fc.array(fc.nat(120), { minLength: 1, maxLength: 900 }),
  size: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
  maxLength: fc.integer({ min: 1, max: 24 }).map((n) => 4 * n),
})
function offsetsOf(lengths: number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1)
  for (const [d, length] of lengths.entries()) offsets[d + 1] = offsets[d] + length
  return offsets
}
/** Token i of the corpus has form i; sentences begin every `every` tokens. */
function corpusOf(lengths: number[], every = 7) {
  const offsets = offsetsOf(lengths)
  const starts = lengths.map((length) => Array.from({ length: Math.max(1, Math.ceil(length / every)) }, (_, s) => s * every))
  const none = new Uint8Array(lengths.length)
  return {
    tokens: Uint32Array.from({ length: offsets[lengths.length] }, (_, i) => i),
    offsets,
    breaks: Uint32Array.from(starts.flat()),
    breakOffsets: offsetsOf(starts.map((own) => own.length)),
    targets: new Float32Array(none),
    labels: none,
    train: Uint32Array.from(lengths, (_, d) => d),
    emptyForm: 9999,
  }
}
const sorted = (docs: Iterable<number>): number[] => [...docs].sort((a, b) => a - b)

test('an epoch holds every document once, in full batches but the last of the pool, long enough for its documents', () => {
  fc.assert(
    fc.property(corpus, ({ lengths, size, seed, maxLength }) => {
      const { train: docs, ...rest } = corpusOf(lengths)
      const layout = documentLayout({ ...rest, train: docs }, maxLength)
      const options = { size, seed, epoch: 2 }
      const batches = epochBatches(docs, layout, options)
      expect(sorted(batches.flatMap((b) => [...b.docs]))).toEqual([...docs])
      expect(batches).toHaveLength(Math.ceil(docs.length / size))
      for (const { docs: chosen, steps, rows } of batches) {
        const longest = Math.max(1, ...Array.from(chosen, (d) => Math.min(lengths[d], maxLength)))
        expect(steps % 4).toBe(0)
        expect(steps - longest).toBeGreaterThanOrEqual(0)
        expect(steps - longest).toBeLessThan(4)
        expect(rows).toBe(1)
      }
      expect(epochBatches(docs, layout, options)).toEqual(batches)
      const ordered = orderedBatches(docs, layout, size)
      expect(sorted(ordered.flatMap((b) => [...b.docs]))).toEqual([...docs])
    }),
    { numRuns: 50 },
  )
})

test('a batch of sentences has rows for the document with the most, and steps for the longest', () => {
  fc.assert(
    fc.property(corpus, ({ lengths, size, seed, maxLength }) => {
      const documents = corpusOf(lengths)
      const layout = sentenceLayout(documents, { sentences: 6, words: maxLength })
      const batches = epochBatches(documents.train, layout, { size, seed, epoch: 0 })
      expect(sorted(batches.flatMap((b) => [...b.docs]))).toEqual([...documents.train])
      for (const { docs, steps, rows } of batches) {
        const most = Math.max(...Array.from(docs, (d) => layout.rows(d)))
        expect(most).toBeLessThanOrEqual(6)
        expect([most === 1 ? 1 : most, most + 1]).toContain(rows)
        const longest = Math.max(1, ...Array.from(docs, (d) => Math.min(lengths[d], maxLength, 7)))
        expect(steps).toBe(Math.ceil(longest / 4) * 4)
      }
    }),
    { numRuns: 50 },
  )
})

test('another epoch or seed, another order', () => {
  const documents = corpusOf(Array.from({ length: 300 }, (_, d) => (d * 7) % 20))
  const layout = documentLayout(documents, 20)
  const order = (seed: number, epoch: number) =>
    epochBatches(documents.train, layout, { size: 8, seed, epoch }).flatMap((b) => [...b.docs])
  expect(order(1, 0)).not.toEqual(order(1, 1))
  expect(order(1, 0)).not.toEqual(order(2, 0))
})

test('lengths: mean and two deviations in steps of 4, and how many documents fit; a long document keeps both ends', () => {
  expect(chooseMaxLength(offsetsOf([10, 10, 10]))).toBe(12)
  expect(chooseMaxLength(offsetsOf([0, 20]))).toBe(32)
  expect(chooseMaxLength(offsetsOf([0]))).toBe(4)
  expect(coverage(offsetsOf([0, 8, 9, 30]), 8)).toBe(0.5)
  expect(coverage(offsetsOf([1, 2]), 8)).toBe(1)
  expect([kept(7, 8), kept(8, 8), kept(9, 8), kept(99, 8)]).toEqual([
    { head: 7, tail: 0 },
    { head: 8, tail: 0 },
    { head: 4, tail: 4 },
    { head: 4, tail: 4 },
  ])
})

test('sentences: a row each, a long one in pieces, the first and last of too many; a document without tokens is one empty row', () => {
  expect(sentenceRows(9, [0, 3, 5], { sentences: 9, words: 8 })).toEqual([
    [0, 3],
    [3, 5],
    [5, 9],
  ])
  expect(sentenceRows(9, [3, 5], { sentences: 9, words: 3 })).toEqual([
    [0, 3],
    [3, 5],
    [5, 8],
    [8, 9],
  ])
  expect(sentenceRows(9, [0, 3, 5], { sentences: 3, words: 3 })).toEqual([
    [0, 3],
    [3, 5],
    [8, 9],
  ])
  expect(sentenceRows(0, [0], { sentences: 3, words: 3 })).toEqual([[0, 0]])
  // Rows of 7, 7, 6 and of 5 tokens, 3 and 1 of them.
  const { offsets, breaks, breakOffsets } = corpusOf([20, 5])
  expect(chooseGrid(offsets, breaks, breakOffsets)).toEqual({ sentences: 4, words: 8 })
  expect(chooseGrid(offsets, breaks, breakOffsets, 4)).toEqual({ sentences: 8, words: 4 })
  expect(gridCoverage(offsets, breaks, breakOffsets, { sentences: 8, words: 8 })).toBe(1)
  expect(gridCoverage(offsets, breaks, breakOffsets, { sentences: 1, words: 8 })).toBeLessThan(1)
})
