import type { Intent } from './intent-names.js'
import type { IntentLists } from './script.js'

/** Recognises what a turn asks for, by the word lists under dialogs/. All look-ups are linear in the text. */
export interface Intents {
  is(intent: Intent, text: string): boolean
  /** Whether the text is one of the intent's whole utterances, and says nothing beside it. */
  isWholly(intent: Intent, text: string): boolean
  /** Whether the text ends with one of the intent's whole utterances, of three syllables or more. */
  endsAs(intent: Intent, text: string): boolean
  /** The first of `among` that the text is, or null. */
  first<T extends Intent>(among: readonly T[], text: string): T | null
  /** The place of the choice that the text names (1번, 둘째 거, 3), from 0; null where it names none. */
  ordinal(text: string): number | null
  /** Whether the text, beside a name, says nothing: '영화 봤어', ''. */
  isBare(text: string): boolean
  isParticle(text: string): boolean
  /** A name without what an answer adds to it: 아바타요 → 아바타. */
  withoutParticle(text: string): string
  /** What is meant where something is said instead of something else: '스토리 말고 연기' → '연기'; else the text. */
  insteadOf(text: string): string
  /** Whether what is wished for is like something: '인셉션 같은 영화'. */
  isSimilar(text: string): boolean
  /** Whether one of the words never names anything: '내 인생 영화'. */
  isGeneric(phrase: string): boolean
}

const EXPANSIONS = 5_000
const BRACES = /\{([^{}]*)\}/

/**
 * The strings that a line with {a,b} alternatives stands for. Braces do not nest.
 * @throws RangeError where they are more than 5,000: a slip, never wanted
 */
export function expand(line: string): string[] {
  let lines = [line]
  while (lines.some((one) => BRACES.test(one))) {
    lines = lines.flatMap((one) => {
      const found = BRACES.exec(one)
      if (!found) return [one]
      const [before, after] = [one.slice(0, found.index), one.slice(found.index + found[0].length)]
      return found[1].split(',').map((choice) => before + choice + after)
    })
    if (lines.length > EXPANSIONS) throw new RangeError(`'${line}' stands for more than ${EXPANSIONS} utterances`)
  }
  return lines
}

const EDGE = /^[ㅋㅎㅠㅜ]+|[ㅋㅎㅠㅜ]+$/g

/** A text as it is compared: NFC, lower case, letters, numbers and emoji alone, without the ㅋㅋ and ㅠㅠ around it. */
export function fold(text: string): string {
  const letters = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
  return letters.replace(EDGE, '') || letters
}

interface Compiled {
  whole: Set<string>
  starts: string[]
  ends: string[]
  has: string[]
}

/** @throws RangeError from `expand` */
export function compileIntents(lists: IntentLists): Intents {
  const set = (lines: readonly string[] | undefined) => new Set((lines ?? []).flatMap(expand).map(fold))
  const compiled = Object.fromEntries(
    Object.entries(lists.intents).map(([name, { whole, starts, ends, has }]) => [
      name,
      { whole: set(whole), starts: [...set(starts)], ends: [...set(ends)], has: [...set(has)] },
    ]),
  ) as Record<Intent, Compiled>
  const [fillers, tails, particles, generic, bare] = [lists.fillers, lists.tails, lists.particles, lists.generic, lists.bare].map(
    set,
  )
  // One syllable alone may as well be the name's own (사이, 나는); 요 never is.
  const longParticles = [...particles]
    .filter((particle) => particle.length > 1 || particle === '요')
    .sort((a, b) => b.length - a.length)
  const ordinals = lists.ordinals.map(set)

  const withoutFillers = (text: string): string => {
    const words = text.split(/[\s,.!?~…]+/).filter(Boolean)
    while (words.length > 1 && fillers.has(fold(words[0]))) words.shift()
    return words.join(' ')
  }
  const withoutTail = (folded: string): string => {
    for (const tail of tails) if (folded.length > tail.length && folded.endsWith(tail)) return folded.slice(0, -tail.length)
    return folded
  }
  const forms = (text: string): string[] => {
    const all = [fold(text), fold(withoutFillers(text))]
    return [...new Set([...all, ...all.map(withoutTail)])]
  }
  const matches = (intent: Intent, candidates: readonly string[]): boolean => {
    const { whole, starts, ends, has } = compiled[intent]
    return candidates.some(
      (text) =>
        whole.has(text) ||
        starts.some((start) => text.startsWith(start)) ||
        ends.some((end) => text.endsWith(end)) ||
        has.some((part) => text.includes(part)),
    )
  }

  return {
    is: (intent, text) => matches(intent, forms(text)),
    isWholly: (intent, text) => forms(text).some((form) => compiled[intent].whole.has(form)),
    endsAs: (intent, text) => {
      const candidates = forms(text)
      return [...compiled[intent].whole].some((said) => said.length >= 3 && candidates.some((form) => form.endsWith(said)))
    },
    first: (among, text) => {
      const candidates = forms(text)
      return among.find((intent) => matches(intent, candidates)) ?? null
    },
    ordinal: (text) => {
      if (/^\s*\d{1,2}\s*$/.test(text)) return Number(text) - 1
      const place = ordinals.findIndex((names) => forms(text).some((form) => names.has(form)))
      return place < 0 ? null : place
    },
    isBare: (text) => fold(text) === '' || forms(text).some((form) => bare.has(form)),
    isParticle: (text) => text === '' || particles.has(fold(text)),
    withoutParticle: (text) => {
      const name = text.replace(/[\s.!?~…]+$/u, '')
      const added = longParticles.find((particle) => name.endsWith(particle) && name.length >= particle.length + 2)
      return added ? name.slice(0, -added.length) : name
    },
    insteadOf: (text) => {
      const word = lists.instead.find((one) => text.includes(`${one} `))
      return word ? text.slice(text.lastIndexOf(`${word} `) + word.length).trim() : text
    },
    isSimilar: (text) => lists.similar.some((word) => text.includes(word)),
    isGeneric: (phrase) => phrase.split(/\s+/).some((word) => generic.has(fold(word))),
  }
}
