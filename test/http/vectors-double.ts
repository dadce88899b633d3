import type { Tokenizer } from '#src/nlp/text/tokenizer.js'
import type { Catalog } from '#src/recognizer/open-catalog.js'
import type { OpenedVectors } from '#src/recognizer/open-vectors.js'
import { openVectorQueries } from '#src/recognizer/vector-queries.js'
import { FILMS } from '../bot/double.js'

/** Axes: story, music, praise, blame. */
const DIMENSIONS = 4
const WORDS: Record<string, readonly number[]> = {
  이야기: [1, 0, 0, 0],
  줄거리: [0.9, 0.1, 0.1, 0.1],
  음악: [0, 1, 0, 0],
  최고: [0, 0, 1, 0],
  최악: [0, 0, 0, 1],
  따뜻하다: [0.5, 0, 0.6, 0],
  뻔하다: [0.5, 0, 0, 0.6],
}
const ITEMS: Record<string, readonly number[]> = { '1': [0.2, 0, 0, 2], '3': [0, 0.9, 0.4, 0], '4': [0.1, 1, 0.5, 0] }

const matrix = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat())
const words = Object.keys(WORDS)
const vectors = matrix(Object.values(WORDS))
const itemVectors = matrix(Object.values(ITEMS))
const items = FILMS.filter(({ id }) => Object.hasOwn(ITEMS, id))

/** An index that compares with every row. */
function search(rows: Float32Array, cosine: boolean) {
  return (query: Float32Array, k: number, filter: (id: number) => boolean = () => true) => {
    const found: { id: number; score: number }[] = []
    for (let id = 0; id * DIMENSIONS < rows.length; id++) {
      const row = rows.subarray(id * DIMENSIONS, (id + 1) * DIMENSIONS)
      const scale = cosine ? Math.hypot(...row) * Math.hypot(...query) : 1
      if (filter(id) && scale > 0) found.push({ id, score: row.reduce((sum, x, d) => sum + x * query[d]!, 0) / scale })
    }
    return found.sort((a, b) => b.score - a.score).slice(0, k)
  }
}

/** Seven words, two targets and three films of the double, with the words themselves as what is said around. */
export const vectorQueries = openVectorQueries({
  catalog: { items, numberOf: new Map(items.map(({ id }, number) => [id, number])) } as unknown as Catalog,
  tokenizer: {
    analyse: (text: string) => ({
      morphemes: text.split(/\s+/).map((lemma) => ({ lemma: lemma === '뻔한' ? '뻔하다' : lemma, tag: 'noun' })),
    }),
  } as unknown as Tokenizer,
  vectors: {
    space: {
      words,
      dimensions: DIMENSIONS,
      vectors,
      labels: { 부정: Float32Array.of(0, 0, 0, 1), 긍정: Float32Array.of(0, 0, 1, 0) },
    },
    counts: words.map(() => 10),
    contextVectors: vectors,
    itemVectors,
    words: { search: search(vectors, true) },
    contexts: { search: search(vectors, false) },
    items: { search: search(itemVectors, true) },
  } as unknown as OpenedVectors,
})
