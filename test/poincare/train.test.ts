import { describe, expect, test } from 'vitest'
import { cooccurrence, inclusions, likelihoodRatio } from '#src/nlp/poincare/relation.js'
import { embed } from '#src/nlp/poincare/train.js'

/** A tree of three levels, every point pointing at all that is above it: 0 the root, 1–3 below it, four leaves below each of those. */
const TREE: [number, number][] = [1, 2, 3].flatMap((middle): [number, number][] => [
  [middle, 0],
  ...[0, 1, 2, 3].flatMap((leaf): [number, number][] => [
    [4 * middle + leaf, middle],
    [4 * middle + leaf, 0],
  ]),
])
const COUNT = 16

describe('an embedding of a tree', () => {
  const { losses, distance, points, dimensions } = embed(COUNT, TREE, { dimensions: 5, epochs: 150, negatives: 5 })
  const norm = (point: number): number => Math.hypot(...points.subarray(point * dimensions, (point + 1) * dimensions))

  test('has every leaf nearer to what is above it than to the other branches', () => {
    for (let leaf = 4; leaf < COUNT; leaf++) {
      const own = Math.floor(leaf / 4)
      const others = [1, 2, 3].filter((middle) => middle !== own)
      for (const middle of others) expect(distance(leaf, own)).toBeLessThan(distance(leaf, middle))
    }
  })

  test('has the root nearest to the origin and the leaves farther out than what is above them', () => {
    for (let point = 1; point < COUNT; point++) expect(norm(0)).toBeLessThan(norm(point))
    for (let leaf = 4; leaf < COUNT; leaf++) expect(norm(Math.floor(leaf / 4))).toBeLessThan(norm(leaf))
  })

  test('stays within the ball and loses less from epoch to epoch', () => {
    for (let point = 0; point < COUNT; point++) expect(norm(point)).toBeLessThan(1)
    expect(losses).toHaveLength(150)
    expect(losses.at(-1)!).toBeLessThan(losses[0] / 3)
  })

  test('is the same again with the same seed, and another with another', () => {
    const run = (seed: number) => [...embed(COUNT, TREE, { dimensions: 2, epochs: 3, seed }).points]
    expect(run(5)).toEqual(run(5))
    expect(run(5)).not.toEqual(run(6))
  })
})

describe('what cannot be embedded', () => {
  test.each([
    [{ dimensions: 0 }, /dimensions must be a whole number from 1 on, not 0/],
    [{ learningRate: Number.NaN }, /learningRate/],
    [{ seed: -1 }, /seed/],
  ])('%j is refused by name', (options, pattern) => {
    expect(() => embed(COUNT, TREE, options)).toThrow(pattern)
  })

  test('no pair at all, a pair that points outside, or at itself', () => {
    expect(() => embed(COUNT, [])).toThrow(/nothing points at anything/)
    expect(() => embed(COUNT, [[0, COUNT]])).toThrow(/0 → 16/)
    expect(() => embed(COUNT, [[2, 2]])).toThrow(/2 → 2/)
  })
})

describe('which words stand inside the documents of which', () => {
  // Forms 0 and 3 are the same word, form 2 is none.
  const wordOf = Int32Array.of(0, 1, -1, 0)
  const tokens = Uint32Array.of(0, 3, 1, 2, 1, 2, 2, 0)
  const offsets = Uint32Array.of(0, 4, 6, 7, 8)

  test('is counted once a document', () => {
    expect(cooccurrence(tokens, offsets, wordOf, 2)).toEqual({ documents: 4, counts: Uint32Array.of(2, 1, 1, 2) })
  })

  test('by G² of the four cells', () => {
    // Expected 10 everywhere, found 20 and 0: 2 · 2 · 20 · ln 2.
    expect(likelihoodRatio(20, 20, 20, 40)).toBeCloseTo(80 * Math.log(2), 9)
    expect(likelihoodRatio(0, 20, 20, 40)).toBeCloseTo(-80 * Math.log(2), 9)
    expect(likelihoodRatio(10, 20, 20, 40)).toBeCloseTo(0, 9)
  })

  test('goes from the rarer to the commoner, where they are together oftener than chance would have it', () => {
    // Of 1,000 documents word 0 is in 400, word 1 in 40, all of them with word 0, word 2 in 50, 20 of them with word 0, as chance has it.
    const counts = Uint32Array.of(400, 40, 20, 40, 40, 2, 20, 2, 50)
    const found = inclusions({ documents: 1000, counts })
    expect(found.map(({ word, parent }) => [word, parent])).toEqual([[1, 0]])
    expect(found[0].strength).toBeCloseTo(likelihoodRatio(40, 40, 400, 1000), 9)
  })

  test('keeps the five strongest, strongest first', () => {
    const words = 8
    const counts = new Uint32Array(words * words)
    for (let a = 0; a < words; a++) {
      counts[a * words + a] = a === 0 ? 100 : 1000 + a
      for (let b = 1; b < words; b++) if (a !== b && a > 0) counts[a * words + b] = 100
      if (a > 0) counts[a] = counts[a * words] = 30 + 5 * a
    }
    const own = inclusions({ documents: 10_000, counts }).filter(({ word }) => word === 0)
    expect(own.map(({ parent }) => parent)).toEqual([7, 6, 5, 4, 3])
  })
})
