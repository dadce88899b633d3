import type { Morpheme, TokenForm } from '../text/morpheme.js'

/** How a clause ends that is said for itself: an encoder of reviews has learnt that what leads on to a 'but' is seldom praised on the whole. */
const PLAIN_ENDING: TokenForm = { surface: '다', lemma: '다', tag: 'ending', initial: false }
const NAMES = new Set<Morpheme['tag']>(['noun', 'foreign', 'unknown', 'affix', 'number'])

/**
 * The morphemes [first, last] as an encoder of reviews should read them to tell what is said of an aspect: without the names of aspects
 * and their particles, and ended plainly (괜찮았는데 → 괜찮다); as they are where nothing else is said. What names an aspect, or is
 * followed by a 'but', leans towards 부정 by itself.
 *
 * @param named indexes of the morphemes that name aspects
 */
export function readAs(
  morphemes: readonly Morpheme[],
  first: number,
  last: number,
  named: ReadonlySet<number>,
): readonly TokenForm[] {
  const own = morphemes.slice(first, last + 1)
  const rest = own.filter(({ tag, eojeol }, order) => {
    const at = first + order
    if (named.has(at) && NAMES.has(tag)) return false
    for (let back = at - 1; back >= first && morphemes[back].eojeol === eojeol; back--) {
      if (tag !== 'particle' && tag !== 'affix') return true
      if (named.has(back) && NAMES.has(morphemes[back].tag)) return false
    }
    return true
  })
  const end = rest.findLastIndex(({ tag }) => tag !== 'ending' && tag !== 'symbol')
  return end < 0 ? own : [...rest.slice(0, end), plainForm(rest[end]), PLAIN_ENDING]
}

/** A verb or adjective as its stem: an ending may have grown into it (예쁜데, 아쉬워). */
function plainForm(form: TokenForm): TokenForm {
  const stem = form.tag === 'verb' || form.tag === 'adjective' ? /^(.+)다$/.exec(form.lemma)?.[1] : undefined
  return stem === undefined ? form : { ...form, surface: stem }
}
