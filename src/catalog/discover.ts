import type { TokenForm } from '../nlp/text/morpheme.js'
import type { AspectFamily } from './aspects.js'
import type { CountedDocuments } from './counts.js'

export interface DiscoverOptions {
  /** Most families. */
  limit: number
  /** Fewest documents that hold the word, as a share of all. */
  leastShare: number
  /** Whether a lemma is (part of) an item's name, or says nothing in this domain. */
  exclude: (lemma: string) => boolean
}

/** Above this share a word is what the domain is (영화, 책), not an aspect of it. */
const MOST_SHARE = 0.25
const FEWEST_DOCUMENTS = 5
/** Items with fewer documents tell nothing of what is said about them. */
const LEAST_OF_ITEM = 20
const CLASSES = 3
/** Particles of what something is said of; not 의 and the copula: 최고의, 최고다. */
const SAID_OF = new Set(['은', '는', '이', '가', '도', '을', '를', '만', '과', '와', '에서'])

/**
 * Aspects for a domain that names none: frequent nouns that tell something, one word a family, the best first.
 *
 * A word's worth is a product of three: the share of documents that hold it; how often the particle of a topic, subject or
 * object follows it (음악이, 연기도: what something is said of; 최고, 명작 are what is said); and what its presence tells of the class
 * and of the item, as mutual information over the entropy of its presence. A word that one class says nearly alone, and that is mostly
 * not what something is said of, is no aspect but a judgement: 최악, 실망; where that begins was set by looking at such words of films and of a
 * cafe. Nothing else is tuned: the list is to be read and corrected.
 */
export function discoverAspects(
  documents: CountedDocuments,
  forms: readonly TokenForm[],
  itemCount: number,
  options: Partial<DiscoverOptions> = {},
): AspectFamily[] {
  const { limit, leastShare, exclude } = { limit: 60, leastShare: 0.002, exclude: () => false, ...options }
  const total = documents.offsets.length - 1
  const words = frequentNouns(documents, forms, exclude, Math.max(FEWEST_DOCUMENTS, leastShare * total), MOST_SHARE * total)
  const presence = countPresence(documents, words, itemCount)
  return words.lemmas
    .map((name, word) => ({ name, word, worth: words.followed[word] * telling(presence, word, total) }))
    .filter(({ word }) => !isJudgement(presence, word, words.followed[word]))
    .sort((a, b) => b.worth - a.worth || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => ({ name, words: [name], display: {} }))
}

interface Words {
  lemmas: string[]
  /** Word number of each form, −1 for none. */
  ofForm: Int32Array
  /** Share of occurrences that a particle follows. */
  followed: number[]
}

function frequentNouns(
  { tokens, offsets }: CountedDocuments,
  forms: readonly TokenForm[],
  exclude: (lemma: string) => boolean,
  least: number,
  most: number,
): Words {
  const numbers = new Map<string, number>()
  const ofForm = Int32Array.from(forms, ({ lemma, tag }) => {
    if ((tag !== 'noun' && tag !== 'foreign') || lemma.length < 2 || exclude(lemma)) return -1
    if (!numbers.has(lemma)) numbers.set(lemma, numbers.size)
    return numbers.get(lemma)!
  })
  const saidOf = forms.map(({ surface, tag, initial }) => tag === 'particle' && !initial && SAID_OF.has(surface))
  // 최악이에요: what is read as a particle is one only where the eojeol ends, or another particle follows.
  const isCopula = (next: number, end: number): boolean =>
    next < end && !forms[tokens[next]].initial && forms[tokens[next]].tag !== 'particle'
  const [documents, occurrences, followed] = [0, 1, 2].map(() => new Uint32Array(numbers.size))
  const seenIn = new Int32Array(numbers.size).fill(-1)
  for (let document = 0; document + 1 < offsets.length; document++) {
    for (let i = offsets[document]; i < offsets[document + 1]; i++) {
      const word = ofForm[tokens[i]]
      if (word < 0) continue
      occurrences[word]++
      if (i + 1 < offsets[document + 1] && saidOf[tokens[i + 1]] && !isCopula(i + 2, offsets[document + 1])) followed[word]++
      if (seenIn[word] !== document) documents[word]++
      seenIn[word] = document
    }
  }
  const lemmas = [...numbers.keys()]
  const kept = [...lemmas.keys()].filter((word) => documents[word] >= least && documents[word] <= most)
  const renumbered = new Int32Array(lemmas.length).fill(-1)
  kept.forEach((word, number) => {
    renumbered[word] = number
  })
  return {
    lemmas: kept.map((word) => lemmas[word]),
    ofForm: ofForm.map((word) => (word < 0 ? -1 : renumbered[word])),
    followed: kept.map((word) => followed[word] / occurrences[word]),
  }
}

