/** No label at this place; in 16 bits its lower half. */
export const NO_LABEL = 0xffffffff

/** More would cost as much a word as all else together. */
export const MOST_TARGETS = 64

/** Numbers below 2^16 take two bytes where there are many of them. */
export type Numbers = Uint16Array | Uint32Array

/** Documents as word numbers, with their labels. */
export interface LabelledTokens {
  /** Word numbers, below wordCounts.length, document after document. */
  tokens: Numbers
  /** [documents + 1]: where each document begins in `tokens`. */
  offsets: Uint32Array
  /** [words] */
  wordCounts: Uint32Array | Float64Array
  /** [documents, labelsPerDocument]: label numbers, below labelCount, or NO_LABEL. */
  labels: Numbers
  labelsPerDocument: number
  labelCount: number
  /** [words]: E(w), a label number or NO_LABEL, for the word version. */
  wordLabels?: Uint32Array
  /** Label numbers, MOST_TARGETS at most: labels of which words predict those of their document. */
  targets?: Uint32Array
}

/** Throws RangeError where a number points outside: the kernel checks nothing. */
export function checkCorpus({
  tokens,
  offsets,
  wordCounts,
  labels,
  labelsPerDocument,
  labelCount,
  wordLabels,
  targets = new Uint32Array(0),
}: LabelledTokens): void {
  const documents = offsets.length - 1
  const refuse = (what: string) => new RangeError(`Target2Vec: ${what}`)
  if (documents < 0 || offsets[0] !== 0 || offsets[documents] !== tokens.length) throw refuse('offsets do not span the tokens')
  for (let n = 0; n < documents; n++) if (offsets[n]! > offsets[n + 1]!) throw refuse(`offsets fall at document ${n}`)
  if (labels.length !== documents * labelsPerDocument) throw refuse('labels are not documents × labelsPerDocument')
  if (wordLabels && wordLabels.length !== wordCounts.length) throw refuse('wordLabels are not one a word')
  for (const label of wordLabels ?? [])
    if (label >= labelCount && label !== NO_LABEL) throw refuse(`label ${label} of a word is no label number`)
  if (targets.length > MOST_TARGETS) throw refuse(`${targets.length} targets are more than ${MOST_TARGETS}`)
  if (new Set(targets).size < targets.length) throw refuse('a target is there twice')
  for (const label of targets) if (label >= labelCount) throw refuse(`target ${label} is no label number`)
  for (const token of tokens) if (token >= wordCounts.length) throw refuse(`token ${token} is no word number`)
  const none = labels.BYTES_PER_ELEMENT === 2 ? NO_LABEL & 0xffff : NO_LABEL
  for (const label of labels) if (label >= labelCount && label !== none) throw refuse(`label ${label} is no label number`)
}
