import type { TokenForm, Utterance } from '../text/morpheme.js'
import { heatOfEojeols } from './heat.js'
import { unitsOf } from './units.js'

/** What in a text speaks for a target, and what against it. */
export interface HeatMap {
  text: string
  target: string
  /** The eojeol in the order of the text, each with the score of the unit that it is in: the words of a unit have the same one. */
  words: HeatMapWord[]
}

export interface HeatMapWord {
  /** UTF-16 offsets into the text: start inclusive, end exclusive. */
  start: number
  end: number
  /** −1 to 1: evidence for the target is positive, against it negative; the strongest unit of a text has 1 or −1. */
  score: number
}

/** The heat of some classes on the tokens of one document, whose units are numbered: `[tokens]` for each class asked for. */
export type HeatOf = (
  tokens: readonly TokenForm[],
  units: ArrayLike<number>,
  classes: readonly number[],
) => Promise<readonly ArrayLike<number>[]>

/** Classes that are each other's opposite. */
const POLES = [0, 1]

/** The classes that a class is weighed against: a pole against the other pole; any other class (중립) against all the rest. */
export function oppositesOf(target: number, classes: number): number[] {
  const others = Array.from({ length: classes }, (_, c) => c).filter((c) => c !== target)
  return POLES.includes(target) ? others.filter((c) => POLES.includes(c)) : others
}

/**
 * Heat for a class less the mean heat of those it is weighed against: h_i = L_i^t − 1/|O| Σ_{o∈O} L_i^o. For methods that are linear in the
 * function they explain it is the heat of y^t − 1/|O| Σ y^o; for the others (a ReLU in Grad-CAM) it is what gives evidence against a sign.
 *
 * @param own heat for the class `[tokens]`
 * @param others heat of each class in O `[tokens]`; none: `own` as it is
 * @returns `[tokens]`
 */
export function signedHeat(own: ArrayLike<number>, others: readonly ArrayLike<number>[]): Float32Array {
  return Float32Array.from(own, (heat, at) => {
    const against = others.reduce((sum, other) => sum + other[at], 0)
    return others.length === 0 ? heat : heat - against / others.length
  })
}

/**
 * Sums signed heat to units (a negation and what it negates are one) and scales it by the greatest of the text.
 *
 * @param heat one signed value per morpheme of the utterance (`[morphemes]`)
 */
export function heatMapOf(utterance: Utterance, heat: Float32Array, target: string): HeatMap {
  const { text, eojeols } = utterance
  const sums = heatOfEojeols(utterance, heat)
  const units = unitsOf(utterance).map(({ from, to }) => ({
    words: eojeols.slice(from, to + 1),
    heat: sums.subarray(from, to + 1).reduce((sum, value) => sum + value, 0),
  }))
  const most = units.reduce((greatest, unit) => Math.max(greatest, Math.abs(unit.heat)), 0)
  const words = units.flatMap(({ words, heat }) =>
    words.map(({ start, end }) => ({ start, end, score: most > 0 ? heat / most : 0 })),
  )
  return { text, target, words }
}
