import { readAspectColumns } from '../catalog/aspect-columns.js'
import { openTable, tableForm } from '../corpus/tables.js'
import { MalgwiError } from '../errors.js'
import { LONGEST_TEXT } from '../nlp/text/tokenizer.js'
import type { OpenedRecognizer } from '../recognizer/open.js'
import { openOpinions } from '../recognizer/opinions.js'

/** Shares in [0, 1]. A hit is a review and an aspect, rightly said to be praised or complained of. */
export interface AspectFigures {
  f1: number
  precision: number
  recall: number
  /** The same where praise and complaint are not told apart. */
  aspectOnlyF1: number
  /** Marks that are not 0. */
  support: number
}

export interface AspectEvaluation {
  microF1: number
  precision: number
  recall: number
  aspectOnlyF1: number
  /** Reviews. */
  count: number
  aspects: Record<string, AspectFigures>
}

export interface MarkedReview {
  text: string
  /** −1 complains, 1 praises, 0 neither, in the order of the columns. */
  marks: readonly number[]
}

const TEXT = 'text'

/**
 * Reads marked reviews: a table with a column `text`; each column after it is an aspect.
 * @throws MalgwiError FILE_NOT_FOUND, CORPUS_COLUMNS, CORPUS_EMPTY
 */
export async function readMarkedReviews(path: string): Promise<{ columns: string[]; reviews: MarkedReview[] }> {
  const table = await openTable(path, tableForm(path) ?? 'tsv')
  const columns = table.columns.slice(table.columns.indexOf(TEXT) + 1)
  if (!table.columns.includes(TEXT) || columns.length === 0)
    throw new MalgwiError('CORPUS_COLUMNS', `${path} needs a column text, and after it one for each aspect`)
  const reviews: MarkedReview[] = []
  for await (const { cells } of table.rows) {
    if (!cells || typeof cells[TEXT] !== 'string') continue
    reviews.push({ text: cells[TEXT], marks: columns.map((name) => Math.sign(Number(cells[name]) || 0)) })
  }
  if (reviews.length === 0) throw new MalgwiError('CORPUS_EMPTY', path)
  return { columns, reviews }
}

/**
 * How well what people marked is told from the text alone. Whatever names an aspect is answered for it, an owner as well (배우들의
 * 연기), with the sign of all that is said of it.
 *
 * @throws MalgwiError those of `readMarkedReviews`, DOMAIN_FILE
 */
export async function evaluateAspects(
  { encoder, tokenizer, catalog }: Pick<OpenedRecognizer, 'encoder' | 'tokenizer' | 'catalog'>,
  path: string,
): Promise<AspectEvaluation> {
  const { columns, reviews } = await readMarkedReviews(path)
  const { weighed } = openOpinions(readAspectColumns(catalog.domain, columns), encoder, catalog.domain.targets)
  const answers: number[][] = []
  for (const { text } of reviews) {
    const { named, felt } = await weighed(tokenizer.analyse(text.slice(0, LONGEST_TEXT)), [])
    const odds = columns.map(() => ({ sum: 0, mentions: 0 }))
    for (const judgement of [...named, ...felt]) {
      const of = odds[judgement.mention.aspect]
      of.sum += judgement.odds
      of.mentions++
    }
    answers.push(odds.map(({ sum, mentions }) => (mentions === 0 ? 0 : sum > 0 ? 1 : -1)))
  }
  return scoreAspects(columns, answers, reviews)
}

/** The figures of answers −1, 0, 1 `[reviews][columns]`. */
export function scoreAspects(
  columns: readonly string[],
  answers: readonly (readonly number[])[],
  reviews: readonly { marks: readonly number[] }[],
): AspectEvaluation {
  const counts = columns.map((_, column) => countColumn(column, answers, reviews))
  const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0)
  const all: Count = {
    hits: sum((c) => c.hits),
    found: sum((c) => c.found),
    said: sum((c) => c.said),
    marked: sum((c) => c.marked),
  }
  const { f1, precision, recall, aspectOnlyF1 } = figuresOf(all)
  return {
    microF1: f1,
    precision,
    recall,
    aspectOnlyF1,
    count: reviews.length,
    aspects: Object.fromEntries(columns.map((name, column) => [name, figuresOf(counts[column])])),
  }
}

interface Count {
  /** Right with praise or complaint; right but for that. */
  hits: number
  found: number
  said: number
  marked: number
}

function countColumn(
  column: number,
  answers: readonly (readonly number[])[],
  reviews: readonly { marks: readonly number[] }[],
): Count {
  const count = { hits: 0, found: 0, said: 0, marked: 0 }
  for (const [at, { marks }] of reviews.entries()) {
    const [answer, mark] = [answers[at][column], marks[column]]
    if (answer !== 0) count.said++
    if (mark !== 0) count.marked++
    if (answer !== 0 && mark !== 0) count.found++
    if (answer !== 0 && answer === mark) count.hits++
  }
  return count
}

function figuresOf({ hits, found, said, marked }: Count): AspectFigures {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  return {
    f1: share(2 * hits, said + marked),
    precision: share(hits, said),
    recall: share(hits, marked),
    aspectOnlyF1: share(2 * found, said + marked),
    support: marked,
  }
}
