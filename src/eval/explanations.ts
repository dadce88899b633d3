import { MalgwiError } from '../errors.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { eraseWords } from '../nlp/explain/faithfulness/erasure.js'
import { kendallTauB } from '../nlp/explain/faithfulness/ranks.js'
import { heatOfWords, wordsOf } from '../nlp/explain/faithfulness/words.js'
import type { Explanation, Method, TrainedModel } from '../nlp/explain/method.js'
import { LONGEST_TEXT, type Tokenizer } from '../nlp/text/tokenizer.js'
import { resamples } from './bootstrap.js'
import { ERASURES, eraseByHeat, LONG_REVIEW } from './explanations/erase.js'
import { emptyValues, figuresOf, type MethodFigures, type Values } from './explanations/figures.js'
import { agreementOf, compareWithMarks, type MarkedFigures, type MarkedSentence } from './explanations/marked.js'
import { checkSanity, type ExplainedReview, type Open, type Sanity } from './explanations/sanity.js'

/** What explanations are measured on. */
export interface Explained {
  trained: TrainedModel
  tokenizer: Tokenizer
  /** In the order of the classes. */
  targets: readonly string[]
  encoder: Pick<Encoder, 'logits' | 'calibration'>
  open: Open
}

export interface ExplanationsOptions {
  methods: readonly Method[]
  /** Of the random baseline, the random weights and the bootstrap. */
  seed: number
  marked?: readonly MarkedSentence[]
}

export interface ReportedMethod extends MethodFigures {
  sanity: Sanity
  /** Beside integrated gradients, where they were measured: comprehensiveness (`aopc`) and milliseconds as shares of theirs. */
  ofIntegratedGradients?: { comprehensiveness: number; milliseconds: number }
  marked?: MarkedFigures
}

export interface ExplanationsReport {
  /** Reviews measured, those of 20 morphemes or more among them, and those without a word, which are left out. */
  reviews: number
  long: number
  wordless: number
  /** Reviews that sanity was checked on, the first of those drawn. */
  sanityReviews: number
  methods: Partial<Record<Method, ReportedMethod>>
  random: ReportedMethod
  /** Sentences marked by hand, and F1 of the markers with each other. */
  marked?: { sentences: number; agreement: number }
}

export type Progress = (step: 'explain' | 'sanity', done: number, total: number) => void

const SANITY_REVIEWS = 200
/** What is run for the first time is compiled on the way. */
const WARM_UP = 5

/**
 * Measures how faithful explanations are. A review is read as a whole, titles included, and explained for the class that it is read as;
 * its words are then taken out in the order of their heat. A word is an eojeol, a negation and what it negates together being one; heat is
 * summed to it. To take a word out is to leave its morphemes out and read the rest again.
 *
 * @throws MalgwiError CORPUS_EMPTY where no text has a word; METHOD_NOT_APPLICABLE; MODEL_…
 */
export async function evaluateExplanations(
  explained: Explained,
  texts: readonly string[],
  options: ExplanationsOptions,
  onProgress: Progress = () => {},
): Promise<ExplanationsReport> {
  const { tokenizer, trained, open, targets } = explained
  const { seed, marked } = options
  const utterances = texts.map((text) => tokenizer.analyse(text.slice(0, LONGEST_TEXT)))
  const documents = utterances.map(wordsOf).filter(({ count }) => count > 0)
  if (documents.length === 0) throw new MalgwiError('CORPUS_EMPTY', `${texts.length} reviews, none of them with a word`)
  const methods = [...new Set<Method>([...options.methods, 'random'])]
  const explainers = new Map<Method, Explanation>()
  try {
    for (const method of new Set<Method>([...methods, 'occlusion'])) explainers.set(method, await open(method, trained, seed))
    const { values, kept } = await measure(explained, documents, methods, explainers, onProgress)
    const asked = new Map(methods.map((method) => [method, explainers.get(method)!]))
    const byMarks = marked && (await compareWithMarks(marked, targets, (text) => tokenizer.analyse(text), asked))
    const sanity = await checkSanity(trained, methods, kept, {
      seed,
      open,
      onProgress: (done, total) => onProgress('sanity', done, total),
    })
    const draws = resamples(documents.length, seed)
    const random = values.get('random')!
    const reported = (method: Method): ReportedMethod => ({
      ...figuresOf(values.get(method)!, method === 'random' ? undefined : random, draws),
      sanity: sanity.get(method)!,
      ...(byMarks ? { marked: byMarks.get(method)! } : {}),
    })
    const found = Object.fromEntries(methods.filter((method) => method !== 'random').map((method) => [method, reported(method)]))
    return {
      reviews: documents.length,
      long: documents.filter(({ morphemes }) => morphemes.length >= LONG_REVIEW).length,
      wordless: texts.length - documents.length,
      sanityReviews: kept.length,
      methods: besideIntegratedGradients(found),
      random: reported('random'),
      ...(marked ? { marked: { sentences: marked.length, agreement: agreementOf(marked) } } : {}),
    }
  } finally {
    for (const explainer of explainers.values()) await explainer.release()
  }
}

/** Review by review, all methods on each: what else the machine is doing weighs on all of them alike. */
async function measure(
  { encoder }: Explained,
  documents: readonly ReturnType<typeof wordsOf>[],
  methods: readonly Method[],
  explainers: ReadonlyMap<Method, Explanation>,
  onProgress: Progress,
): Promise<{ values: Map<Method, Values>; kept: ExplainedReview[] }> {
  const values = new Map(methods.map((method) => [method, emptyValues(documents.length)]))
  const kept: ExplainedReview[] = []
  const warm = documents.slice(0, WARM_UP)
  for (const explainer of explainers.values()) for (const one of warm) await explainer.explain([one.morphemes], [0], [one.wordOf])
  for (const [at, words] of documents.entries()) {
    const erasure = await eraseWords(words, encoder)
    const heats = new Map<Method, Float32Array>()
    for (const [method, explainer] of explainers) {
      const from = performance.now()
      const [heat] = await explainer.explain([words.morphemes], [erasure.label], [words.wordOf])
      const own = values.get(method)
      if (own) own.milliseconds[at] = performance.now() - from
      heats.set(method, heat)
    }
    const byWord = methods.map((method) => heatOfWords(words, heats.get(method)!))
    const occluded = heatOfWords(words, heats.get('occlusion')!)
    const figures = await eraseByHeat(byWord, words.morphemes.length, erasure)
    for (const [i, method] of methods.entries()) {
      const own = values.get(method)!
      for (const side of ['comprehensiveness', 'sufficiency'] as const) {
        for (const name of ERASURES) own[side][name][at] = figures[i][side][name]
      }
      own.flips[at] = figures[i].flips
      own.kendall[at] = kendallTauB(byWord[i], occluded)
    }
    if (at < SANITY_REVIEWS) kept.push({ words, label: erasure.label, heats })
    onProgress('explain', at + 1, documents.length)
  }
  return { values, kept }
}

function besideIntegratedGradients(found: Partial<Record<Method, ReportedMethod>>): Partial<Record<Method, ReportedMethod>> {
  const theirs = found['integrated-gradients']
  if (!theirs) return found
  const share = (own: ReportedMethod) => ({
    comprehensiveness: own.comprehensiveness.aopc.mean! / theirs.comprehensiveness.aopc.mean!,
    milliseconds: own.milliseconds.mean! / theirs.milliseconds.mean!,
  })
  return Object.fromEntries(Object.entries(found).map(([name, own]) => [name, { ...own, ofIntegratedGradients: share(own) }]))
}
