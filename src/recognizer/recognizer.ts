import { aspectNamed } from '../catalog/aspect-named.js'
import { familyOfWords } from '../catalog/aspects.js'
import { COMPLAINED, PRAISED, talliesOf } from '../catalog/counts.js'
import { factsOf } from '../catalog/facts.js'
import { findObjectPhrase } from '../catalog/object-phrase.js'
import type { TitleRecogniser } from '../catalog/titles.js'
import { openWishes } from '../catalog/wish.js'
import { NO_WISH_WORDS, plainWords, type WishWords } from '../catalog/wish-words.js'
import { MalgwiError } from '../errors.js'
import { probabilities } from '../nlp/encoder/calibrate.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { heatOfEojeols } from '../nlp/explain/heat.js'
import { hotSpans } from '../nlp/explain/spans.js'
import { combine } from '../nlp/target2vec/space.js'
import type { Utterance } from '../nlp/text/morpheme.js'
import type { Tokenizer } from '../nlp/text/tokenizer.js'
import type { AspectOffer, ObjectReference, Target } from './analysis.js'
import type { Recognizer } from './contract.js'
import { type AspectTable, type ItemMentions, offerAspects } from './offers.js'
import { once } from './once.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'
import { openAspectOpinions } from './opinions.js'
import { openRecommending } from './recommending.js'

export interface RecognizerParts {
  encoder: Encoder
  tokenizer: Tokenizer
  catalog: Catalog
  vectors: OpenedVectors
  titles: TitleRecogniser
  /** How wishes are said in the domain. */
  wishes?: WishWords
}

interface Span {
  start: number
  end: number
}

/** Aspects that an analysis offers. */
const OFFERS = 6
/** Context words asked for; the aspects among them are offered. */
const CONTEXT_WORDS = 1_000
/** Score from which a phrase drives a reading as little as a title. */
const NAMED = 0.9
const NEGATIVE = 0
const POSITIVE = 1
const CLASSES = 3
/** Words written in at least this many reviews name nothing by themselves ('어제 봤는데'). */
const COMMON_COUNT = 3_000
/** Words written in fewer may be names wherever they stand (기생충 is in 20, 티비 in 1,678). */
const RARE_COUNT = 150

