import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startWords } from '#src/nlp/encoder/start-words.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-start-words-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let files = 0
const fileOf = (...lines: string[]): string => {
  const path = join(dir, `${files++}.vec`)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

/** Rows 2 to 6. */
const vocabulary = { words: ['이/particle', '이/noun', '뻔한/adjective', 'cg/foreign', '7/8/number'], buckets: 16 }
const form = (surface: string, lemma: string, tag: TokenForm['tag']): TokenForm => ({ surface, lemma, tag, initial: true })
const asTheyAre = { dimensions: 4, norm: null }

const rowsOf = async (path: string, options = {}) => {
  const { rows, found, of } = await startWords(vocabulary, path, { ...asTheyAre, ...options })
  expect(found).toBe(rows.size)
  expect(of).toBe(5)
  return Object.fromEntries(Array.from(rows, ([row, vector]) => [row, vector[0]]))
}

describe('matching a vocabulary with a file of word vectors', () => {
  it('takes surface/tag before the surface, wherever they stand in the file', async () => {
    expect(await rowsOf(fileOf('이 1 0 0 0', '이/noun 2 0 0 0'))).toEqual({ 2: 1, 3: 2 })
    expect(await rowsOf(fileOf('이/noun 2 0 0 0', '이 1 0 0 0'))).toEqual({ 2: 1, 3: 2 })
  })

  it('takes the surface before the lemma, and the lemma only with the forms of the corpus', async () => {
    const forms = [form('뻔한', '뻔하다', 'adjective'), form('뻔한', '뻔', 'adjective')]
    const path = fileOf('뻔하다 3 0 0 0', '뻔 4 0 0 0')
    expect(await rowsOf(path)).toEqual({})
    expect(await rowsOf(path, { forms })).toEqual({ 4: 3 })
    expect(await rowsOf(fileOf('뻔하다 3 0 0 0', '뻔한 5 0 0 0'), { forms })).toEqual({ 4: 5 })
  })

  it('takes words in lower case last', async () => {
    expect(await rowsOf(fileOf('CG 1 0 0 0'))).toEqual({ 5: 1 })
    expect(await rowsOf(fileOf('CG 1 0 0 0', 'cg 2 0 0 0'))).toEqual({ 5: 2 })
    expect(await rowsOf(fileOf('cg 2 0 0 0', 'CG 1 0 0 0'))).toEqual({ 5: 2 })
    expect(await rowsOf(fileOf('CG/foreign 3 0 0 0'))).toEqual({ 5: 3 })
  })

  it('takes the first of two vectors for the same word', async () => {
    expect(await rowsOf(fileOf('cg 1 0 0 0', 'cg 2 0 0 0'))).toEqual({ 5: 1 })
  })

  it('knows a surface with a slash in it', async () => {
    expect(await rowsOf(fileOf('7/8 1 0 0 0'))).toEqual({ 6: 1 })
  })

  it('finds nothing in a file of other words, and says so', async () => {
    expect(await startWords(vocabulary, fileOf('no 1 2 3 4'), { dimensions: 4 })).toEqual({ rows: new Map(), found: 0, of: 5 })
  })
})

describe('the vectors a word table begins with', () => {
  it('have the mean norm of random rows, and keep their lengths relative to each other', async () => {
    const { rows } = await startWords(vocabulary, fileOf('이/noun 30 0 0 40', 'cg 0 0 100 0'), { dimensions: 4 })
    const [a, b] = [3, 5].map((row) => Math.hypot(...rows.get(row)!))
    expect((a + b) / 2).toBeCloseTo(0.1 * Math.sqrt(4 / 3), 6)
    expect(b / a).toBeCloseTo(2, 5)
    expect(rows.get(3)![3] / rows.get(3)![0]).toBeCloseTo(4 / 3, 5)
  })

  it('stay zeros where all are', async () => {
    const { rows } = await startWords(vocabulary, fileOf('cg 0 0 0 0'), { dimensions: 4 })
    expect([...rows.get(5)!]).toEqual([0, 0, 0, 0])
  })

  it('are filled with zeros up to a multiple of 4', async () => {
    const { rows } = await startWords(vocabulary, fileOf('cg 1 2 3'), asTheyAre)
    expect([...rows.get(5)!]).toEqual([1, 2, 3, 0])
  })

  it.each([
    [5, 4, 8],
    [4, 8, 4],
    [50, 96, 52],
  ])('cannot be %i numbers in an embedding of %i: --embedding %i is asked for', async (width, embedding, asked) => {
    const path = fileOf(`cg ${'1 '.repeat(width)}`)
    await expect(startWords(vocabulary, path, { dimensions: embedding })).rejects.toMatchObject({
      code: 'WORD_VECTORS_DIMENSION',
      message: expect.stringContaining(`${width} dimensions: say --embedding ${asked}.`),
    })
  })
})
