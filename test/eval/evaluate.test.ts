import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { evaluate } from '#src/eval/evaluate.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-eval-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function write(name: string, rows: [id: string, text: string, rating: number][]): string {
  const path = join(dir, name)
  writeFileSync(path, ['id\ttext\trating', ...rows.map((row) => row.join('\t'))].join('\n'))
  return path
}

type Parts = Parameters<typeof evaluate>[0]

/** Reads a text as the probabilities of 부정 and 긍정 that it says in per cent; the rest is 중립. */
const recognizer = {
  targets: ['부정', '긍정', '중립'],
  threshold: 0.6,
  tokenizer: { analyse: (text: string) => ({ morphemes: [{ surface: text }] }) },
  encoder: {
    calibration: { temperature: 1, bias: [0, 0, 0], priors: [0.25, 0.25, 0.5] },
    logits: async (batch: { surface: string }[][]) =>
      Float32Array.from(
        batch.flatMap(([{ surface }]) => {
          const [bad, good] = surface.split(' ').map((percent) => Number(percent) / 100)
          return [bad, good, 1 - bad - good]
        }),
        Math.log,
      ),
  },
} as unknown as Parts

const reviews = write('reviews.tsv', [
  ['a', '80 10', 2],
  ['b', '50 20', 1],
  ['c', '10 70', 3],
  ['d', '10 80', 10],
  ['e', '20 40', 9],
  ['f', '20 40', 10],
  ['g', '10 10', 6],
])
const options = { reviews, scale: '1-10', prior: 'balanced' } as const

describe('an evaluation', () => {
  test('gives accuracy with its interval, the classes, and what the bot would assert', async () => {
    const figures = await evaluate(recognizer, options)
    expect(figures).toMatchObject({ count: 6, reviews: 7, prior: 'balanced' })
    expect(figures.accuracy).toBeCloseTo(5 / 6, 9)
    const [low, high] = figures.accuracyInterval
    expect([low < 5 / 6, high > 5 / 6, high <= 1]).toEqual([true, true, true])
    // Surer than 0.6 are a, c and d; c is wrong.
    expect(figures.byThreshold).toEqual({ confidence: 0.6, coverage: 0.5, accuracy: 2 / 3 })
    expect(Object.keys(figures.byClass)).toEqual(['부정', '긍정', '중립'])
    expect(figures.byClass.부정).toEqual({ precision: 1, recall: 2 / 3, f1: 0.8, count: 3 })
    expect(figures.byClass.중립).toEqual({ precision: 1, recall: 1, f1: 1, count: 1 })
    expect(figures.macroF1).toBeCloseTo((0.8 + figures.byClass.긍정.f1 + 1) / 3, 9)
    expect(figures).not.toHaveProperty('withoutRecurring')
  })

  test('gives the same figures again without texts that recur word for word in other reviews', async () => {
    const known = write('known.tsv', [
      ['x', '10  70 ', 8],
      ['y', '20 40', 2],
      ['z', '20 41', 2],
    ])
    const figures = await evaluate(recognizer, { ...options, alsoWithoutTextsIn: known })
    const rest = write('rest.tsv', [
      ['a', '80 10', 2],
      ['b', '50 20', 1],
      ['d', '10 80', 10],
      ['g', '10 10', 6],
    ])
    const { prior, ...expected } = await evaluate(recognizer, { ...options, reviews: rest })
    expect(figures.withoutRecurring).toEqual({ ...expected, recurring: 3 })
    expect(figures.accuracy).toBeCloseTo(5 / 6, 9)
  })

  test('takes a review for no other one than itself: the corpus may be the one that the reviews come from', async () => {
    const only = join(dir, 'only.txt')
    writeFileSync(only, 'a\nd\ne\n')
    const chosen = { ...options, onlyIds: only }
    // Of a, d and e only the text of e is also that of another review, f.
    expect((await evaluate(recognizer, { ...chosen, alsoWithoutTextsIn: reviews })).withoutRecurring).toMatchObject({
      recurring: 1,
      reviews: 2,
    })
    const excluded = join(dir, 'excluded.txt')
    writeFileSync(excluded, 'f\n')
    const without = await evaluate(recognizer, { ...chosen, excludeIds: excluded, alsoWithoutTextsIn: reviews })
    expect(without.withoutRecurring).toMatchObject({ recurring: 0, reviews: 3 })
  })

  test('has no second figures where not both classes remain', async () => {
    const known = write('praise.tsv', [
      ['x', '80 10', 2],
      ['y', '50 20', 2],
      ['z', '10 70', 2],
    ])
    expect((await evaluate(recognizer, { ...options, alsoWithoutTextsIn: known })).withoutRecurring).toBeNull()
  })

  test('refuses reviews of one class', async () => {
    const praise = write('one.tsv', [['a', '10 80', 10]])
    await expect(evaluate(recognizer, { ...options, reviews: praise })).rejects.toMatchObject({ code: 'CORPUS_ONE_CLASS' })
  })
})
