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

/**
 * Aspects for a domain that names none: frequent nouns that tell something, one word a family, the most telling first.
 *
 * A word's worth is its share of documents times what it tells: the mutual information between its presence and the class plus
 * that between its presence and the item (over documents that have one), each divided by the entropy of its presence, so that a
 * frequent word must tell and a telling word must be used. Plain counts, no tuning: the list is meant to be read and corrected.
 */
export function discoverAspects(
  documents: CountedDocuments,
  forms: readonly TokenForm[],
  itemCount: number,
  options: Partial<DiscoverOptions> = {},
): AspectFamily[] {
  const { limit, leastShare, exclude } = { limit: 60, leastShare: 0.002, exclude: () => false, ...options }
  const words = nounNumbers(forms, exclude)
  const table = countPresence(documents, words, itemCount)
  const total = documents.offsets.length - 1
  const least = Math.max(FEWEST_DOCUMENTS, leastShare * total)
  return words.lemmas
    .map((name, word) => ({ name, worth: worthOf(table, word, total), documents: table.documents[word] }))
    .filter((candidate) => candidate.documents >= least && candidate.documents <= MOST_SHARE * total)
    .sort((a, b) => b.worth - a.worth || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => ({ name, words: [name], display: {} }))
}

interface Words {
  lemmas: string[]
  /** Word number of each form, −1 for none. */
  ofForm: Int32Array
}

function nounNumbers(forms: readonly TokenForm[], exclude: (lemma: string) => boolean): Words {
  const numbers = new Map<string, number>()
  const ofForm = new Int32Array(forms.length).fill(-1)
  forms.forEach(({ lemma, tag }, form) => {
    if ((tag !== 'noun' && tag !== 'foreign') || lemma.length < 2 || exclude(lemma)) return
    if (!numbers.has(lemma)) numbers.set(lemma, numbers.size)
    ofForm[form] = numbers.get(lemma)!
  })
  return { lemmas: [...numbers.keys()], ofForm }
}

interface Presence {
  /** Documents that hold each word, by class `[words × 3]`, by item (word → item → documents), and in all. */
  byClass: Uint32Array
  byItem: Map<number, number>[]
  documents: Uint32Array
  classes: Uint32Array
  items: Uint32Array
}

function countPresence(
  { tokens, offsets, labels, items }: CountedDocuments,
  { lemmas, ofForm }: Words,
  itemCount: number,
): Presence {
  const presence: Presence = {
    byClass: new Uint32Array(lemmas.length * 3),
    byItem: lemmas.map(() => new Map()),
    documents: new Uint32Array(lemmas.length),
    classes: new Uint32Array(3),
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
      presence.documents[word]++
      presence.byClass[word * 3 + label]++
      if (item >= 0) presence.byItem[word].set(item, (presence.byItem[word].get(item) ?? 0) + 1)
    }
  }
  return presence
}

function worthOf({ byClass, byItem, documents, classes, items }: Presence, word: number, total: number): number {
  const share = documents[word] / total
  const entropy = binaryEntropy(share)
  if (entropy === 0) return 0
  const ofClass = information(
    [...classes].map((size, label) => [size, byClass[word * 3 + label]]),
    share,
  )
  const ofItem = information(
    [...items].flatMap((size, item): [number, number][] => (size >= LEAST_OF_ITEM ? [[size, byItem[word].get(item) ?? 0]] : [])),
    share,
  )
  return (share * (ofClass + ofItem)) / entropy
}

// Σ over groups of n documents, k of which hold the word, of n/N · KL(k/n ‖ share), less what chance alone gives (Miller 1955).
function information(groups: [size: number, held: number][], share: number): number {
  let sum = 0
  let documents = 0
  for (const [size, held] of groups) {
    if (size === 0) continue
    documents += size
    if (held > 0) sum += held * Math.log(held / size / share)
    if (held < size) sum += (size - held) * Math.log((1 - held / size) / (1 - share))
  }
  return documents === 0 ? 0 : Math.max(0, (sum - (groups.length - 1) / 2) / documents)
}

const binaryEntropy = (p: number): number => (p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p))
