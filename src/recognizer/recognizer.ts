import { openAspectNames } from '../catalog/aspect-named.js'
import { tallyOf } from '../catalog/counts.js'
import { factsOf } from '../catalog/facts.js'
import { findObjectPhrase } from '../catalog/object-phrase.js'
import type { TitleMatch, TitleRecogniser } from '../catalog/titles.js'
import { openWishes } from '../catalog/wish.js'
import { NO_WISH_WORDS, plainWords, type WishWords } from '../catalog/wish-words.js'
import { MalgwiError } from '../errors.js'
import { probabilities } from '../nlp/encoder/calibrate.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { heatOfEojeols } from '../nlp/explain/heat.js'
import { type HeatOf, heatMapOf, oppositesOf, signedHeat } from '../nlp/explain/heat-map.js'
import { inclusion } from '../nlp/explain/inclusion.js'
import { hotSpans } from '../nlp/explain/spans.js'
import { unitNumbers } from '../nlp/explain/units.js'
import type { Phrase } from '../nlp/phrases/phrases.js'
import { isBlank } from '../nlp/text/blank.js'
import type { Morpheme, Utterance } from '../nlp/text/morpheme.js'
import type { Tokenizer } from '../nlp/text/tokenizer.js'
import type { ObjectReference, Target } from './analysis.js'
import type { Recognizer } from './contract.js'
import { openOffering } from './offering.js'
import { once, recent } from './once.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'
import { openOpinions } from './opinions.js'
import { quotableIn } from './quotable.js'
import { openRecommending } from './recommending.js'
import { type Heard, hear, heatWithTurned, raisedBy, withTurned } from './turned.js'

export interface RecognizerParts {
  encoder: Encoder
  tokenizer: Tokenizer
  catalog: Catalog
  vectors: OpenedVectors
  titles: TitleRecogniser
  threshold: number
  /** How wishes are said in the domain. */
  wishes?: WishWords
}

/** What a recogniser of a bundle can do beside what the bot asks of it. */
export interface PhraseReader {
  /**
   * The (aspect, opinion, target) of a text, clause by clause: '스토리가 뻔하고 억지스러움' → (스토리, 뻔하다, 부정), (스토리, 억지스럽다, 부정).
   * @throws MalgwiError TEXT_TOO_LONG
   */
  phrases(text: string): Promise<Phrase[]>
}

/** A text's morphemes, and its titles where they are asked for: what a turn asks several things of. */
interface Reading {
  utterance: Utterance
  matches: () => readonly TitleMatch[]
}

interface Span {
  start: number
  end: number
}

/** What a text is about, what of it the encoder is given, and what beside the title turns an opinion round. */
interface Given extends Heard {
  utterance: Utterance
  object: ObjectReference
  /** Where it is named; null where what may name it drives the reading all the same. */
  name: Span | null
  /** For each morpheme, whether the encoder is given it. */
  given: boolean[]
  tokens: Morpheme[]
  /** For each token the number of its unit. */
  units: number[]
}

/** Aspects that an analysis offers. */
const OFFERS = 6
/** Texts whose morphemes and titles are remembered, and the longest of them. */
const REMEMBERED = 64
const LONGEST_REMEMBERED = 1_000
/** 'ㄹㅇ 꿀잼': no title is written in single letters. */
const JAMO = /^[ㄱ-ㆎ\s]+$/u
/** Score from which a phrase drives a reading as little as a title. */
const NAMED = 0.9
/** Words written in at least this many reviews name nothing by themselves ('어제 봤는데'). */
const COMMON_COUNT = 3_000
/** Words written in fewer may be names wherever they stand (기생충 is in 20, 티비 in 1,678). */
const RARE_COUNT = 150

