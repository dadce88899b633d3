import type { Feeling } from '../bot/texts.js'
import type { Draw } from './draw.js'
import { filled, type Lines, type Situation } from './lines.js'
import type { Persona } from './persona.js'

/** How one person puts things. */
export interface Speech {
  /** A sentence for a situation. @param aspect what of it, where the sentence speaks of one */
  in(situation: Situation, aspect?: string, more?: Record<string, string>): string
  /** One of an opening's sentences. */
  of(sentences: { casual: readonly string[]; polite: readonly string[] }, aspect?: string): string
  feeling(): string
}

export function speechOf(
  { film, feeling, polite, mistypes, trails, shortens, shuns }: Persona,
  lines: Lines,
  draw: Draw,
): Speech {
  const manner = polite ? 'polite' : 'casual'
  const title = shortens ? mainTitle(film.title) : film.title
  const typedTitle = title.includes(' ') && draw.chance(0.2) ? title.replaceAll(' ', '') : title

  const said = (aspect: string, how: Feeling): string => {
    const own = how === 'neutral' ? undefined : lines.aspects[aspect]?.[how]
    if (own && draw.chance(0.6)) return polite ? `${draw.oneOf(own)}요` : draw.oneOf(own)
    return filled(draw.oneOf(lines.said[how][manner]), { aspect: nameOf(aspect) })
  }
  const nameOf = (aspect: string): string => draw.oneOf(lines.aspects[aspect]?.names ?? [aspect])
  const wishFor = (aspect: string): string => {
    const own = lines.aspects[aspect]?.wish
    return own && draw.chance(0.6) ? draw.oneOf(own) : `${nameOf(aspect)} 좋은`
  }
  const speak = (sentence: string, aspect?: string, more: Record<string, string> = {}): string => {
    const about: Record<string, string> = aspect
      ? { aspect: nameOf(aspect), said: said(aspect, feeling), wish: wishFor(aspect) }
      : {}
    const values = {
      film: typedTitle,
      feeling: draw.oneOf(lines.feelings[feeling][manner]),
      genre: shuns ?? '',
      ...about,
      ...more,
    }
    const meant = filled(sentence, values)
    const text = draw.chance(mistypes) ? mistypedBeside(typedTitle, meant, draw) : meant
    return draw.chance(trails) ? text + draw.oneOf(lines.tails) : text
  }
  return {
    in: (situation, aspect, more) => speak(draw.oneOf(lines[situation][manner]), aspect, more),
    of: (sentences, aspect) => speak(draw.oneOf(sentences[manner]), aspect),
    feeling: () => speak(draw.oneOf(lines.feelings[feeling][manner])),
  }
}

/** What is before a subtitle, where that is long enough to be a name: 스타워즈 에피소드 4 - 새로운 희망 → 스타워즈 에피소드 4. */
function mainTitle(title: string): string {
  const [main] = title.split(/\s+[-–:]\s+|:\s+|\s+\(/)
  return main.length >= 3 ? main : title
}

const FIRST = 0xac00
const [MEDIALS, FINALS] = [21, 28]
/** Vowels that sound alike: ㅐㅔ, ㅒㅖ, ㅙㅚ. Numbers of medials. */
const ALIKE: Record<number, number> = { 1: 5, 5: 1, 3: 7, 7: 3, 10: 11, 11: 10 }
const [SSANG_SIOT, SIOT, IEUNG] = [20, 19, 21]

/** A title is copied with care; of the words before and after it the longer part is not. */
function mistypedBeside(title: string, text: string, draw: Draw): string {
  const at = text.indexOf(title)
  if (at < 0) return mistyped(text, draw)
  const [before, after] = [text.slice(0, at), text.slice(at + title.length)]
  return before.length > after.length ? mistyped(before, draw) + title + after : before + title + mistyped(after, draw)
}

/** One slip: a vowel that sounds alike, ㅅ for ㅆ, an ㅇ at the end, no spaces, a space too many, a syllable left out. */
function mistyped(text: string, draw: Draw): string {
  const syllables = [...text]
  const at = draw.oneOf(syllables.map((_, place) => place).filter((place) => isSyllable(syllables[place])))
  if (at === undefined) return text
  const code = syllables[at].codePointAt(0)! - FIRST
  const [medial, final] = [Math.floor(code / FINALS) % MEDIALS, code % FINALS]
  const changed = (to: string) => syllables.with(at, to).join('')
  if (ALIKE[medial] !== undefined) return changed(String.fromCodePoint(FIRST + code + (ALIKE[medial] - medial) * FINALS))
  if (final === SSANG_SIOT) return changed(String.fromCodePoint(FIRST + code - SSANG_SIOT + SIOT))
  if (final === 0 && at === syllables.length - 1) return changed(String.fromCodePoint(FIRST + code + IEUNG))
  const slip = draw()
  if (slip < 0.5) return text.replaceAll(' ', '')
  return slip < 0.8 ? changed(`${syllables[at]} `) : syllables.length > 6 ? changed('') : text
}

const isSyllable = (character: string): boolean => /[가-힣]/.test(character)
