import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseMaxLength, epochBatches, kept, orderedBatches } from '#src/nlp/encoder/batches.js'

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

test('an epoch holds every document once, in full batches but the last of the pool, long enough for its documents', () => {
  fc.assert(
    fc.property(corpus, ({ lengths, size, seed, maxLength }) => {
      const offsets = offsetsOf(lengths)
      const docs = Uint32Array.from(lengths, (_, d) => d)
      const options = { size, seed, maxLength, epoch: 2 }
      const batches = epochBatches(docs, offsets, options)
      expect(batches.flatMap((b) => [...b.docs]).sort((a, b) => a - b)).toEqual([...docs])
      expect(batches).toHaveLength(Math.ceil(docs.length / size))
      for (const { docs: chosen, steps } of batches) {
        const longest = Math.max(1, ...Array.from(chosen, (d) => Math.min(lengths[d], maxLength)))
        expect(steps % 4).toBe(0)
        expect(steps - longest).toBeGreaterThanOrEqual(0)
        expect(steps - longest).toBeLessThan(4)
      }
      expect(epochBatches(docs, offsets, options)).toEqual(batches)
      const ordered = orderedBatches(docs, offsets, options)
      expect(ordered.flatMap((b) => [...b.docs]).sort((a, b) => a - b)).toEqual([...docs])
    }),
    { numRuns: 50 },
  )
})

test('another epoch or seed, another order', () => {
  const lengths = Array.from({ length: 300 }, (_, d) => (d * 7) % 20)
  const offsets = offsetsOf(lengths)
  const docs = Uint32Array.from(lengths, (_, d) => d)
  const order = (seed: number, epoch: number) =>
    epochBatches(docs, offsets, { size: 8, maxLength: 20, seed, epoch }).flatMap((b) => [...b.docs])
  expect(order(1, 0)).not.toEqual(order(1, 1))
  expect(order(1, 0)).not.toEqual(order(2, 0))
})

test('lengths: mean and four deviations in steps of 4; a long document keeps both ends', () => {
  expect(chooseMaxLength(offsetsOf([10, 10, 10]))).toBe(12)
  expect(chooseMaxLength(offsetsOf([0, 20]))).toBe(52)
  expect(chooseMaxLength(offsetsOf([0, 2000]))).toBe(96)
  expect(chooseMaxLength(offsetsOf([0]))).toBe(4)
  expect([kept(7, 8), kept(8, 8), kept(9, 8), kept(99, 8)]).toEqual([
    { head: 7, tail: 0 },
    { head: 8, tail: 0 },
    { head: 4, tail: 4 },
    { head: 4, tail: 4 },
  ])
})