/** Makes a recogniser of opened parts. */
export function makeRecognizer(parts: RecognizerParts): Recognizer {
  const { encoder, tokenizer, catalog, vectors, titles, wishes: wishWords = NO_WISH_WORDS } = parts
  const { domain, items, numberOf, counts } = catalog
  const { space } = vectors
  const aspectOfWord = familyOfWords(domain.aspects, space.words)
  const facts = once(() => factsOf(items, wishWords))
  const wishes = once(() => openWishes(wishWords, facts(), items, domain.aspects))
  const aspectOpinions = openAspectOpinions(domain.aspects, encoder, domain.targets)
  const aspects = new Map(domain.aspects.map(({ name }, number) => [name, number]))
  const countOf = new Map(space.words.map((word, row) => [word, vectors.counts[row]]))
  // What wishes are said with names no film by itself: '중국 영화', '90년대 액션 영화'.
  const common = new Set([...space.words.filter((_, word) => vectors.counts[word] >= COMMON_COUNT), ...plainWords(wishWords)])
  const aspectWords = new Set(domain.aspects.flatMap(({ words }) => words))
  const phraseOptions = {
    hints: domain.titles,
    isAspect: (lemma: string) => aspectWords.has(lemma),
    isCommon: (lemma: string) => common.has(lemma),
    isRare: (lemma: string) => (countOf.get(lemma) ?? 0) < RARE_COUNT,
  }
  const everything: AspectTable = {
    names: domain.aspects.map(({ name }) => name),
    ofWord: aspectOfWord,
    praised: column(counts.totals, PRAISED),
    complained: column(counts.totals, COMPLAINED),
    positiveReviews: counts.allReviews[PRAISED],
    negativeReviews: counts.allReviews[COMPLAINED],
  }

  function findObject(utterance: Utterance): { object: ObjectReference; title: Span | null; name: Span | null } {
    const [match] = titles.recognise(utterance)
    if (match) {
      const { item, text, score } = match
      return { object: { kind: 'item', id: item.id, text, title: item.title, score }, title: match, name: match }
    }
    const phrase = findObjectPhrase(utterance, phraseOptions)
    if (!phrase) return { object: { kind: 'none', id: null, text: null, title: null, score: 0 }, title: null, name: null }
    const { text, score } = phrase
    return { object: { kind: 'phrase', id: null, text, title: null, score }, title: null, name: score >= NAMED ? phrase : null }
  }

  function mentionsOf(item: number): ItemMentions {
    return {
      ...talliesOf(counts, item),
      positiveReviews: counts.reviews[item * CLASSES + PRAISED],
      negativeReviews: counts.reviews[item * CLASSES + COMPLAINED],
    }
  }

  /**
   * v(item) + v(target) + the words of a phrase, as far as the vectors know them. The item is brought to the target's length: items
   * that few reviews speak of have longer vectors, which would leave the target no say.
   */
  function queryFor(item: number, target: string, phrase: readonly string[]): Float32Array {
    const { dimensions } = space
    const parts: [Float32Array, number][] = [[space.labels[target], 1]]
    if (item >= 0) {
      const vector = vectors.itemVectors.subarray(item * dimensions, (item + 1) * dimensions)
      parts.push([vector, Math.hypot(...space.labels[target]) / (Math.hypot(...vector) || 1)])
    }
    for (const word of phrase) {
      const row = space.words.indexOf(word)
      if (row >= 0) parts.push([space.vectors.subarray(row * dimensions, (row + 1) * dimensions), 1 / phrase.length])
    }
    return combine(parts, dimensions)
  }

  function offers(item: number, target: string, limit: number, phrase: readonly string[] = []): AspectOffer[] {
    const pole = domain.targets.indexOf(target)
    if (pole < 0) throw new MalgwiError('UNKNOWN_TARGET', `'${target}'; known are ${domain.targets.join(', ')}`)
    const hits = vectors.contexts.search(queryFor(item, target, phrase), CONTEXT_WORDS)
    const known = pole === NEGATIVE || pole === POSITIVE ? pole : null
    return offerAspects(hits, everything, item < 0 ? null : mentionsOf(item), known, limit)
  }

  return {
    domain: domain.name,
    targets: domain.targets,

    async analyse(text) {
      if (text.trim() === '') throw new MalgwiError('TEXT_EMPTY')
      const utterance = tokenizer.analyse(text)
      const { object, title, name } = findObject(utterance)
      // A title says nothing of whether it was liked: 〈최악의 하루〉 can be praised. What may be one is read, and drives nothing.
      const read = utterance.morphemes.map((morpheme) => !title || !overlap(morpheme, title))
      const { logits, cam } = await encoder.run([utterance.morphemes.filter((_, at) => read[at])])
      const target = targetOf(probabilities(logits, encoder.calibration, 'balanced'), domain.targets)
      const pole = domain.targets.indexOf(target.label)
      const heat = spread(cam[0], pole, read)
      if (name) for (const [at, morpheme] of utterance.morphemes.entries()) if (overlap(morpheme, name)) heat[at] = 0
      const words = object.kind === 'phrase' ? tokenizer.analyse(object.text!).morphemes.map(({ lemma }) => lemma) : []
      const item = object.id === null ? -1 : numberOf.get(object.id)!
      return {
        text,
        target,
        driving: hotSpans(utterance, heatOfEojeols(utterance, heat)),
        object,
        aspects: offers(item, target.label, OFFERS, words),
      }
    },

    aspectsOf(itemId, target, limit) {
      return offers(itemId === null ? -1 : (numberOf.get(itemId) ?? -1), target, limit)
    },

    countsOf(itemId, aspect) {
      const [item, number] = [numberOf.get(itemId), aspects.get(aspect)]
      if (item === undefined || number === undefined) return { praised: 0, complained: 0 }
      const { praised, complained } = talliesOf(counts, item)
      return { praised: praised[number], complained: complained[number] }
    },

    aspectNamed(text) {
      return aspectNamed(domain.aspects, tokenizer.analyse(text))?.name ?? null
    },

    ...openRecommending(catalog, vectors, facts),
    wishOf(text) {
      const utterance = tokenizer.analyse(text)
      return wishes()(utterance, titles.recognise(utterance))
    },

    async aspectOpinions(text) {
      const utterance = tokenizer.analyse(text)
      return aspectOpinions(utterance, titles.recognise(utterance))
    },
  }
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && a.end > b.start

function column(totals: Uint32Array, label: number): Uint32Array {
  return Uint32Array.from({ length: totals.length / CLASSES }, (_, aspect) => totals[aspect * CLASSES + label])
}

function targetOf(p: Float32Array, names: readonly string[]): Target {
  let best = 0
  for (let at = 1; at < names.length; at++) if (p[at] > p[best]) best = at
  return { label: names[best], probabilities: Object.fromEntries(names.map((name, at) => [name, p[at]])) }
}

/** The heat of one class, back on all morphemes: zero on those that the encoder was not given. */
function spread(cam: Float32Array, label: number, read: readonly boolean[]): Float32Array {
  const tokens = read.filter(Boolean).length
  let next = label * tokens
  return Float32Array.from(read, (given) => (given ? cam[next++] : 0))
}
