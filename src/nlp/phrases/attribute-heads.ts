import type { Morpheme } from '../text/morpheme.js'
import type { Mention } from './judgement.js'
import { NAMES } from './names.js'
import type { Opinion } from './opinions.js'

const LISTS = new Set('의 와 과 랑 이랑 이나 나 하고 및 며 이며'.split(' '))

/** The mentions that an attribute speaks of: those of the noun phrase that follows it. */
export function attributeHeads(
  morphemes: readonly Morpheme[],
  opinion: Opinion,
  named: readonly Mention[],
  pending: boolean,
): Mention[] {
  const bare = !opinion.attributive
  // 명품 연기: a noun right before another; after an open subject it is its predicate (스토리 굿 연기 굿).
  if (bare && (pending || morphemes[opinion.last].tag !== 'noun')) return []
  const heads: Mention[] = []
  let at = opinion.last + 1
  while (
    at < morphemes.length &&
    morphemes[at].eojeol === morphemes[opinion.last].eojeol &&
    !named.some((one) => one.at === at)
  ) {
    if (bare) return []
    at++
  }
  for (; at < morphemes.length; at++) {
    const mention = named.find((one) => one.at === at)
    if (mention) {
      if (!heads.includes(mention)) heads.push(mention)
      continue
    }
    const { tag, surface } = morphemes[at]
    if (NAMES.has(tag) && !bare) continue
    if (tag === 'affix' || LISTS.has(surface) || (tag === 'determiner' && heads.length === 0)) continue
    break
  }
  return heads
}
