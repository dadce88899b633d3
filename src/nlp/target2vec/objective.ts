import { MalgwiError } from '../../errors.js'
import type { LabelledTokens } from './corpus.js'
import type { Target2VecOptions } from './options.js'

/** What the kernel is told of an objective. */
export interface Inputs {
  /** The neighbours predict a word. */
  words: boolean
  /** All that predict do so by their mean, not each by itself. */
  mean: boolean
  /** Weight of the labels of the document. */
  documentWeight: number
  /** Weight of the labels of the neighbours. */
  wordWeight: number
}

/** The inputs of an objective: see OBJECTIVES. */
export function inputsOf({ objective, documentWeight, trainWords }: Target2VecOptions): Inputs {
  const each = { words: true, mean: false, documentWeight: 0, wordWeight: 0 }
  switch (objective) {
    case 'skip-gram':
      return each
    case 'cbow':
      return { ...each, mean: true }
    case 'pv-dbow':
      return { ...each, words: trainWords, documentWeight: 1 }
    case 'pv-dm':
      return { ...each, mean: true, documentWeight: 1 }
    case 'target2vec':
      return { ...each, documentWeight: 1 }
    case 'target2vec-word':
      return { ...each, wordWeight: 1 }
    case 'target2vec-mixed':
      return { ...each, documentWeight, wordWeight: 1 - documentWeight }
  }
}

/** How much it weighs that a word predicts the targets of its document: only the document version, or its part of a mixture, has that. */
export function targetWeightOf({ objective, targetWeight, documentWeight }: Target2VecOptions): number {
  if (objective === 'target2vec') return targetWeight
  return objective === 'target2vec-mixed' ? documentWeight * targetWeight : 0
}

/**
 * The corpus with those labels alone that the objective looks at: other label vectors would stay as they began.
 * Throws USAGE where it needs labels and there are none.
 */
export function forObjective(corpus: LabelledTokens, options: Target2VecOptions): LabelledTokens {
  const { documentWeight, wordWeight } = inputsOf(options)
  const { objective } = options
  const refuse = (what: string) => new MalgwiError('USAGE', `The objective ${objective} needs ${what}.`)
  if (wordWeight > 0 && !corpus.wordLabels) throw refuse('a label of each word')
  if (objective.startsWith('pv-') && corpus.labelsPerDocument === 0) throw refuse('a tag of each document, or labels')
  const { wordLabels, targets, ...rest } = corpus
  return {
    ...rest,
    ...(documentWeight > 0 ? {} : { labels: new Uint32Array(0), labelsPerDocument: 0 }),
    ...(wordWeight > 0 ? { wordLabels } : {}),
    ...(targetWeightOf(options) > 0 && targets?.length ? { targets } : {}),
    labelCount: documentWeight > 0 || wordWeight > 0 ? corpus.labelCount : 0,
  }
}

/** The corpus with one more label a document: a tag of its own, numbered from the old labelCount on. */
export function withDocumentTags(corpus: LabelledTokens): LabelledTokens {
  const { labels, labelsPerDocument, labelCount } = corpus
  const documents = corpus.offsets.length - 1
  const width = labelsPerDocument + 1
  const tagged = new Uint32Array(documents * width)
  for (let document = 0; document < documents; document++) {
    tagged.set(labels.subarray(document * labelsPerDocument, (document + 1) * labelsPerDocument), document * width)
    tagged[document * width + labelsPerDocument] = labelCount + document
  }
  return { ...corpus, labels: tagged, labelsPerDocument: width, labelCount: labelCount + documents }
}

/** The documents with a label, and their words' counts: one class alone, as in the talk's Doc2Vec(N). Numbers stay as they are. */
export function documentsWith(corpus: LabelledTokens, label: number): LabelledTokens {
  const { tokens, offsets, labels, labelsPerDocument } = corpus
  const labelsOf = (document: number) => labels.subarray(document * labelsPerDocument, (document + 1) * labelsPerDocument)
  const kept = Array.from({ length: offsets.length - 1 }, (_, document) => document).filter((document) =>
    labelsOf(document).includes(label),
  )
  const starts = new Uint32Array(kept.length + 1)
  for (const [n, document] of kept.entries()) starts[n + 1] = starts[n]! + offsets[document + 1]! - offsets[document]!
  const own = new Uint32Array(starts[kept.length]!)
  const ownLabels = new Uint32Array(kept.length * labelsPerDocument)
  for (const [n, document] of kept.entries()) {
    own.set(tokens.subarray(offsets[document], offsets[document + 1]), starts[n])
    ownLabels.set(labelsOf(document), n * labelsPerDocument)
  }
  const wordCounts = new Uint32Array(corpus.wordCounts.length)
  for (const token of own) wordCounts[token] = wordCounts[token]! + 1
  return { ...corpus, tokens: own, offsets: starts, labels: ownLabels, wordCounts }
}
