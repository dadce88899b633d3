import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHierarchy, readMarkedLists } from '#src/eval/vectors/lists.js'
import { writeVectors } from '#src/nlp/target2vec/model-files.js'
import { malgwi } from '../cli/run.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-vectors-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const LISTS = {
  'polar-words.tsv': ['word\ta\tb', '최악\t부정\t부정', '최고\t긍정\t긍정', '욕설\t중립\t부정'],
  'analogies.tsv': [
    'negative\tpositive\tfamily\tb_negative\tb_counterpart',
    '최악\t최고\tfun\t최악\tyes',
    '별로\t최고\tfun\t별로\tno',
  ],
  'neutral-aspects.tsv': ['word\tb_neutral', '결말\tyes', '명작\tno'],
  'similarity.tsv': ['word1\tword2\ta\tb', '최악\t별로\t8\t9', '최악\t결말\t1\t0'],
}

/** A folder of lists, some of them other than they should be. */
function writeLists(name: string, other: Partial<Record<keyof typeof LISTS, string[]>> = {}): string {
  const folder = join(dir, name)
  mkdirSync(folder, { recursive: true })
  for (const [file, lines] of Object.entries({ ...LISTS, ...other })) writeFileSync(join(folder, file), `${lines.join('\n')}\n`)
  return folder
}

const writeTiny = (name: string, words: string[], seed = 1) =>
  writeVectors(join(dir, name), {
    objective: 'skip-gram',
    options: { seed },
    dimensions: 2,
    words: words.map((word) => [word, 10]),
    labels: [],
    vectors: Float32Array.from(words.flatMap((_, n) => [Math.cos(n / 3), Math.sin(n / 3)])),
    contexts: new Float32Array(words.length * 2),
    labelVectors: new Float32Array(),
  })

const WORDS = ['최악', '별로', '최고', '결말', ...Array.from({ length: 10 }, (_, n) => `말${n}`)]
let marked: string
beforeAll(async () => {
  marked = writeLists('marked')
  await writeTiny('one', WORDS, 1)
  await writeTiny('two', WORDS, 2)
  await writeTiny('foreign', ['word', 'other'])
})

describe('marked lists', () => {
  test('count where both markers agree', async () => {
    const lists = await readMarkedLists(marked)
    expect([...lists.marks]).toEqual([
      ['최악', '부정'],
      ['최고', '긍정'],
    ])
    expect(lists.analogies).toEqual([{ 부정: '최악', 긍정: '최고' }])
    expect(lists.aspects).toEqual(['결말'])
    expect(lists.similarity.map(({ score }) => score)).toEqual([8.5, 0.5])
  })

  test('of the repository have as many entries as their README says', async () => {
    const { marks, analogies, aspects, similarity } = await readMarkedLists('test/marked')
    const poles = [...marks.values()]
    expect(['부정', '긍정'].map((pole) => poles.filter((mark) => mark === pole).length)).toEqual([269, 270])
    expect([analogies.length, aspects.length, similarity.length]).toEqual([354, 70, 180])
    const hierarchy = await readHierarchy('test/marked/aspect-hierarchy.tsv')
    expect([hierarchy.length, new Set(hierarchy.map(({ family }) => family)).size]).toEqual([270, 23])
  })

  test.each([
    ['a column that is missing', { 'polar-words.tsv': ['word\ta', '최악\t부정'] }, /has no column b/],
    [
      'a mark that is none',
      { 'polar-words.tsv': ['word\ta\tb', '최악\tbad\t부정'] },
      /line 2: "bad" is none of 부정, 긍정, 중립/,
    ],
    [
      'a cell that is empty',
      { 'analogies.tsv': [LISTS['analogies.tsv'][0], '최악\t\tfun\t최악\tyes'] },
      /line 2: it has no positive/,
    ],
    ['a score above 10', { 'similarity.tsv': ['word1\tword2\ta\tb', '최악\t별로\t8\t11'] }, /line 2: "11" is no score/],
    ['no rows', { 'neutral-aspects.tsv': ['word\tb_neutral'] }, /has no rows/],
  ])('with %s are refused by file and line', async (title, other, pattern) => {
    const error = await readMarkedLists(writeLists(title, other)).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'MARKED_LIST_INVALID', message: expect.stringMatching(pattern) })
    expect(error.message).not.toContain('\n')
  })
})

describe('malgwi eval --vectors', () => {
  test('measures several folders, and how stable they are over seeds, as JSON', async () => {
    const folders = ['one', 'two'].map((name) => join(dir, name))
    const { code, out } = await malgwi(['eval', '--vectors', '--vectors-dir', ...folders, '--marked', marked, '--json'])
    expect(code).toBe(0)
    const { sets, stability } = JSON.parse(out)
    expect(sets.map(({ name, objective, words }: Record<string, unknown>) => [name, objective, words])).toEqual(
      folders.map((name) => [name, 'skip-gram', 14]),
    )
    expect(sets[0].similarity).toMatchObject({ pairs: 2, known: 2 })
    expect(sets[0].similarity.rho).toBeCloseTo(1, 12)
    expect(sets[0].analogies).toEqual({ pairs: 1, known: 1, byLabels: null, byReflection: null, byOffset: null })
    expect(stability).toMatchObject([{ sets: folders, overlap: { mean: 1, count: 14 } }])
  })

  test('says it in lines without --json', async () => {
    const { code, out } = await malgwi(['eval', '--vectors', '--vectors-dir', join(dir, 'one'), '--marked', marked])
    expect(code).toBe(0)
    expect(out).toMatch(/similarity, Spearman +1\.000/)
    expect(out).toMatch(/polarity consistency at 100 +none/)
  })

  test.each([
    [['--vectors'], 2, /Give --marked/],
    [['--vectors-dir', 'x'], 2, /--vectors-dir goes with --vectors/],
    [['--vectors', '--marked', 'no/such/folder'], 1, /FILE_NOT_FOUND/],
    [['--vectors', '--marked', 'WRONG', '--vectors-dir', 'ONE'], 1, /no column b\b.*MARKED_LIST_INVALID/],
    [['--vectors', '--marked', 'MARKED', '--vectors-dir', 'no/such/folder'], 1, /FILE_NOT_FOUND/],
    [['--vectors', '--marked', 'MARKED', '--vectors-dir', 'FOREIGN'], 1, /know no word of the marked lists.*foreign/],
  ])('%j ends in one clear line', async (args, code, pattern) => {
    const wrong = writeLists('wrong', { 'polar-words.tsv': ['word\ta', '최악\t부정'] })
    const named: Record<string, string> = { MARKED: marked, WRONG: wrong, ONE: join(dir, 'one'), FOREIGN: join(dir, 'foreign') }
    const result = await malgwi(['eval', ...args.map((arg) => named[arg] ?? arg)])
    expect([result.code, result.out]).toEqual([code, ''])
    expect(result.err).toMatch(pattern)
    expect(result.err.trimEnd()).not.toContain('\n')
  })
})
