import type { TokenForm } from '../text/morpheme.js'
import { readPieces, wordPieceOf } from './bert/fine-tuning.js'
import type { Cleaning } from './bert/words.js'
import type { EncoderConfig } from './kinds/kind.js'
import { type Reader, readDocument, readSentences } from './readings.js'
import type { Vocabulary } from './vocabulary.js'

/** What serving has to know of an encoder's sizes. */
export type ServedConfig = Pick<EncoderConfig, 'maxLength'> &
  Partial<Pick<EncoderConfig, 'kind' | 'padding' | 'sentences'>> & {
    /** Of the texts before they are cut in word pieces, where a kind reads those. */
    cleaning?: Cleaning
  }

/** How an encoder of our own reads documents. */
export function readerOf({ kind, maxLength, sentences, cleaning }: ServedConfig, vocabulary: Vocabulary): Reader {
  if (kind === 'cnn-document' && sentences) return readSentences({ sentences, words: maxLength })
  return cleaning ? readPieces(wordPieceOf(vocabulary, cleaning), maxLength) : readDocument(maxLength)
}

/** Which tokens of a document are read: 0 for those that are not. */
export function tokensRead(read: Reader, tokens: readonly TokenForm[]): Float32Array {
  const seen = new Float32Array(tokens.length)
  const { rows, spread } = read(tokens)
  for (const [s, { length }] of rows.entries()) spread(s, new Float32Array(Math.max(1, length)).fill(1), seen)
  return seen
}
