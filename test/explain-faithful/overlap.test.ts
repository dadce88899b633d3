import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreementOf, compareWithMarks, readMarked } from '#src/eval/explanations/marked.js'
import { tokenF1, underlined } from '#src/nlp/explain/faithfulness/overlap.js'
import { heatOfWords, without, wordsOf } from '#src/nlp/explain/faithfulness/words.js'
import { compileLinderaBeside, openLindera } from '#src/nlp/text/lindera.js'
import { openTokenizer, type Tokenizer } from '#src/nlp/text/tokenizer.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-marked-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const TARGETS = ['부정', '긍정', '중립']

let tokenizer: Tokenizer
beforeAll(async () => {
  openLindera(await compileLinderaBeside())
  tokenizer = openTokenizer()
})

function write(name: string, rows: string[]): string {
  const path = join(dir, name)
  writeFileSync(path, ['id\ttarget\ttext\ta\tb', ...rows].join('\n'))
  return path
}

describe('words', () => {
  test('a negation and what it negates are one, and are taken out together', () => {
    const words = wordsOf(tokenizer.analyse('배우는 재미 없었어 정말'))
    expect(words.eojeols).toEqual([[0], [1, 2], [3]])
    const left = without(words, 0b10n)
    expect(left.map(({ surface }) => surface).join('')).toBe('배우는정말')
    expect(left.filter(({ initial }) => initial)).toHaveLength(2)
    const heat = heatOfWords(
      words,
      words.morphemes.map(() => 1),
    )
    expect(heat.reduce((sum, value) => sum + value, 0)).toBe(words.morphemes.length)
    expect(heat[1]).toBeGreaterThanOrEqual(2)
  })
})

describe('what is underlined', () => {
  test('is positive and has at least 40 % of the hottest heat', () => {
    expect(underlined([0.39, 1, 0.4, -2])).toEqual([1, 2])
    expect(underlined([-1, 0, -2])).toEqual([])
    expect(underlined([])).toEqual([])
  })

  test('is compared over all sentences together', () => {
    const pairs = [
      { found: [0, 1], marked: [1] },
      { found: [2], marked: [2, 3] },
    ]
    expect(tokenF1(pairs)).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 })
    expect(tokenF1([{ found: [], marked: [1] }])).toEqual({ precision: 0, recall: 0, f1: 0 })
  })
})

describe('marked sentences', () => {
  const rows = ['1\t부정\t배우는 재미 없었어 정말\t1 2\t2', '2\t긍정\t음악이 훌륭해요 👍🏽\t1\t1']

  test('are compared with what a method underlines for their own target, eojeol by eojeol', async () => {
    const sentences = await readMarked(write('two.tsv', rows), TARGETS)
    const asked: number[] = []
    const explainer = {
      // All the heat on the second word.
      explain: async (documents: readonly (readonly { initial: boolean }[])[], classes: readonly number[]) => {
        asked.push(...classes)
        return documents.map((tokens) => {
          const starts = tokens.flatMap(({ initial }, at) => (initial ? [at] : []))
          return Float32Array.from(tokens, (_, at) => Number(starts.findLast((start) => start <= at) === starts[1]))
        })
      },
    }
    const figures = await compareWithMarks(sentences, TARGETS, (text) => tokenizer.analyse(text), new Map([['cam', explainer]]))
    expect(asked).toEqual([0, 1])
    // 재미 lights up 없었어 as well: 3 eojeol, all marked by a, 2 by b.
    expect(figures.get('cam')!.a).toEqual({ precision: 1, recall: 1, f1: 1 })
    expect(figures.get('cam')!.b).toEqual({ precision: 2 / 3, recall: 1, f1: 0.8 })
    expect(figures.get('cam')!.f1).toBeCloseTo(0.9, 12)
    expect(agreementOf(sentences)).toBeCloseTo(0.8, 12)
  })

  test.each([
    ['an unknown target', ['1\t별로\t음악이 훌륭해요\t1\t1'], /line 2.*별로/],
    ['an eojeol that is not there', ['1\t긍정\t음악이 훌륭해요\t1\t2'], /line 2.*"2"/],
    ['no marks', ['1\t긍정\t음악이 훌륭해요\t\t1'], /line 2/],
    ['no text', ['1\t긍정\t \t1\t1'], /no text/],
    ['no rows', [], /no rows/],
  ])('with %s are refused, line by line', async (name, given, pattern) => {
    await expect(readMarked(write(`${name.replaceAll(' ', '-')}.tsv`, given), TARGETS)).rejects.toThrow(pattern)
  })

  test('without the columns are refused', async () => {
    const path = join(dir, 'columns.tsv')
    writeFileSync(path, 'id\ttext\n1\t음악이 훌륭해요')
    await expect(readMarked(path, TARGETS)).rejects.toThrow(/target and a and b/)
  })
})
