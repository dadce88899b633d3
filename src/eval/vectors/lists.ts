import { join } from 'node:path'
import { openTable } from '../../corpus/tables.js'
import { MalgwiError } from '../../errors.js'

export const POLES = ['부정', '긍정'] as const
export type Pole = (typeof POLES)[number]
export type Mark = Pole | '중립'

const MARKS: readonly string[] = [...POLES, '중립']
const YES = 'yes'

/** The lists of a folder such as test/marked; its README says how they were made. */
export interface MarkedLists {
  /** Words that both markers give the same mark. */
  marks: ReadonlyMap<string, Mark>
  /** Words that complain and praise of the same thing, both markers agreeing. */
  analogies: readonly Record<Pole, string>[]
  /** Nouns that judge nothing by themselves. */
  aspects: readonly string[]
  /** Pairs of words and the mean of both scores, 0–10. */
  similarity: readonly { words: readonly [string, string]; score: number }[]
}

/** @throws MalgwiError FILE_NOT_FOUND, MARKED_LIST_INVALID */
export async function readMarkedLists(dir: string): Promise<MarkedLists> {
  const polar = await readList(join(dir, 'polar-words.tsv'), ['word', 'a', 'b'])
  const analogies = await readList(join(dir, 'analogies.tsv'), ['negative', 'positive', 'b_negative', 'b_counterpart'])
  const aspects = await readList(join(dir, 'neutral-aspects.tsv'), ['word', 'b_neutral'])
  const similarity = await readList(join(dir, 'similarity.tsv'), ['word1', 'word2', 'a', 'b'])
  for (const { at, a, b } of polar)
    for (const mark of [a, b]) if (!MARKS.includes(mark)) throw invalid(`${at}: "${mark}" is none of ${MARKS.join(', ')}`)
  return {
    marks: new Map(polar.filter(({ a, b }) => a === b).map(({ word, a }) => [word, a as Mark])),
    analogies: analogies
      .filter(({ negative, b_negative, b_counterpart }) => negative === b_negative && b_counterpart === YES)
      .map(({ negative, positive }) => ({ 부정: negative, 긍정: positive })),
    aspects: aspects.filter(({ b_neutral }) => b_neutral === YES).map(({ word }) => word),
    similarity: similarity.map(({ at, word1, word2, a, b }) => ({
      words: [word1, word2] as const,
      score: (scoreOf(at, a) + scoreOf(at, b)) / 2,
    })),
  }
}

/**
 * Aspect words and their families, by the first marker.
 *
 * @throws MalgwiError FILE_NOT_FOUND, MARKED_LIST_INVALID
 */
export async function readHierarchy(path: string): Promise<{ word: string; family: string }[]> {
  return (await readList(path, ['word', 'a'])).map(({ word, a }) => ({ word, family: a }))
}

type ListRow<Column extends string> = Record<Column | 'at', string>

/** The rows of a list, every cell filled and in NFC; `at` says where a row stands. */
async function readList<const Column extends string>(path: string, wanted: readonly Column[]): Promise<ListRow<Column>[]> {
  const { columns, rows } = await openTable(path, 'tsv')
  const missing = wanted.filter((name) => !columns.includes(name))
  if (missing.length > 0) throw invalid(`${path} has no column ${missing.join(' and ')}`)
  const list: ListRow<Column>[] = []
  for await (const { line, cells } of rows) {
    const at = `${path}, line ${line}`
    const row = wanted.map((name) => {
      const cell = String(cells?.[name] ?? '')
        .trim()
        .normalize('NFC')
      if (cell === '') throw invalid(`${at}: it has no ${name}`)
      return [name, cell]
    })
    list.push(Object.fromEntries([...row, ['at', at]]) as ListRow<Column>)
  }
  if (list.length === 0) throw invalid(`${path} has no rows`)
  return list
}

function scoreOf(at: string, written: string): number {
  const score = Number(written)
  if (score >= 0 && score <= 10) return score
  throw invalid(`${at}: "${written}" is no score from 0 to 10`)
}

function invalid(detail: string): MalgwiError {
  return new MalgwiError('MARKED_LIST_INVALID', detail)
}
