import { recent } from '../recognizer/once.js'
import { fold, foldAnew } from './fold.js'
import { FACTS, type Intent } from './intent-names.js'
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
  /** Whether the text is one of the intent's names: 감독. */
  isName(intent: Intent, text: string): boolean
  /** Whether the text may end with a question for a fact: quicker to tell than that it does. */
  mayAsk(text: string): boolean
  /** Whether one of the intent's names is in the text. */
  asksOf(intent: Intent, text: string): boolean
  /** The text without the words that point to what was spoken of: '그 영화 감독이 누구야' → '감독이 누구야'. */
  withoutPointing(text: string): string
  /** The places of the choices that the text names (1번, 둘째 거, 3, 1번이랑 2번), from 0; empty where it names none. */
  ordinals(text: string): number[]
  /** The parts of a text that may each name something: what comes before and after a word that joins, compares or links. */
  pieces(text: string): { start: number; end: number; by: 'joined' | 'compared' | 'linked' | 'last' }[]
  /** What is named one beside another: '그래픽이랑 음악' → 그래픽, 음악; one part where nothing joins. */
  parts(text: string): string[]
  /** Whether the text, beside a name, says nothing: '영화 봤어', ''. */
  isBare(text: string): boolean
  isParticle(text: string): boolean
  /** A name without what an answer adds to it: 아바타요 → 아바타. */
  withoutParticle(text: string): string
  /** A word without a particle that makes it the subject: '파묘가' → 파묘. */
  withoutSubject(word: string): string
  /** A sentence in which a name is something that was seen: the recogniser is asked whether it can be. */
  asSeen(name: string): string
  /** Whether what follows a name begins so that something is compared with it: '보다'. */
  isCompared(rest: string): boolean
  /** The text without the words that only set the scene or stress: '어제 친구랑 파묘 봤는데 진짜 재밌었어' → '파묘 봤는데 재밌었어'. */
  withoutScene(text: string): string
  /** The part of a text between `start` and `end` without words that say nothing of how it was, at its edges; null where nothing is left. */
  telling(text: string, start: number, end: number): { start: number; end: number } | null
  /** Whether the text is said of having seen something. */
  isSeen(text: string): boolean
  /** A clause as sentences that say the same by themselves: '괜찮았는데' → 괜찮았어. */
  asSentences(clause: string): string[]
  /** Whether the text tells of what has happened. */
  isPast(text: string): boolean
  /** What is meant where something is said instead of something else: '스토리 말고 연기' → '연기'; else the text. */
  insteadOf(text: string): string
  /** The text with whatever asks to be spared something said in the one way that the recogniser knows: '추천하지 마세요' → '빼고'. */
  asRefused(text: string): string
  /** Whether what is wished for is like something: '인셉션 같은 영화'. */
  isSimilar(text: string): boolean
  /** The sentences of a text, without what ends them. */
  sentences(text: string): string[]
  /** Whether the text is a whole utterance of any intent. */
  isKnown(text: string): boolean
  /** Whether every word is said before or between other things, and names nothing: '오', '아 근데'. */
  isExclaimed(phrase: string): boolean
  /** Whether one of the words never names anything: '내 인생 영화'. */
  isGeneric(phrase: string): boolean
  isOrder(text: string): boolean
  /** Whether it ends as sentences do, and titles seldom. */
  isSentence(text: string): boolean
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

/** Texts whose forms are remembered: one turn asks many things of the same ones. */
const REMEMBERED = 64

interface Compiled {
  whole: Set<string>
  starts: Affixes
  ends: Affixes
  has: string[]
  names: Set<string>
}

/** Strings to begin or end with, looked up by their lengths: there are thousands of them, and few lengths. */
interface Affixes {
  words: Set<string>
  lengths: number[]
}

function affixes(words: Set<string>): Affixes {
  return { words, lengths: [...new Set([...words].map(({ length }) => length))] }
}

const startsWithOne = (text: string, { words, lengths }: Affixes): boolean =>
  lengths.some((length) => length <= text.length && words.has(text.slice(0, length)))

const endsWithOne = (text: string, { words, lengths }: Affixes): boolean =>
  lengths.some((length) => length <= text.length && words.has(text.slice(text.length - length)))

/** Whether a syllable ends in ㅆ, as those of the past tense do (었, 았, 했, 봤); 있, 밌 and 겠 do not tell of the past. */
const hasPastFinal = (syllable: string): boolean =>
  /[가-힣]/.test(syllable) && (syllable.charCodeAt(0) - 0xac00) % 28 === 20 && !['있', '밌', '겠'].includes(syllable)

