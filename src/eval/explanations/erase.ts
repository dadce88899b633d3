import { type Bounds, boundsOf, normalised, sufficiencyBounds, widened } from '../../nlp/explain/faithfulness/bounds.js'
import {
  allBins,
  aopc,
  type Bins,
  comprehensiveness,
  firstOf,
  hottestFirst,
  shareBins,
  sufficiency,
  topBins,
} from '../../nlp/explain/faithfulness/curves.js'
import type { Erasure } from '../../nlp/explain/faithfulness/erasure.js'

/** From so many morphemes on, shares of a review are taken out as well. */
export const LONG_REVIEW = 20

/** Comprehensiveness or sufficiency of one method on one review; NaN where the review is too short, or its orders all alike. */
export const ERASURES = [
  'top1',
  'top2',
  'top3',
  'aopc',
  'aopcNormalised',
  'share20',
  'share50',
  'shareAopc',
  'shareAopcNormalised',
  'curve',
  'curveNormalised',
] as const
export type Erased = Record<(typeof ERASURES)[number], number>

export interface ErasureFigures {
  comprehensiveness: Erased
  sufficiency: Erased
  /** 1 where the review is read as another class without its hottest word, else 0. */
  flips: number
}

type Side = 'comprehensiveness' | 'sufficiency'
const CURVE = { comprehensiveness, sufficiency }
const BOUNDS = { comprehensiveness: boundsOf, sufficiency: sufficiencyBounds }

/** The curves of several orders, their AOPC, and that between the bounds of the review; bounds hold for the orders measured, too. */
async function areas(side: Side, orders: readonly (readonly number[])[], bins: Bins, falls: Erasure['falls']) {
  const curves: (readonly number[])[] = []
  for (const order of orders) curves.push(await CURVE[side](order, bins, falls))
  const raw = curves.map(aopc)
  const bounds: Bounds = widened(await BOUNDS[side](orders[0].length, bins, falls), raw)
  return curves.map((curve, i) => ({ curve, aopc: raw[i], normalised: normalised(raw[i], bounds) }))
}

async function erased(side: Side, orders: readonly (readonly number[])[], long: boolean, { falls }: Erasure): Promise<Erased[]> {
  const words = orders[0].length
  const top = await areas(side, orders, topBins(words), falls)
  const all = await areas(side, orders, allBins(words), falls)
  const shares = long ? await areas(side, orders, shareBins(words), falls) : undefined
  return orders.map((_, i) => ({
    top1: top[i].curve[0],
    top2: top[i].curve[1],
    top3: top[i].curve[2],
    aopc: top[i].aopc,
    aopcNormalised: top[i].normalised,
    share20: shares?.[i].curve[0] ?? Number.NaN,
    share50: shares?.[i].curve[1] ?? Number.NaN,
    shareAopc: shares?.[i].aopc ?? Number.NaN,
    shareAopcNormalised: shares?.[i].normalised ?? Number.NaN,
    curve: all[i].aopc,
    curveNormalised: all[i].normalised,
  }))
}

/**
 * What becomes of one review as words are taken out in the order of their heat, for several methods.
 *
 * @param heats heat of the review's words for each method
 * @param morphemes how many the review has
 * @throws MalgwiError MODEL_RUN_FAILED
 */
export async function eraseByHeat(
  heats: readonly ArrayLike<number>[],
  morphemes: number,
  erasure: Erasure,
): Promise<ErasureFigures[]> {
  const orders = heats.map(hottestFirst)
  const long = morphemes >= LONG_REVIEW
  const comprehensive = await erased('comprehensiveness', orders, long, erasure)
  const sufficient = await erased('sufficiency', orders, long, erasure)
  const figures: ErasureFigures[] = []
  for (const [i, order] of orders.entries()) {
    const flips = Number(await erasure.flips(firstOf(order, 1)))
    figures.push({ comprehensiveness: comprehensive[i], sufficiency: sufficient[i], flips })
  }
  return figures
}