/** Makes a recogniser of opened parts. */
export function makeRecognizer(parts: RecognizerParts): Recognizer & PhraseReader {
  const { encoder, tokenizer, catalog, vectors, titles, wishes: wishWords = NO_WISH_WORDS } = parts
  const { domain, items, numberOf, counts } = catalog
  const { space } = vectors
  const readAnew = (text: string): Reading => {
    const utterance = tokenizer.analyse(text)
    return { utterance, matches: once(() => titles.recognise(utterance)) }
  }
  const remembered = recent(REMEMBERED, readAnew)
  const read = (text: string): Reading => (text.length <= LONGEST_REMEMBERED ? remembered(text) : readAnew(text))
  const facts = once(() => factsOf(items, wishWords))
  const wishes = once(() => openWishes(wishWords, facts(), domain.aspects))
  const opinions = openOpinions(domain.aspects, encoder, domain.targets)
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
  const aspectNamed = openAspectNames(domain.aspects, (text) => read(text).utterance)
  const offers = openOffering(catalog, vectors)

  function findObject(
    utterance: Utterance,
    [match]: readonly TitleMatch[],
  ): { object: ObjectReference; title: Span | null; name: Span | null } {
    if (match) {
      const { item, text, score } = match
      return { object: { kind: 'item', id: item.id, text, title: item.title, score }, title: match, name: match }
    }
    const phrase = titles.missingPart(utterance) ?? findObjectPhrase(utterance, phraseOptions)
    if (!phrase || JAMO.test(phrase.text))
      return { object: { kind: 'none', id: null, text: null, title: null, score: 0 }, title: null, name: null }
    const { text, score } = phrase
    return { object: { kind: 'phrase', id: null, text, title: null, score }, title: null, name: score >= NAMED ? phrase : null }
  }

  function givenOf(text: string): Given {
    if (isBlank(text)) throw new MalgwiError('TEXT_EMPTY')
    const { utterance, matches } = read(text)
    const { object, title, name } = findObject(utterance, matches())
    // A title says nothing of whether it was liked: 〈최악의 하루〉 can be praised. What may be one is read, and drives nothing.
    const given = utterance.morphemes.map((morpheme) => !title || !overlap(morpheme, title))
    const heard = hear(utterance)
    const turned = heard.turned.filter(({ first, last }) => given.slice(first, last + 1).every(Boolean))
    const numbers = unitNumbers(utterance)
    for (const { first, last } of turned) numbers.fill(numbers[first], first, last + 1)
    const units = numbers.filter((_, at) => given[at])
    return {
      utterance,
      object,
      name,
      given,
      tokens: utterance.morphemes.filter((_, at) => given[at]),
      units,
      turned,
      expected: heard.expected,
    }
  }
  const probabilitiesOf = (logits: Float32Array): Float32Array => probabilities(logits, encoder.calibration, 'balanced')
  /** Heat as every analysis has it: what each unit says by itself. */
  const included: HeatOf = async (tokens, units, classes) => {
    const heatOf = await inclusion(encoder, [tokens], [units])
    return classes.map((label) => heatOf(0, label))
  }

  return {
    domain: domain.name,
    targets: domain.targets,
    threshold: parts.threshold,

    async analyse(text) {
      const { utterance, object, name, given, tokens, units, turned, expected } = givenOf(text)
      const target = targetOf(withTurned(probabilitiesOf(await encoder.logits([tokens])), turned), domain.targets)
      const label = domain.targets.indexOf(target.label)
      const [own] = await included(tokens, units, [label])
      const raised = raisedBy(turned, domain.targets.length)
      const all = heatWithTurned(spread(own, utterance, given, name), turned, utterance, raised[label] - mean(raised))
      const heat = all.map((value, at) => (expected[at] ? 0 : value))
      const words = object.kind === 'phrase' ? tokenizer.analyse(object.text!).morphemes.map(({ lemma }) => lemma) : []
      const item = object.id === null ? -1 : numberOf.get(object.id)!
      return {
        text,
        target,
        driving: hotSpans(utterance, heatOfEojeols(utterance, heat)),
        object,
        aspects: offers(item, target.label, words).slice(0, OFFERS),
      }
    },

    async heatMap(text, target, heatOf = included) {
      const label = domain.targets.indexOf(target)
      if (label < 0) throw new MalgwiError('UNKNOWN_TARGET', `'${target}'; known are ${domain.targets.join(', ')}`)
      const { utterance, name, given, tokens, units, turned } = givenOf(text)
      const opposites = oppositesOf(label, domain.targets.length)
      const [own, ...others] = await heatOf(tokens, units, [label, ...opposites])
      const raised = raisedBy(turned, domain.targets.length)
      const against = mean(opposites.map((other) => raised[other]))
      const heat = spread(signedHeat(own, others), utterance, given, name)
      return heatMapOf(utterance, heatWithTurned(heat, turned, utterance, raised[label] - against), target)
    },

    async fallWithout(text, spans) {
      const { utterance, tokens, turned } = givenOf(text)
      const isKept = (morpheme: Morpheme): boolean => !spans.some((span) => overlap(morpheme, span))
      const kept = tokens.filter(isKept)
      if (kept.length === tokens.length) return 0
      const p = probabilitiesOf(await encoder.logits([tokens, kept]))
      const whole = withTurned(p.subarray(0, domain.targets.length), turned)
      const left = turned.filter(({ first, last }) => utterance.morphemes.slice(first, last + 1).every(isKept))
      const target = greatest(whole)
      return whole[target] - withTurned(p.subarray(domain.targets.length), left)[target]
    },

    quotable: (text, span) => quotableIn(read(text).utterance.morphemes, span, (word) => aspectNamed(word) === null),

    newestYear() {
      const { newest } = facts()
      return newest > 0 ? newest : null
    },

    objectOf(text) {
      const { utterance, matches } = read(text)
      return findObject(utterance, matches()).object
    },

    aspectsOf(itemId, target, limit) {
      return offers(itemId === null ? -1 : (numberOf.get(itemId) ?? -1), target).slice(0, limit)
    },

    countsOf(itemId, aspect) {
      const [item, number] = [numberOf.get(itemId), aspects.get(aspect)]
      if (item === undefined || number === undefined) return { praised: 0, complained: 0 }
      const { praised, complained } = tallyOf(counts, item, number)
      return { praised, complained }
    },

    aspectNamed(text) {
      return aspectNamed(text)?.name ?? null
    },

    ...openRecommending(catalog, vectors, facts),
    wishOf(text) {
      const { utterance, matches } = read(text)
      return wishes()(utterance, matches())
    },

    async aspectOpinions(text) {
      const { utterance, matches } = read(text)
      return opinions.aspectOpinions(utterance, matches)
    },

    async phrases(text) {
      const { utterance, matches } = read(text)
      return opinions.phrases(utterance, matches)
    },
  }
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && a.end > b.start

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

function greatest(p: Float32Array): number {
  return p.reduce((best, value, at) => (value > p[best] ? at : best), 0)
}

function targetOf(p: Float32Array, names: readonly string[]): Target {
  return { label: names[greatest(p)], probabilities: Object.fromEntries(names.map((name, at) => [name, p[at]])) }
}

/** Heat of the tokens that the encoder was given, back on all morphemes: zero on the others, and on those of a name. */
function spread(heat: ArrayLike<number>, { morphemes }: Utterance, given: readonly boolean[], name: Span | null): Float32Array {
  let next = 0
  const all = Float32Array.from(given, (one) => (one ? heat[next++] : 0))
  if (name) for (const [at, morpheme] of morphemes.entries()) if (overlap(morpheme, name)) all[at] = 0
  return all
}
