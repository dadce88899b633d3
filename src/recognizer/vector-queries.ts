import { setImmediate as nextTurn } from 'node:timers/promises'
import { MalgwiError } from '../errors.js'
import { context as findContext } from '../nlp/target2vec/context.js'
import { openInference } from '../nlp/target2vec/infer.js'
import { similar as findSimilar } from '../nlp/target2vec/similar.js'
import { combine, labelVector, searchWords, type WordHit, wordVector } from '../nlp/target2vec/space.js'
import type { Tokenizer } from '../nlp/text/tokenizer.js'
import { isContent, wordOf } from '../nlp/text/words.js'
import type { CatalogueItem } from './contract.js'
import { lookUp } from './look-up.js'
import { once } from './once.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'

/** What is added and subtracted. A bare name is a target where there is one of that name, else a word. */
export type Term = string | { word: string } | { label: string } | { item: string } | { texts: readonly string[] }

export type Relation = 'similar' | 'context'

export interface VectorQuery {
  add: readonly Term[]
  subtract: readonly Term[]
  k: number
  /** Input vectors of words and vectors of items are searched by cosine, output vectors (contexts) by inner product. */
  among: 'words' | 'contexts' | 'items'
  /** Whether each term is brought to length 1 first, so that all have the same say: items that few speak of have long vectors. */
  unit?: boolean
}

export interface ItemHit {
  item: CatalogueItem
  score: number
}

/** The word as the vocabulary has it (뻔하다 where 뻔한 was asked), and what is near it, best first. */
export interface WordAnswer {
  word: string
  nearest: WordHit[]
}

/** Questions to the vectors. Each throws UNKNOWN_WORD with the nearest spellings as suggestions, UNKNOWN_TARGET or UNKNOWN_ITEM. */
export interface VectorQueries {
  /** Words used like this one (`similar`), or said around it (`context`), by those who felt `target`. */
  near(word: string, options: { relation: Relation; target?: string; k: number }): WordAnswer
  /** v(word) − v(from) + v(to) among the words, where `from` and `to` are targets or words: what `word` is to `from`, the answer is to `to`. */
  analogy(word: string, options: { from: string; to: string; k: number }): WordAnswer
  /** Nearest to the sum; what was added or subtracted is not among them. Texts are inferred piece by piece, the event loop turns between. */
  query(query: VectorQuery): Promise<(WordHit | ItemHit)[]>
  /** The vector of an item that is only known by what is said of it (nlp/target2vec/infer.ts); UNKNOWN_WORD where no word is known. */
  infer(texts: readonly string[]): Promise<Float32Array>
}

interface Parts {
  catalog: Catalog
  tokenizer: Tokenizer
  vectors: OpenedVectors
}

/** Texts whose words are looked up at a time. */
const TEXTS = 8

/** A term's vector, and where it is found: its row among the words, or its number among the items. */
interface Found {
  vector: Float32Array
  row?: number
  number?: number
}

export function openVectorQueries({ catalog, tokenizer, vectors }: Parts): VectorQueries {
  const { space } = vectors
  const { dimensions } = space
  const rows = once(() => new Map(space.words.map((word, row) => [word, row])))
  const inference = once(() => openInference({ dimensions, contexts: vectors.contextVectors, counts: vectors.counts }))

  async function infer(texts: readonly string[]): Promise<Float32Array> {
    const words: number[] = []
    for (const [n, text] of texts.entries()) {
      if (n % TEXTS === TEXTS - 1) await nextTurn()
      const { morphemes } = tokenizer.analyse(text)
      words.push(...morphemes.filter(isContent).flatMap((morpheme) => rows().get(wordOf(morpheme)) ?? []))
    }
    if (words.length === 0) throw new MalgwiError('UNKNOWN_WORD', 'texts without a known word')
    const pieces = inference().inPieces(words)
    for (;;) {
      const { done, value } = pieces.next()
      if (done) return value
      await nextTurn()
    }
  }

  function ofWord(word: string): Found & { row: number } {
    const row = lookUp(space, vectors.counts, tokenizer, word)
    return { vector: wordVector(space, row), row }
  }

  function ofItem(id: string): Found {
    const number = catalog.numberOf.get(id)
    if (number === undefined) throw new MalgwiError('UNKNOWN_ITEM', `'${id}'`)
    return { vector: vectors.itemVectors.subarray(number * dimensions, (number + 1) * dimensions), number }
  }

  /** What is known by its name. */
  function known(term: Exclude<Term, { texts: readonly string[] }>): Found {
    if (typeof term === 'string') {
      const name = term.normalize('NFC')
      return Object.hasOwn(space.labels, name) ? { vector: labelVector(space, name) } : ofWord(term)
    }
    if ('word' in term) return ofWord(term.word)
    return 'label' in term ? { vector: labelVector(space, term.label.normalize('NFC')) } : ofItem(term.item)
  }

  async function query({ add, subtract, ...options }: VectorQuery): Promise<(WordHit | ItemHit)[]> {
    const found: Found[] = []
    for (const term of [...add, ...subtract])
      found.push(typeof term === 'object' && 'texts' in term ? { vector: await infer(term.texts) } : known(term))
    return nearest(found, { added: add.length, ...options })
  }

  /** @param added how many of those found are added; the others are subtracted */
  function nearest(
    found: readonly Found[],
    { added, k, among, unit = false }: Pick<VectorQuery, 'k' | 'among' | 'unit'> & { added: number },
  ): (WordHit | ItemHit)[] {
    const parts = found.map(({ vector }, n) => {
      const length = unit ? Math.hypot(...vector) || 1 : 1
      return [vector, (n < added ? 1 : -1) / length] as const
    })
    const sum = combine(parts, dimensions)
    if (among === 'items') {
      const asked = new Set(found.map(({ number }) => number))
      const hits = vectors.items.search(sum, k, (number) => !asked.has(number))
      return hits.map(({ id, score }) => ({ item: catalog.items[id], score }))
    }
    const asked = found.flatMap(({ row }) => row ?? [])
    return searchWords(space, vectors[among].search, sum, k, asked)
  }

  return {
    near(word, { relation, target, k }) {
      const row = ofWord(word).row
      const asked = space.words[row]
      const options = { target: target?.normalize('NFC'), k }
      const hits =
        relation === 'similar'
          ? findSimilar(space, vectors.words.search, asked, options)
          : findContext(space, vectors.contexts.search, asked, options)
      return { word: asked, nearest: hits }
    },
    analogy(word, { from, to, k }) {
      const found = [{ word }, to, from].map(known)
      const hits = nearest(found, { added: 2, k, among: 'words' })
      return { word: space.words[found[0].row!], nearest: hits as WordHit[] }
    },
    query,
    infer,
  }
}
