import { MalgwiError } from '../../errors.js'
import { MOST_TARGETS, NO_LABEL } from './corpus.js'
import { type Reserved, reserveCorpus } from './memory.js'
import { inputsOf, targetWeightOf } from './objective.js'
import type { Target2VecOptions } from './options.js'

const LONGEST_NAME = 1_000
const MOST_NAMES = 10_000_000
const MOST_LABELS = 64

/** A line of a file; null where it is too long to be read. */
export interface TextLine {
  number: number
  text: string | null
}

/** Files to train on. Each function reads its file from the start, and `tokens` and `labels` are called twice. */
export interface TokenFiles {
  /** A document a line, its tokens separated by white space. */
  tokens: () => AsyncIterable<TextLine>
  /** As many lines: the labels of each document, separated by tabs. */
  labels?: () => AsyncIterable<TextLine>
  /** A word, a tab and its label E(w) a line. */
  wordLabels?: () => AsyncIterable<TextLine>
}

export interface ReadOptions {
  /** Rarer words are left out. */
  minimumCount: number
  /** Each document has a label of its own, too, named document:1 and so on by its line. */
  documentTags: boolean
  /** Documents without this label are left out. */
  onlyLabel?: string
  /** Labels that words predict; one that no document has is left out. */
  targets?: readonly string[]
}

export interface ReadCorpus {
  reserved: Reserved
  /** Most frequent first; in code-unit order where as frequent. */
  words: [form: string, count: number][]
  labels: string[]
}

interface Counts {
  words: Map<string, number>
  labels: Map<string, number>
  documents: number
  longest: number
  mostLabels: number
}

/**
 * Reads files twice, to count and then to number, straight into the memory of the training: the text is never held. Forms are
 * normalised (NFC).
 *
 * Throws VECTORS_TOKENS, which says where, for a file that is not of this form, and USAGE where no word is frequent enough or no
 * document has the label asked for.
 */
export async function readTokenFiles(files: TokenFiles, read: ReadOptions, options: Target2VecOptions): Promise<ReadCorpus> {
  const { documentWeight, wordWeight } = inputsOf(options)
  if (wordWeight > 0 && !files.wordLabels)
    throw new MalgwiError('USAGE', `The objective ${options.objective} needs --word-labels, a word, a tab and its label a line.`)
  const needed = documentWeight > 0 || read.onlyLabel !== undefined ? files : { ...files, labels: undefined }
  const counts = await count(needed, read)
  const words = [...counts.words]
    .filter(([, occurrences]) => occurrences >= read.minimumCount)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  counts.words.clear()
  if (counts.documents === 0 && read.onlyLabel !== undefined)
    throw new MalgwiError('USAGE', `No document has the label ${read.onlyLabel}. Check --only-label and the labels file.`)
  if (words.length === 0) throw new MalgwiError('USAGE', `No word occurs ${read.minimumCount} times. Give a lower --min-count.`)

  const numbers = new Map(words.map(([form], number) => [form, number]))
  const labels = documentWeight > 0 ? counts.labels : new Map<string, number>()
  const wordLabels = wordWeight > 0 ? await readWordLabels(files.wordLabels!(), numbers, labels) : undefined
  const targets = targetWeightOf(options) > 0 ? targetsAmong(labels, read.targets ?? []) : []
  const tags = documentWeight > 0 && read.documentTags
  const named = labels.size
  const { documents } = counts
  const labelsPerDocument = documentWeight > 0 ? counts.mostLabels + Number(tags) : 0
  const reserved = reserveCorpus(
    {
      tokens: words.reduce((sum, [, occurrences]) => sum + occurrences, 0),
      documents,
      longest: counts.longest,
      words: words.length,
      labelsPerDocument,
      labelCount: named + (tags ? documents : 0),
      hasWordLabels: wordLabels !== undefined,
      targets: targets.length,
    },
    Uint32Array.from(words, ([, occurrences]) => occurrences),
    options,
  )
  const { corpus } = reserved
  if (wordLabels) corpus.wordLabels!.set(wordLabels)
  corpus.targets?.set(targets)
  corpus.labels.fill(NO_LABEL)
  const names = [...labels.keys()]
  let document = 0
  let length = 0
  for await (const { forms, own, line } of documentsOf(needed, read)) {
    for (const form of forms) {
      const number = numbers.get(form)
      if (number !== undefined) corpus.tokens[length++] = number
    }
    const at = document * labelsPerDocument
    if (documentWeight > 0) for (const [n, label] of own.entries()) corpus.labels[at + n] = labels.get(label)!
    if (tags) {
      corpus.labels[at + counts.mostLabels] = named + document
      names.push(`document:${line}`)
    }
    document++
    corpus.offsets[document] = length
  }
  if (document !== documents || length !== corpus.tokens.length) throw wrong('it changed while it was read')
  return { reserved, words, labels: names }
}

