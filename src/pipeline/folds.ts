import { createHash } from 'node:crypto'
import { normalise } from '../nlp/text/normalise.js'

/** A fold's number is stored in a byte. */
export const MOST_FOLDS = 255

/** What stays of a text that its copies share: letters and digits in lower case, runs folded; all of it where there are none. */
function essence(text: string): string {
  const { text: folded } = normalise(text)
  return folded.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '') || folded
}

/**
 * The fold of each text, drawn by a hash of the text rather than of the review's id: copies that differ in spaces, punctuation and
 * case at most are in one fold, so that an encoder that reads a review has seen none of its twins.
 *
 * @param folds 1 to 255
 * @returns `[texts]`, each 0 … folds − 1
 */
export function foldsOf(texts: readonly string[], folds: number, seed: number): Uint8Array {
  return Uint8Array.from(texts, (text) => {
    const hash = createHash('sha1')
      .update(`${seed}\n${essence(text)}`)
      .digest()
    return Math.floor((hash.readUInt32LE(0) / 2 ** 32) * folds)
  })
}
