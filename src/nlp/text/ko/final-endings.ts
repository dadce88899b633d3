import type { CoarseTag } from '../morpheme.js'

/**
 * Endings that close a sentence where no stop does, as most reviews are typed. Those that bind clauses as often (지, 까, 나, 고) are
 * not among them. A verb's ending may have grown into it (봤어요), and so may that of 하다 and 이다.
 */
const CLOSES = /(?:다|요|네|죠|음|함|됨|임|군|구나|냐|더라)$/
const WHOLE: ReadonlySet<CoarseTag> = new Set(['ending', 'affix'])
const GROWN: ReadonlySet<CoarseTag> = new Set(['verb', 'adjective'])
/** Particles by their tag: 보다 is one too, and closes nothing. */
const PARTICLES: ReadonlySet<string> = new Set(['요', '임', '입니다', '이에요', '예요', '에요'])

/** What quotes or thinks the sentence before it (재밌다 했더니, 봐야겠다 싶다): with them it goes on. */
const QUOTES: ReadonlySet<string> = new Set(['하', '해서', '했', '싶', '싶은', '생각', '라는', '라고'])

export const quotesWhatEnded = (surface: string): boolean => QUOTES.has(surface)

/** Whether a morpheme closes a sentence when it closes its eojeol. */
export function isFinalEnding(surface: string, tag: CoarseTag): boolean {
  if (tag === 'particle') return PARTICLES.has(surface)
  return (WHOLE.has(tag) || (GROWN.has(tag) && surface.length > 1)) && CLOSES.test(surface)
}
