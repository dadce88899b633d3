import { MalgwiError } from '../../../errors.js'
import type { TokenForm } from '../../text/morpheme.js'
import { kept } from '../batches/length.js'
import { eojeolsOf, layHeat, type Piece } from '../huggingface/morphemes.js'
import { WIDENING } from '../kinds/bert.js'
import type { Reader } from '../readings.js'
import type { StartingPoint, TrainingCorpus } from '../training-state.js'
import { UNKNOWN, type Vocabulary } from '../vocabulary.js'
import type { BertConfig } from './config.js'
import { POSITIONS, TYPES, WORDS } from './parameters.js'
import { openWordPiece, type WordPiece } from './wordpiece.js'
import type { Cleaning } from './words.js'

const TAG = 'unknown'
/** Rows of padding and of the unknown word, which come before the words'. */
const FIRST_WORD = 2

/** Stands before a capital letter: the words of an encoder are in lower case. No piece has it within, since it is punctuation. */
const CAPITAL = '^'

const written = (piece: string): string =>
  piece.replace(/\p{Lu}/gu, (letter) => {
    const small = letter.toLowerCase()
    return small.toUpperCase() === letter ? CAPITAL + small : letter
  })

const pieceOf = (surface: string): string => surface.replace(/\^(\p{Ll})/gu, (_, letter: string) => letter.toUpperCase())

const formOf = (piece: string): TokenForm => ({ surface: written(piece), lemma: piece, tag: TAG, initial: false })

/** The encoder's vocabulary of a tokenizer: all of its pieces in their order, without n-grams. */
export const pieceVocabulary = ({ vocabulary }: WordPiece): Vocabulary => ({
  words: vocabulary.map((piece) => `${written(piece)}/${TAG}`),
  buckets: 1,
  ngrams: 'none',
})

/** The reverse, with what a bundle keeps besides of how the tokenizer cleans a text. */
export const wordPieceOf = ({ words }: Vocabulary, cleaning: Cleaning): WordPiece =>
  openWordPiece(
    words.map((word) => pieceOf(word.slice(0, -TAG.length - 1))),
    cleaning,
  )

/**
 * A corpus of morphemes as one of word pieces: each document's eojeols (surfaces joined, a new one where a form is `initial`) in pieces,
 * between [CLS] and [SEP], as pre-training has them. Form number and piece number are the same.
 */
export function pieceCorpus(
  corpus: Pick<TrainingCorpus, 'forms' | 'tokens' | 'offsets'>,
  wordpiece: WordPiece,
): Pick<TrainingCorpus, 'forms' | 'counts' | 'tokens' | 'offsets' | 'vocabulary'> {
  const [begin, end] = [wordpiece.special('[CLS]'), wordpiece.special('[SEP]')]
  const known = new Map<string, number[]>()
  const tokens: number[] = []
  const offsets = new Uint32Array(corpus.offsets.length)
  const add = (eojeol: string): void => {
    const ids = known.get(eojeol) ?? wordpiece.encode(eojeol).ids
    known.set(eojeol, ids)
    for (const id of ids) tokens.push(id)
  }
  for (let doc = 0; doc + 1 < offsets.length; doc++) {
    tokens.push(begin)
    let eojeol = ''
    for (let at = corpus.offsets[doc]; at < corpus.offsets[doc + 1]; at++) {
      const { surface, initial } = corpus.forms[corpus.tokens[at]]
      if (initial) add(eojeol)
      eojeol = initial ? surface : eojeol + surface
    }
    add(eojeol)
    tokens.push(end)
    offsets[doc + 1] = tokens.length
  }
  const counts = new Uint32Array(wordpiece.vocabulary.length)
  for (const id of tokens) counts[id]++
  return {
    forms: wordpiece.vocabulary.map(formOf),
    counts,
    tokens: Uint32Array.from(tokens),
    offsets,
    vocabulary: pieceVocabulary(wordpiece),
  }
}

/**
 * Reads documents of morphemes as `pieceCorpus` does, cut to `maxLength` pieces like a document that is trained on. Heat of pieces is
 * laid on the morphemes whose characters they share; that of [CLS] and [SEP] belongs to no word and is left out.
 */
export function readPieces(wordpiece: WordPiece, maxLength: number): Reader {
  const forms = wordpiece.vocabulary.map(formOf)
  const [begin, end] = [wordpiece.special('[CLS]'), wordpiece.special('[SEP]')]
  return (tokens) => {
    const { texts, places } = eojeolsOf(tokens)
    const ids = [begin]
    const pieces: (Piece | null)[] = [null]
    for (const [eojeol, text] of texts.entries()) {
      const { ids: own, starts, ends } = wordpiece.encode(text)
      for (const [i, id] of own.entries()) {
        ids.push(id)
        pieces.push({ eojeol, start: starts[i], end: ends[i] })
      }
    }
    ids.push(end)
    pieces.push(null)
    const { head, tail } = kept(ids.length, maxLength)
    const cut = <T>(all: readonly T[]): T[] => [...all.slice(0, head), ...all.slice(all.length - tail)]
    const read = cut(pieces)
    const within = read.flatMap((piece, i) => (piece === null ? [] : [i]))
    return {
      rows: [cut(ids).map((id) => forms[id])],
      spread(_, heat, into) {
        layHeat(
          within.map((i) => heat[i]),
          within.map((i) => read[i] as Piece),
          places,
          into,
        )
      },
    }
  }
}

/** The options of an encoder that is to begin with this BERT: what its shape decides. */
export const bertOptions = ({ embedding, hidden, layers, heads }: BertConfig) => ({
  kind: 'bert' as const,
  padding: 'post' as const,
  embedding,
  hidden,
  layers,
  heads,
  ngrams: 'none' as const,
})

/**
 * What fine-tuning begins with: the layers of a BERT, the positions that are used of it, and the rows of its word pieces.
 *
 * @param maxLength of the encoder, [CLS] and [SEP] included
 * @throws MalgwiError MODEL_SHAPE where the model cannot take as long texts, MODEL_KIND where its layers have another form
 */
export function startFrom(
  { config, parameters }: { config: BertConfig; parameters: Record<string, Float32Array> },
  wordpiece: WordPiece,
  maxLength: number,
): StartingPoint {
  const { embedding, hidden, intermediate, positions } = config
  if (intermediate !== WIDENING * hidden)
    throw new MalgwiError('MODEL_KIND', `intermediate_size is ${intermediate}, not ${WIDENING} times hidden_size`)
  if (positions < maxLength)
    throw new MalgwiError('MODEL_SHAPE', `texts have up to ${maxLength} pieces, max_position_embeddings is ${positions}`)
  const table = parameters[WORDS]
  const row = (id: number): Float32Array => table.subarray(id * embedding, (id + 1) * embedding)
  const used: Record<string, number> = { [POSITIONS]: maxLength * embedding, [TYPES]: embedding }
  const body = Object.entries(parameters).filter(([name]) => name !== WORDS && !name.startsWith('cls.'))
  return {
    parameters: Object.fromEntries(body.map(([name, values]) => [name, values.subarray(0, used[name] ?? values.length)])),
    words: new Map([
      [UNKNOWN, row(wordpiece.special('[UNK]'))],
      ...wordpiece.vocabulary.map((_, id) => [id + FIRST_WORD, row(id)] as const),
    ]),
  }
}
