import { MalgwiError } from '../../errors.js'
import { MOST_TARGETS, NO_LABEL } from './corpus.js'
import { type Reserved, reserveCorpus } from './memory.js'
import { inputsOf, targetWeightOf } from './objective.js'
import type { Target2VecOptions } from './options.js'
import { ByteLines } from './reading/byte-lines.js'
import { countNames, frequent, OwnLabels } from './reading/count.js'
import { NameTable } from './reading/name-table.js'
import { namesOf } from './reading/names.js'
import { type DocumentFiles, visitDocuments } from './reading/visit.js'
import { wrong } from './reading/wrong.js'

/**
 * Files to train on, as chunks of UTF-8, each of which may be overwritten once the next one is asked for. Each function reads its file
 * from the start, and `tokens` (a document a line, its tokens separated by white space) and `labels` (as many lines: the labels of each
 * document, separated by tabs) are called twice.
 */
export interface TokenFiles extends DocumentFiles {
  /** A word, a tab and its label E(w) a line. */
  wordLabels?: () => AsyncIterable<Uint8Array>
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
  const counts = await countNames(needed, read.onlyLabel)
  const { forms, documents } = counts
  if (documents === 0 && read.onlyLabel !== undefined)
    throw new MalgwiError('USAGE', `No document has the label ${read.onlyLabel}. Check --only-label and the labels file.`)
  const { words, numbers } = frequent(forms, read.minimumCount)
  if (forms.size === 0) throw new MalgwiError('VECTORS_TOKENS', 'there is no text in it')
  if (words.length === 0) throw new MalgwiError('USAGE', `No word occurs ${read.minimumCount} times. Give a lower --min-count.`)

  const labels = documentWeight > 0 ? counts.labels : new NameTable()
  const numberOf = (form: string) => numbers[forms.findText(form)] ?? -1
  const wordLabels = wordWeight > 0 ? await readWordLabels(files.wordLabels!(), words.length, numberOf, labels) : undefined
  const targets = targetWeightOf(options) > 0 ? targetsAmong(labels, read.targets ?? []) : []
  const tags = documentWeight > 0 && read.documentTags
  const named = labels.size
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
  const names = Array.from({ length: named }, (_, label) => labels.text(label))
  const own = new OwnLabels()
  let document = 0
  let length = 0
  let strangers = 0
  await visitDocuments(needed, read.onlyLabel, {
    label: (bytes, from, to, hash) => {
      if (documentWeight === 0) return
      const label = labels.find(bytes, from, to, hash)
      if (label < 0) strangers++
      else own.add(label)
    },
    token: (bytes, from, to, hash) => {
      const form = forms.find(bytes, from, to, hash)
      if (form < 0) strangers++
      else if (numbers[form]! >= 0) corpus.tokens[length++] = numbers[form]!
    },
    end: (line) => {
      const at = document * labelsPerDocument
      for (let n = 0; n < own.count; n++) corpus.labels[at + n] = own.labels[n]!
      own.count = 0
      if (tags) {
        corpus.labels[at + counts.mostLabels] = named + document
        names.push(`document:${line}`)
      }
      // The kernel's rooms are as long as the longest document was.
      if (length - corpus.offsets[document]! > counts.longest) strangers++
      document++
      corpus.offsets[document] = length
    },
  })
  if (document !== documents || length !== corpus.tokens.length || strangers > 0) throw wrong('it changed while it was read')
  return { reserved, words, labels: names }
}

/** Their numbers among the labels. */
function targetsAmong(labels: NameTable, targets: readonly string[]): number[] {
  const names = [...new Set(targets.map((name) => name.normalize('NFC')))]
  if (names.length > MOST_TARGETS) throw new MalgwiError('USAGE', `More than ${MOST_TARGETS} targets. Give fewer to --targets.`)
  return names.map((name) => {
    const number = labels.findText(name)
    if (number < 0) throw new MalgwiError('USAGE', `No document has the label ${name}. Check --targets and the labels file.`)
    return number
  })
}

/** The label of each word, [words]; `numberOf` gives a word's number, −1 where there is none, and new names are added to `labels`. */
async function readWordLabels(
  chunks: AsyncIterable<Uint8Array>,
  words: number,
  numberOf: (form: string) => number,
  labels: NameTable,
): Promise<Uint32Array> {
  const wordLabels = new Uint32Array(words).fill(NO_LABEL)
  const lines = new ByteLines(chunks)
  try {
    while (lines.step() || (await lines.fill())) {
      const row = namesOf(lines, 'tab')
      if (row.length === 0) continue
      const [form, label] = row
      if (label === undefined || row.length > 2)
        throw wrong(`line ${lines.number} of the word labels is not a word, a tab and a label`)
      const word = numberOf(form!)
      if (word >= 0) wordLabels[word] = labels.addText(label)
    }
  } finally {
    await lines.close()
  }
  return wordLabels
}
