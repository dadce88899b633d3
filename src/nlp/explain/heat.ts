import type { Utterance } from '../text/morpheme.js'

/**
 * Sums the heat of morphemes to the eojeol they belong to.
 *
 * @param utterance the analysed text
 * @param heat one value per morpheme, signed or not, of the utterance (`[morphemes]`)
 * @returns one value per eojeol (`[eojeols]`)
 */
export function heatOfEojeols(utterance: Utterance, heat: Float32Array): Float32Array {
  const sums = new Float32Array(utterance.eojeols.length)
  utterance.morphemes.forEach((morpheme, at) => {
    sums[morpheme.eojeol] += heat[at] ?? 0
  })
  return sums
}
