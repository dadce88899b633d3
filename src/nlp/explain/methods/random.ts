import { randomStream } from '../../encoder/random.js'
import type { TokenForm } from '../../text/morpheme.js'
import type { ExplainOptions, Explanation } from '../method.js'
import { partsOf, sharedOut } from '../parts.js'

/** FNV-1a over the forms of a document: its heat is the same in any company. */
function hashOf(tokens: readonly TokenForm[]): number {
  let hash = 0x811c9dc5
  for (const { surface, initial } of tokens)
    for (const character of initial ? ` ${surface}` : surface) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return hash
}

/**
 * What every method is held against: a uniform number in [0, 1) for each unit, in equal shares on its morphemes, so that long words are
 * not hotter than short ones. It depends on seed, text and class alone.
 */
export function openRandom(_: unknown, { seed = 1 }: ExplainOptions): Promise<Explanation> {
  return Promise.resolve({
    async explain(documents, classes, units) {
      return documents.map((tokens, d) => {
        const random = randomStream(seed, hashOf(tokens), classes[d])
        const parts = partsOf(tokens, units?.[d])
        const heat = Float64Array.from({ length: parts.count }, random)
        return sharedOut(parts, tokens.length, (part) => heat[part])
      })
    },
    release: () => Promise.resolve(),
  })
}