const PAST_ENDINGS = [
  '다니까요',
  '다니까',
  '다고요',
  '다구요',
  '다고',
  '다구',
  '는데요',
  '는데',
  '거든요',
  '거든',
  '던데',
  '지만',
  '다',
  '음',
  '네',
  '지',
  '죠',
]

const MOOD = /^(?:[ㅋㅎㅠㅜㅡ^]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Mn}|\p{Cf})+$/u
/** Smileys are words of their own, however they were typed. */
const BREAKS = /[\s,.!?~…]+|(?<=[\p{L}\p{N}])(?=\p{Extended_Pictographic})/u
const SENTENCE_ENDS = /[.!?？~…\n]+/

/** @throws RangeError from `expand` */
export function compileIntents(lists: IntentLists): Intents {
  const set = (lines: readonly string[] | undefined) => new Set((lines ?? []).flatMap(expand).map(foldAnew))
  const compiled = Object.fromEntries(
    Object.entries(lists.intents).map(([name, { whole, starts, ends, has, names }]) => [
      name,
      { whole: set(whole), starts: affixes(set(starts)), ends: affixes(set(ends)), has: [...set(has)], names: set(names) },
    ]),
  ) as Record<Intent, Compiled>
  const { fillers, asides, scene, idle, hollow, binds, tails, particles, generic, bare, compared, asking, pointing } =
    Object.fromEntries(SETS.map((name) => [name, set(lists[name])])) as Record<(typeof SETS)[number], Set<string>>
  const questions = new Set([...asking, ...FACTS.flatMap((fact) => [...compiled[`fact.${fact}`].whole])])
  // One syllable alone may as well be the name's own (사이, 나는); 요 never is.
  const longParticles = [...particles]
    .filter((particle) => particle.length > 1 || particle === '요')
    .sort((a, b) => b.length - a.length)
  const ordinals = lists.ordinals.map(set)
  const [seen, links, orders, sentences] = [lists.seen, lists.links, lists.orders, lists.sentences].map((some) => some.map(fold))
  const joiners = new RegExp(`(?:${lists.joiners.map(escaped).join('|')})\\s*`, 'u')

  const [refusal, ...refused] = lists.refused.flatMap(expand)
  // The longest first, for none leaves a part of another.
  const refusals = refused.sort((a, b) => b.length - a.length).map((words) => words.split(' ').map(escaped).join('\\s*'))
  const refusing = new RegExp(`(?<=^|\\s)(?:${refusals.join('|')})[^\\s,.!?~…]*`, 'gu')

  const separators = [
    ['joined', lists.joiners],
    ['compared', lists.compared],
    ['linked', lists.links],
  ] as const
  const isAside = (word: string): boolean => MOOD.test(word) || asides.has(fold(word))
  const withoutFillers = (words: readonly string[]): string[] => {
    let first = 0
    while (first < words.length - 1 && (fillers.has(fold(words[first])) || MOOD.test(words[first]))) first++
    return words.slice(first)
  }
  const withoutAsides = (words: readonly string[]): string[] => {
    let [first, last] = [0, words.length]
    while (first < last - 1 && (isAside(words[first]) || fillers.has(fold(words[first])))) first++
    while (last > first + 1 && isAside(words[last - 1])) last--
    return words.slice(first, last)
  }
  const withoutCourtesy = (words: readonly string[]): string[] => {
    const courteous = (some: readonly string[]) =>
      some.length > 0 &&
      COURTESIES.some((intent) => politely(fold(some.join(' '))).some((form) => compiled[intent].whole.has(form)))
    for (let length = Math.min(COURTESY, words.length - 1); length > 0; length--) {
      if (courteous(words.slice(0, length))) return words.slice(length)
      if (courteous(words.slice(-length))) return words.slice(0, -length)
    }
    return [...words]
  }
  // 이에요 ends in 에요 as well, and may be either: 예정이에요, 이쪽이에요.
  const politely = (folded: string): string[] => [
    folded,
    ...[...tails]
      .filter((tail) => folded.length > tail.length && folded.endsWith(tail))
      .map((tail) => folded.slice(0, -tail.length)),
  ]
  // 됐엉, 주세용, 최고였습니당.
  const soberly = (folded: string): string =>
    folded
      .replace(/엉$/u, '어')
      .replace(/당$/u, '다')
      .replace(/[용염욤욥]$/u, '요')
  // 습니다, and whatever else may stand after a past tense (재밌었다, 별로였음, 좋았는데), say what 어 says.
  const plainly = (folded: string): string => {
    const plain = folded.replace(/(?<=[가-힣])습니다$/u, '어')
    const ending = PAST_ENDINGS.find((one) => plain.endsWith(one))
    const stem = ending ? plain.slice(0, -ending.length) : plain
    return ending && hasPastFinal(stem.at(-1) ?? '') ? `${stem}어` : plain
  }
  const makeForms = (text: string): readonly string[] => {
    const words = text.split(BREAKS).filter(Boolean)
    const plain = withoutCourtesy(words)
    const shorter = [words, withoutFillers(words), withoutAsides(words), plain, withoutAsides(plain)]
    const typed = [fold(text), ...shorter.map((some) => fold(some.join(' ')))]
    const all = [...typed, ...typed.map(soberly)].flatMap(politely)
    return [...new Set([...all, ...all.map(plainly)])]
  }
  // A turn asks many things of one text and its parts.
  const forms = recent(REMEMBERED, makeForms)
  const isOne = (intent: Intent, text: string): boolean => {
    const { whole, names } = compiled[intent]
    return whole.has(text) || [...names].some((name) => text.startsWith(name) && asking.has(text.slice(name.length)))
  }
  const matches = (intent: Intent, candidates: readonly string[]): boolean => {
    const { starts, ends, has } = compiled[intent]
    return candidates.some(
      (text) =>
        isOne(intent, text) || startsWithOne(text, starts) || endsWithOne(text, ends) || has.some((part) => text.includes(part)),
    )
  }
  const ordinal = (text: string): number | null => {
    if (/^\s*\d{1,2}\s*$/.test(text)) return Number(text) - 1
    const place = ordinals.findIndex((names) => forms(text).some((form) => names.has(form)))
    return place < 0 ? null : place
  }
  const parts = (text: string): string[] =>
    text
      .split(joiners)
      .map((part) => part.trim())
      .filter(Boolean)

  return {
    is: (intent, text) => matches(intent, forms(text)),
    isWholly: (intent, text) => forms(text).some((form) => isOne(intent, form)),
    isName: (intent, text) => compiled[intent].names.has(fold(text)),
    mayAsk: (text) =>
      forms(text).some((form) => {
        for (let start = 0; start < form.length; start++) if (questions.has(form.slice(start))) return true
        return false
      }),
    asksOf: (intent, text) => {
      const folded = fold(text)
      return [...compiled[intent].names].some((name) => folded.includes(name))
    },
    withoutPointing: (text) => {
      const points = (word: string) => pointing.has(fold(word)) || MOOD.test(word)
      return text
        .split(/\s+/)
        .filter((word) => word !== '' && !points(word))
        .join(' ')
    },
    endsAs: (intent, text) => {
      const { whole } = compiled[intent]
      return forms(text).some((form) => {
        for (let start = 0; start + 3 <= form.length; start++) if (whole.has(form.slice(start))) return true
        return false
      })
    },
    first: (among, text) => {
      const candidates = forms(text)
      return among.find((intent) => matches(intent, candidates)) ?? null
    },
    ordinals: (text) => {
      if (text.length > LONGEST_PLACES) return []
      const [one, several] = [ordinal(text), parts(text).map(ordinal)]
      if (one !== null) return [one]
      const spaced = /^[\d\s]+$/.test(text.trim()) ? text.trim().split(/\s+/).map(ordinal) : several
      return spaced.every((place) => place !== null) ? spaced : []
    },
    parts,
    pieces: (text) => {
      const pieces: ReturnType<Intents['pieces']> = []
      let start = 0
      for (const { 0: word, index } of text.matchAll(/\S+/g)) {
        if (scene.has(fold(word))) continue
        const ending = separators
          .map(([by, names]) => [by, names.find((name) => word.length > name.length && word.endsWith(name))] as const)
          .find(([, name]) => name !== undefined)
        if (!ending) continue
        const [by, name] = ending
        pieces.push({ start, end: index + word.length - (by === 'linked' ? 0 : name!.length), by })
        start = index + word.length
      }
      const all = [...pieces, { start, end: text.length, by: 'last' as const }]
      return all.filter((piece) => text.slice(piece.start, piece.end).trim() !== '')
    },
    isBare: (text) => fold(text) === '' || forms(text).some((form) => bare.has(form)),
    isParticle: (text) => text === '' || particles.has(fold(text)),
    withoutParticle: (text) => {
      const name = text.replace(/[\s.!?~…]+$/u, '')
      const added = longParticles.find((particle) => name.endsWith(particle) && name.length >= particle.length + 2)
      return added ? name.slice(0, -added.length) : name
    },
    withoutSubject: (word) => (word.length > 2 ? word.replace(/[이가은는도]$/u, '') : word),
    asSeen: (name) => `${name} ${lists.probe[0]}`,
    isCompared: (rest) => [...compared].some((particle) => rest.startsWith(particle)),
    withoutScene: (text) => {
      const words = text.split(/\s+/).filter(Boolean)
      const kept = words.filter((word) => !scene.has(fold(word)) && !isAside(word))
      return kept.length > 0 ? kept.join(' ') : text
    },
    telling: (text, from, to) => {
      const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }))
      const inside = words.filter(({ start, end }) => end > from && start < to)
      const compares = (word: string) =>
        [...compared].some((particle) => word.length > particle.length && word.endsWith(particle))
      const says = ({ word }: { word: string }) =>
        /[\p{L}\p{N}]/u.test(word) &&
        !idle.has(fold(word)) &&
        !idle.has(plainly(fold(word))) &&
        !scene.has(fold(word)) &&
        !compares(word)
      const [first, last] = [inside.find(says), inside.findLast(says)]
      const alone = (one: { word: string }) =>
        !says(one) || isAside(one.word) || [fillers, hollow].some((words) => words.has(fold(one.word)))
      if (!first || !last || inside.every(alone)) return null
      if (COURTESIES.some((intent) => compiled[intent].whole.has(fold(text.slice(first.start, last.end))))) return null
      // '예고편이' says nothing without '다였어'.
      const after = /[이가은는을를게의]$/u.test(last.word) ? words[words.indexOf(last) + 1] : undefined
      const before = words[words.indexOf(first) - 1]
      const bound = before !== undefined && binds.has(fold(before.word)) ? before.start : Math.max(from, first.start)
      return { start: bound, end: after?.end ?? Math.min(to, last.end) }
    },
    isSeen: (text) => {
      const folded = fold(text)
      return seen.some((word) => folded.includes(word))
    },
    asSentences: (clause) => {
      const folded = fold(clause)
      const link = links.find((ending) => folded.endsWith(ending) && folded.length > ending.length + 1)
      const stem = link ? folded.slice(0, -link.length) : folded
      return [folded, ...(link ? ['어', '아', '다'].map((ending) => stem + ending) : [])]
    },
    isPast: (text) => /[\uAC00-\uD7A3]/u.test(text) && fold(text).split('').some(hasPastFinal),
    insteadOf: (text) => {
      const word = lists.instead.find((one) => text.includes(`${one} `))
      return word ? text.slice(text.lastIndexOf(`${word} `) + word.length).trim() : text
    },
    asRefused: (text) => text.replace(refusing, refusal),
    sentences: (text) => text.split(SENTENCE_ENDS).filter((sentence) => fold(sentence) !== ''),
    isSimilar: (text) => lists.similar.some((word) => text.includes(word)),
    isKnown: (text) => forms(text).some((form) => Object.values(compiled).some(({ whole }) => whole.has(form))),
    isExclaimed: (phrase) =>
      phrase.split(/\s+/).every((word) => fillers.has(fold(word)) || isAside(word) || idle.has(fold(word))),
    isGeneric: (phrase) =>
      phrase.split(/\s+/).some((word) => generic.has(fold(word)) || generic.has(fold(word.replace(/[이가은는을를도]$/, '')))),
    isOrder: (text) => forms(text).some((form) => orders.some((ending) => form.endsWith(ending))),
    isSentence: (text) => {
      const folded = fold(text)
      return sentences.some((ending) => folded.length > ending.length + 1 && folded.endsWith(ending))
    },
  }
}

/** Who says more than this does not choose by number: '첫 번째랑 세 번째 거로 할게요'. */
const LONGEST_PLACES = 20
/** Words of the longest thanks or greeting that goes with something else. */
const COURTESY = 3
const COURTESIES = ['thanks', 'greeting'] as const
const SETS = [
  'fillers',
  'asides',
  'scene',
  'idle',
  'hollow',
  'binds',
  'tails',
  'particles',
  'generic',
  'bare',
  'compared',
  'asking',
  'pointing',
] as const
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
