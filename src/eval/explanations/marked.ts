import { openTable, tableForm } from '../../corpus/tables.js'
import { MalgwiError } from '../../errors.js'
import { type Overlap, tokenF1, underlined } from '../../nlp/explain/faithfulness/overlap.js'
import { heatOfWords, wordsOf } from '../../nlp/explain/faithfulness/words.js'
import type { Explanation, Method } from '../../nlp/explain/method.js'
import type { Utterance } from '../../nlp/text/morpheme.js'

/** A sentence whose driving words two people have marked. */
export interface MarkedSentence {
  target: string
  text: string
  /** Numbers of eojeol, runs of what is no white space, from 0; by each marker. */
  a: readonly number[]
  b: readonly number[]
}

const COLUMNS = ['target', 'text', 'a', 'b'] as const
const NUMBERS = /^\d{1,4}( \d{1,4})*$/

/**
 * Reads sentences from a table with the columns target, text, a and b: targets by name, marks as numbers of eojeol with spaces between.
 *
 * @throws MalgwiError FILE_NOT_FOUND, MARKS_INVALID
 */
export async function readMarked(path: string, targets: readonly string[]): Promise<MarkedSentence[]> {
  const form = tableForm(path)
  if (!form) throw new MalgwiError('MARKS_INVALID', `${path} is no .tsv, .csv or .jsonl file`)
  const { columns, rows } = await openTable(path, form)
  const missing = COLUMNS.filter((name) => !columns.includes(name))
  if (missing.length > 0) throw new MalgwiError('MARKS_INVALID', `${path} has no column ${missing.join(' and ')}`)
  const sentences: MarkedSentence[] = []
  for await (const { line, cells } of rows) {
    const [target, text, a, b] = COLUMNS.map((name) => String(cells?.[name] ?? '').trim())
    const wrong = (what: string): MalgwiError => new MalgwiError('MARKS_INVALID', `${path}, line ${line}: ${what}`)
    if (text === '') throw wrong('it has no text')
    if (!targets.includes(target)) throw wrong(`"${target}" is none of ${targets.join(', ')}`)
    const words = text.split(/\s+/).length
    const [byA, byB] = [a, b].map((marks) => {
      const numbers = NUMBERS.test(marks) ? marks.split(' ').map(Number) : []
      if (numbers.length === 0 || numbers.some((number) => number >= words))
        throw wrong(`"${marks}" are no numbers of its ${words} eojeol`)
      return numbers
    })
    sentences.push({ target, text, a: byA, b: byB })
  }
  if (sentences.length === 0) throw new MalgwiError('MARKS_INVALID', `${path} has no rows`)
  return sentences
}

/** What a method underlines against what each of the markers does; precision, recall and F1 over the eojeol of all sentences. */
export interface MarkedFigures {
  a: Overlap
  b: Overlap
  /** The mean of both F1. */
  f1: number
}

/** F1 of the markers with each other. */
export const agreementOf = (sentences: readonly MarkedSentence[]): number =>
  tokenF1(sentences.map(({ a, b }) => ({ found: a, marked: b }))).f1

/**
 * Explains each sentence for the target that it is marked for, whatever the encoder reads it as, 중립 ones included, and compares the
 * eojeol that are underlined (see `underlined`) with those marked.
 *
 * @throws MalgwiError MODEL_RUN_FAILED
 */
export async function compareWithMarks(
  sentences: readonly MarkedSentence[],
  targets: readonly string[],
  analyse: (text: string) => Utterance,
  explainers: ReadonlyMap<Method, Pick<Explanation, 'explain'>>,
): Promise<Map<Method, MarkedFigures>> {
  const utterances = sentences.map(({ text }) => analyse(text))
  const words = utterances.map(wordsOf)
  const classes = sentences.map(({ target }) => targets.indexOf(target))
  const figures = new Map<Method, MarkedFigures>()
  for (const [method, explainer] of explainers) {
    const heats = await explainer.explain(
      words.map(({ morphemes }) => morphemes),
      classes,
      words.map(({ wordOf }) => wordOf),
    )
    const found = heats.map((heat, i) => {
      const typed = typedNumbers(utterances[i])
      return underlined(heatOfWords(words[i], heat)).flatMap((word) => words[i].eojeols[word].map((eojeol) => typed[eojeol]))
    })
    const against = (marker: 'a' | 'b'): Overlap =>
      tokenF1(sentences.map((sentence, i) => ({ found: found[i], marked: sentence[marker] })))
    const [a, b] = [against('a'), against('b')]
    figures.set(method, { a, b, f1: (a.f1 + b.f1) / 2 })
  }
  return figures
}

/** For each eojeol of an utterance its number in the text as typed, where normalising may have parted or joined some. */
function typedNumbers({ text, eojeols }: Utterance): number[] {
  const starts = Array.from(text.matchAll(/\S+/gu), ({ index }) => index)
  return eojeols.map(({ start }) => starts.filter((at) => at <= start).length - 1)
}