async function count(files: TokenFiles, read: ReadOptions): Promise<Counts> {
  const counts: Counts = { words: new Map(), labels: new Map(), documents: 0, longest: 0, mostLabels: 0 }
  for await (const { forms, own, line } of documentsOf(files, read)) {
    counts.documents++
    counts.longest = Math.max(counts.longest, forms.length)
    counts.mostLabels = Math.max(counts.mostLabels, own.length)
    for (const form of forms) counts.words.set(form, (counts.words.get(form) ?? 0) + 1)
    for (const label of own) if (!counts.labels.has(label)) counts.labels.set(label, counts.labels.size)
    if (Math.max(counts.words.size, counts.labels.size) > MOST_NAMES)
      throw wrong(`line ${line}: more than ${MOST_NAMES} different words or labels`)
  }
  return counts
}

interface Document {
  forms: string[]
  own: string[]
  /** From 1. */
  line: number
}

async function* documentsOf({ tokens, labels }: TokenFiles, { onlyLabel }: ReadOptions): AsyncGenerator<Document> {
  const labelled = labels?.()[Symbol.asyncIterator]()
  for await (const { number, text } of tokens()) {
    const beside = await labelled?.next()
    if (beside?.done) throw wrong(`there are no labels for line ${number}`)
    const own = beside ? labelsOf(beside.value) : []
    if (onlyLabel !== undefined && !own.includes(onlyLabel)) continue
    yield { forms: namesOf(text, /\s+/u, number), own, line: number }
  }
  if (labelled && !(await labelled.next()).done) throw wrong('there are labels for more lines than there are documents')
}

function labelsOf({ number, text }: TextLine): string[] {
  const own = [...new Set(namesOf(text, '\t', number))]
  if (own.length > MOST_LABELS) throw wrong(`line ${number} has more than ${MOST_LABELS} labels`)
  return own
}

/** Their numbers among the labels. */
function targetsAmong(labels: Map<string, number>, targets: readonly string[]): number[] {
  const names = [...new Set(targets.map((name) => name.normalize('NFC')))]
  if (names.length > MOST_TARGETS) throw new MalgwiError('USAGE', `More than ${MOST_TARGETS} targets. Give fewer to --targets.`)
  return names.map((name) => {
    const number = labels.get(name)
    if (number === undefined)
      throw new MalgwiError('USAGE', `No document has the label ${name}. Check --targets and the labels file.`)
    return number
  })
}

async function readWordLabels(
  lines: AsyncIterable<TextLine>,
  numbers: Map<string, number>,
  labels: Map<string, number>,
): Promise<Uint32Array> {
  const wordLabels = new Uint32Array(numbers.size).fill(NO_LABEL)
  for await (const { number, text } of lines) {
    const row = namesOf(text, '\t', number)
    if (row.length === 0) continue
    const [form, label] = row
    if (label === undefined || row.length > 2) throw wrong(`line ${number} of the word labels is not a word, a tab and a label`)
    const word = numbers.get(form!)
    if (word === undefined) continue
    if (!labels.has(label)) labels.set(label, labels.size)
    wordLabels[word] = labels.get(label)!
  }
  return wordLabels
}

function namesOf(text: string | null, separator: string | RegExp, line: number): string[] {
  if (text === null) throw wrong(`line ${line} is too long`)
  const names = text
    .normalize('NFC')
    .split(separator)
    .filter((name) => name !== '')
  if (text.length > LONGEST_NAME && names.some((name) => name.length > LONGEST_NAME))
    throw wrong(`line ${line} has a word or label of more than ${LONGEST_NAME} characters`)
  return names
}

function wrong(detail: string): MalgwiError {
  return new MalgwiError('VECTORS_TOKENS', detail)
}
