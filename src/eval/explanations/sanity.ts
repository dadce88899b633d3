import { spearman } from '../../nlp/explain/faithfulness/ranks.js'
import { reinitialised, type Stage, stagesOf } from '../../nlp/explain/faithfulness/reinitialise.js'
import { heatOfWords, type Words } from '../../nlp/explain/faithfulness/words.js'
import type { Explanation, Method, TrainedModel } from '../../nlp/explain/method.js'
import { meanOf } from '../bootstrap.js'

/** How alike the heat of a trained encoder and of one with random weights is. */
export interface SanityFigures {
  /** |mean over reviews of Spearman's ρ| over a review's morphemes, averaged over draws of random weights. */
  rho: number | null
  /** The same over its words, to which heat is summed. */
  wordRho: number | null
  /** Mean over reviews of |ρ| over words: about 0.4 by chance in a review of six words. */
  absoluteWordRho: number | null
}

export type Sanity = Partial<Record<Stage, SanityFigures>>

/** A review that was explained by the trained encoder. */
export interface ExplainedReview {
  words: Words
  label: number
  /** Heat of its morphemes by each method. */
  heats: ReadonlyMap<Method, Float32Array>
}

/** Opens an encoder to be explained; `seed` is that of the random baseline. */
export type Open = (method: Method, trained: TrainedModel, seed: number) => Promise<Explanation>

/** Draws of random weights for each stage. */
const DRAWS = 3

/**
 * Re-initialises the weights of an encoder from the top down, and explains the same reviews, for the same classes (Adebayo et al. 2018,
 * section 4.1): a method that answers to what the encoder has learnt gives another heat. Random has no weights; its seed is drawn anew,
 * which shows what chance gives.
 *
 * @throws MalgwiError MODEL_…
 */
export async function checkSanity(
  trained: TrainedModel,
  methods: readonly Method[],
  reviews: readonly ExplainedReview[],
  options: { seed: number; open: Open; onProgress: (done: number, total: number) => void },
): Promise<Map<Method, Sanity>> {
  const { seed, open, onProgress } = options
  const found = new Map<Method, Sanity>(methods.map((method) => [method, {}]))
  const stages = stagesOf(trained)
  const documents = reviews.map(({ words }) => words.morphemes)
  const units = reviews.map(({ words }) => words.wordOf)
  const labels = reviews.map(({ label }) => label)
  let done = 0
  for (const stage of stages) {
    const drawn = new Map(methods.map((method) => [method, [] as Alike[]]))
    for (let draw = 1; draw <= DRAWS; draw++) {
      const random = reinitialised(trained, stage, seed + draw)
      for (const method of methods) {
        const explainer = await open(method, random, seed + draw)
        const heats = await explainer.explain(documents, labels, units)
        await explainer.release()
        drawn.get(method)!.push(alike(method, reviews, heats))
        onProgress(++done, stages.length * DRAWS * methods.length)
      }
    }
    for (const [method, all] of drawn) found.get(method)![stage] = averaged(all)
  }
  return found
}

type Alike = Record<keyof SanityFigures, number>

function alike(method: Method, reviews: readonly ExplainedReview[], heats: readonly Float32Array[]): Alike {
  const before = reviews.map((review) => review.heats.get(method)!)
  const morphemes = reviews.map((_, i) => spearman(before[i], heats[i]))
  const words = reviews.map(({ words }, i) => spearman(heatOfWords(words, before[i]), heatOfWords(words, heats[i])))
  return {
    rho: Math.abs(meanOf(morphemes)),
    wordRho: Math.abs(meanOf(words)),
    absoluteWordRho: meanOf(words.map(Math.abs)),
  }
}

function averaged(all: readonly Alike[]): SanityFigures {
  const mean = (name: keyof SanityFigures): number | null => {
    const value = meanOf(all.map((one) => one[name]))
    return Number.isFinite(value) ? value : null
  }
  return { rho: mean('rho'), wordRho: mean('wordRho'), absoluteWordRho: mean('absoluteWordRho') }
}
