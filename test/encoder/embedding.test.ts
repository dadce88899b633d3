import { expect, test } from 'vitest'
import { openEmbedding } from '#src/nlp/encoder/embedding.js'
import { randomStream } from '#src/nlp/encoder/random.js'

const E = 8
const ROWS = 5
const BUCKETS = 11
const SHAPES = { a: [3, 5], b: [2] }
// Four forms: two of one word, one without n-grams, one with the same n-gram twice.
const FORMS = { words: [2, 3, 3, 1], ngrams: [[1, 4, 9], [4], [], [10, 10, 1]] }
const ADAM = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

/** The same in float64 and plain loops. */
function reference(words: number[][], ngrams: number[][], parameters: Record<string, number[]>) {
  const rows = (table: number[][]) => table.map((row) => row.map((w) => ({ w, m: 0, v: 0, g: 0, touched: false })))
  const tables = { words: rows(words), ngrams: rows(ngrams) }
  const dense = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, rows([values])]))
  const wordOf = (key: number): number => (key & 1 ? 1 : FORMS.words[key >> 1])
  const row = (key: number): number[] =>
    Array.from({ length: E }, (_, j) => {
      const bag = FORMS.ngrams[key >> 1]
      const sum = bag.reduce((total, id) => total + tables.ngrams[id][j].w, 0)
      return tables.words[wordOf(key)][j].w + (bag.length ? sum / bag.length : 0)
    })
  return {
    tables,
    dense,
    lookup: (keys: number[]) => keys.flatMap((key) => (key < 0 ? new Array<number>(E).fill(0) : row(key))),
    update(keys: number[], gx: Float32Array, gradients: Record<string, Float32Array>, step: number, clip: number): number {
      const cells = [...tables.words, ...tables.ngrams, ...Object.values(dense).flat()]
      for (const cell of cells.flat()) Object.assign(cell, { g: 0, touched: false })
      const add = (cell: { g: number; touched: boolean }, g: number) => Object.assign(cell, { g: cell.g + g, touched: true })
      keys.forEach((key, i) => {
        if (key < 0) return
        for (let j = 0; j < E; j++) {
          add(tables.words[wordOf(key)][j], gx[i * E + j])
          const bag = FORMS.ngrams[key >> 1]
          for (const id of bag) add(tables.ngrams[id][j], gx[i * E + j] / bag.length)
        }
      })
      for (const [name, values] of Object.entries(gradients)) for (const [j, g] of values.entries()) add(dense[name][0][j], g)
      const norm = Math.sqrt(cells.flat().reduce((sum, { g }) => sum + g * g, 0))
      for (const cell of cells.flat()) {
        if (!cell.touched) continue
        const g = cell.g * Math.min(1, clip / norm)
        cell.m = ADAM.beta1 * cell.m + (1 - ADAM.beta1) * g
        cell.v = ADAM.beta2 * cell.v + (1 - ADAM.beta2) * g * g
        const mean = cell.m / (1 - ADAM.beta1 ** step)
        cell.w -= (ADAM.learningRate * mean) / (Math.sqrt(cell.v / (1 - ADAM.beta2 ** step)) + ADAM.epsilon)
      }
      return norm
    },
  }
}

const farthest = (got: ArrayLike<number>, want: ArrayLike<number>): number =>
  Array.from(got).reduce((most, value, i) => Math.max(most, Math.abs(value - want[i])), 0)

test('rows, gradients, clipping and Adam agree with float64 over steps that touch different rows', () => {
  const random = randomStream(3)
  const starts = [0, 3, 4, 4, 7]
  const table = {
    words: Int32Array.from(FORMS.words),
    starts: Int32Array.from(starts),
    ids: Int32Array.from(FORMS.ngrams.flat()),
  }
  const embedding = openEmbedding(table, { rows: ROWS, buckets: BUCKETS, dimensions: E, tokens: 16, parameters: SHAPES })
  const fill = (values: Float32Array) => values.set(Float32Array.from(values, () => random() - 0.5))
  for (const values of [embedding.words, embedding.ngrams, ...Object.values(embedding.parameters)]) fill(values)
  const cut = (values: Float32Array) =>
    Array.from({ length: values.length / E }, (_, r) => [...values.subarray(r * E, (r + 1) * E)])
  const expected = reference(
    cut(embedding.words),
    cut(embedding.ngrams),
    Object.fromEntries(Object.entries(embedding.parameters).map(([name, values]) => [name, [...values]])),
  )

  const batches = [
    [0, 2, -1, 1, 6, 0, 4, -1],
    [6, 6, 7, -1],
    [0, 5, 3, 2, 4, 1, 7, 0, -1, -1],
  ]
  for (const [i, keys] of batches.entries()) {
    embedding.keys.set(keys)
    embedding.lookup(keys.length)
    expect(farthest(embedding.x.subarray(0, keys.length * E), expected.lookup(keys))).toBeLessThan(1e-6)
    fill(embedding.gx)
    for (const values of Object.values(embedding.gradients)) fill(values)
    const step = i + 1
    const clip = i === 1 ? 1000 : 0.5
    const norm = embedding.update(keys.length, { ...ADAM, step, clip })
    expect(norm).toBeCloseTo(expected.update(keys, embedding.gx, embedding.gradients, step, clip), 5)
    for (const name of ['words', 'ngrams'] as const) {
      expect(
        farthest(
          embedding[name],
          expected.tables[name].flat().map(({ w }) => w),
        ),
      ).toBeLessThan(2e-6)
    }
    for (const [name, values] of Object.entries(embedding.parameters)) {
      expect(
        farthest(
          values,
          expected.dense[name][0].map(({ w }) => w),
        ),
      ).toBeLessThan(2e-6)
    }
  }
})
