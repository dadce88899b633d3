import { MalgwiError } from '../../errors.js'
import { readWordVectors } from '../target2vec/formats/word2vec/read.js'
import type { TokenForm } from '../text/morpheme.js'
import { openVocabulary, type Vocabulary, wordRows } from './vocabulary.js'

/** Where the word table may begin instead of at random. */
export interface StartWords {
  /** By row of the word table: [dimensions] each. */
  rows: Map<number, Float32Array>
  /** Words of the vocabulary that have a vector, and all of them. */
  found: number
  of: number
}

export interface StartWordsOptions {
  /** Width of the embedding. A file's vectors may be narrower only by what makes theirs a multiple of 4: zeros follow them. */
  dimensions: number
  /** The corpus's forms, most frequent first: with them a word is also found by its lemma (뻔한/adjective by 뻔하다). */
  forms?: readonly TokenForm[]
  /** The vectors' mean norm afterwards; by default that of a random start, `null` leaves them as they are. */
  norm?: number | null
}

/** Rows begin within ± this where nothing else is given. */
export const TABLE_RANGE = 0.1

/** The mean norm of rows drawn uniformly from ±TABLE_RANGE. */
const randomNorm = (dimensions: number): number => TABLE_RANGE * Math.sqrt(dimensions / 3)

/** How a word of the vocabulary was found in the file, best first. */
const MATCHES = ['surface/tag', 'surface', 'lemma', 'lower case'] as const
type Match = (typeof MATCHES)[number]

interface Claim {
  row: number
  match: number
}

/**
 * Whether a file of word vectors can be begun with at all: it is looked into, not read.
 *
 * @throws MalgwiError FILE_NOT_FOUND, WORD_VECTORS_INVALID, WORD_VECTORS_DIMENSION
 */
export async function requireStartWords(path: string, dimensions: number): Promise<void> {
  const file = await readWordVectors(path, () => false)
  file.close()
  requireWidth(path, file.dimensions, dimensions)
}

function requireWidth(path: string, width: number, dimensions: number): void {
  const fitting = Math.ceil(width / 4) * 4
  if (fitting !== dimensions)
    throw new MalgwiError('WORD_VECTORS_DIMENSION', `${path} has ${width} dimensions: say --embedding ${fitting}`)
}

/**
 * The vectors of a file for the words of a vocabulary. A word takes the vector of 'surface/tag', else of its surface, else of its
 * lemma, else of one of these in lower case; of equal ones the first in the file, which is the more frequent one as a rule.
 *
 * @throws MalgwiError FILE_NOT_FOUND, WORD_VECTORS_INVALID, WORD_VECTORS_DIMENSION
 */
export async function startWords(vocabulary: Vocabulary, path: string, options: StartWordsOptions): Promise<StartWords> {
  const { dimensions, forms = [], norm = randomNorm(dimensions) } = options
  const claims = claimsOf(vocabulary, forms)
  const inLowerCase = MATCHES.indexOf('lower case')
  const claimed = (word: string): readonly Claim[] => claims.get(word) ?? []
  const lowered = (word: string): readonly Claim[] => {
    const lower = word.toLowerCase()
    return lower === word ? [] : claimed(lower).map(({ row }) => ({ row, match: inLowerCase }))
  }
  const rows = new Map<number, Float32Array>()
  const matches = new Map<number, number>()
  const better = ({ row, match }: Claim): boolean => match < (matches.get(row) ?? MATCHES.length)

  const file = await readWordVectors(path, (word) => claimed(word).some(better) || lowered(word).some(better))
  try {
    requireWidth(path, file.dimensions, dimensions)
    for await (const { word, vector } of file.vectors) {
      const row = new Float32Array(dimensions)
      row.set(vector)
      for (const claim of [...claimed(word), ...lowered(word)].filter(better)) {
        rows.set(claim.row, row)
        matches.set(claim.row, claim.match)
      }
    }
  } finally {
    file.close()
  }
  return { rows: norm === null ? rows : scaled(rows, norm), found: rows.size, of: vocabulary.words.length }
}

/** Which rows a word of the file may fill. */
function claimsOf(vocabulary: Vocabulary, forms: readonly TokenForm[]): Map<string, Claim[]> {
  const claims = new Map<string, Claim[]>()
  const claim = (key: string, row: number, match: Match): void => {
    const own = claims.get(key)
    const one = { row, match: MATCHES.indexOf(match) }
    if (own === undefined) claims.set(key, [one])
    else own.push(one)
  }
  const { wordId } = openVocabulary(vocabulary)
  const lemmas = new Map<number, string>()
  for (const form of forms) if (!lemmas.has(wordId(form))) lemmas.set(wordId(form), form.lemma)
  const first = wordRows(vocabulary) - vocabulary.words.length
  for (const [i, word] of vocabulary.words.entries()) {
    const row = first + i
    const surface = word.slice(0, word.lastIndexOf('/'))
    const lemma = lemmas.get(row)
    claim(word, row, 'surface/tag')
    claim(surface, row, 'surface')
    if (lemma !== undefined && lemma !== surface) claim(lemma, row, 'lemma')
  }
  return claims
}

/** Brings the mean norm to `norm`: each vector keeps its length relative to the others. */
function scaled(rows: Map<number, Float32Array>, norm: number): Map<number, Float32Array> {
  let sum = 0
  for (const row of rows.values()) sum += Math.hypot(...row)
  const mean = sum / rows.size
  if (!(mean > 0)) return rows
  return new Map(Array.from(rows, ([at, row]) => [at, row.map((value) => (value * norm) / mean)]))
}