/** Documents that hold each word, by class `[words × 3]` and by item `[words × items]`, and all documents by class and by item. */
interface Presence {
  byClass: Uint32Array
  byItem: Uint16Array
  classes: Uint32Array
  items: Uint32Array
}

function countPresence(
  { tokens, offsets, labels, items }: CountedDocuments,
  { lemmas, ofForm }: Words,
  itemCount: number,
): Presence {
  const presence: Presence = {
    byClass: new Uint32Array(lemmas.length * CLASSES),
    byItem: new Uint16Array(lemmas.length * itemCount),
    classes: new Uint32Array(CLASSES),
    items: new Uint32Array(itemCount),
  }
  const seenIn = new Int32Array(lemmas.length).fill(-1)
  for (let document = 0; document + 1 < offsets.length; document++) {
    const [label, item] = [labels[document], items[document]]
    presence.classes[label]++
    if (item >= 0) presence.items[item]++
    for (let i = offsets[document]; i < offsets[document + 1]; i++) {
      const word = ofForm[tokens[i]]
      if (word < 0 || seenIn[word] === document) continue
      seenIn[word] = document
      presence.byClass[word * CLASSES + label]++
      if (item >= 0) presence.byItem[word * itemCount + item]++
    }
  }
  return presence
}

/** A word is said so many times as often by those who disliked, or by those who liked, as by the others … */
const ONE_SIDED = 6
/** … and the particle of what something is said of follows less of it: 최악이다, where 개연성이 and 여운이 are one-sided, too. */
const LEAST_SAID_OF = 0.4

function isJudgement({ byClass, classes }: Presence, word: number, followed: number): boolean {
  // One document more in each class: a few decide nothing.
  const [low, high] = [0, 1].map((label) => (byClass[word * CLASSES + label] + 1) / (classes[label] + 1))
  return followed < LEAST_SAID_OF && Math.max(low, high) > ONE_SIDED * Math.min(low, high)
}

function telling({ byClass, byItem, classes, items }: Presence, word: number, total: number): number {
  const ofClass = [...classes].map((size, label): Group => [size, byClass[word * CLASSES + label]])
  const ofItem: Group[] = []
  for (let item = 0; item < items.length; item++)
    if (items[item] >= LEAST_OF_ITEM) ofItem.push([items[item], byItem[word * items.length + item]])
  const share = ofClass.reduce((sum, [, held]) => sum + held, 0) / total
  return (share * (information(ofClass) + information(ofItem))) / binaryEntropy(share)
}

/** Documents of a class or an item, and how many of them hold the word. */
type Group = [size: number, held: number]

// Mutual information of presence and group, Σ n/N · KL(k/n ‖ K/N), less what chance alone gives (Miller 1955).
function information(groups: readonly Group[]): number {
  const documents = groups.reduce((sum, [size]) => sum + size, 0)
  const share = groups.reduce((sum, [, held]) => sum + held, 0) / documents
  if (!(share > 0 && share < 1)) return 0
  let sum = 0
  for (const [size, held] of groups) {
    if (held > 0) sum += held * Math.log(held / size / share)
    if (held < size) sum += (size - held) * Math.log((1 - held / size) / (1 - share))
  }
  return Math.max(0, (sum - (groups.length - 1) / 2) / documents)
}

const binaryEntropy = (p: number): number => (p <= 0 || p >= 1 ? 1 : -p * Math.log(p) - (1 - p) * Math.log(1 - p))
