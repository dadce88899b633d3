import { describe, expect, it } from 'vitest'
import { openInference } from '#src/nlp/target2vec/infer.js'

const DIMENSIONS = 4
/** Words 0–3 are said of one thing, 4–7 of another. */
const contexts = Float32Array.from({ length: 8 * DIMENSIONS }, (_, n) => {
  const [word, d] = [Math.floor(n / DIMENSIONS), n % DIMENSIONS]
  return (word < 4 ? d < 2 : d >= 2) ? 1 + 0.1 * word : -0.5
})
const frozen = { dimensions: DIMENSIONS, contexts, counts: Uint32Array.of(80, 70, 60, 50, 40, 30, 20, 10) }
const infer = openInference(frozen)
const product = (vector: Float32Array, word: number) =>
  vector.reduce((sum, value, d) => sum + value * contexts[word * DIMENSIONS + d]!, 0)
/** One word, one step, no noise: the formula by hand. */
const bare = { epochs: 1, negatives: 0, subsample: 0, rareLabelTokens: 0, learningRate: 0.5 }

describe('a new label', () => {
  it('takes the step that the gradient gives', () => {
    const start = infer([])
    const rate = 0.5 * (1 - 1 / (1 + Math.exp(-product(start, 5))))
    const expected = start.map((value, d) => value + rate * contexts[5 * DIMENSIONS + d]!)
    for (const [d, value] of infer([5], bare).entries()) expect(value).toBeCloseTo(expected[d]!, 5)
  })

  it('takes longer steps where it has few words, ten times as long at most', () => {
    const start = infer([])
    const moved = (rareLabelTokens: number) => infer([5], { ...bare, rareLabelTokens })[3]! - start[3]!
    expect(moved(4) / moved(0)).toBeCloseTo(4, 3)
    expect(moved(1_000) / moved(0)).toBeCloseTo(10, 3)
  })

  it('expects the words that are said of it more than others, and noise less than without noise', () => {
    const said = Array.from({ length: 200 }, (_, n) => n % 4)
    const vector = infer(said, { subsample: 0 })
    for (const own of [0, 1, 2, 3])
      for (const other of [4, 5, 6, 7]) expect(product(vector, own)).toBeGreaterThan(product(vector, other))
    const noiseless = infer(said, { subsample: 0, negatives: 0 })
    expect(product(vector, 6)).toBeLessThan(0)
    expect(Math.hypot(...noiseless)).toBeGreaterThan(Math.hypot(...vector))
  })

  it('is the same for the same words and seed, and another for another seed', () => {
    const words = [0, 1, 2, 6]
    expect(infer(words)).toEqual(openInference(frozen)(words))
    expect(infer(words, { seed: 2 })).not.toEqual(infer(words))
  })

  it('comes piece by piece, and is the same', () => {
    const words = Array.from({ length: 2_000 }, (_, n) => n % 8)
    const pieces = infer.inPieces(words, { epochs: 5 })
    let count = 1
    let last = pieces.next()
    for (; !last.done; last = pieces.next()) count++
    expect(count).toBe(1 + Math.floor((5 * 2_000) / Math.ceil(4_000 / 6)))
    expect(last.value).toEqual(infer(words, { epochs: 5 }))
    expect([...infer.inPieces([1, 2, 3])]).toEqual([])
  })

  it('leaves what was trained as it was', () => {
    const before = contexts.slice()
    infer([0, 1, 2, 3, 4])
    expect(contexts).toEqual(before)
  })

  it('stays near zero where nothing is said of it', () => {
    expect(Math.hypot(...infer([]))).toBeLessThan(0.5)
  })
})
