import { MalgwiError } from '../../errors.js'
import { type Compounds, compoundRanks, mergeCompounds, NO_COMPOUNDS } from './compounds.js'
import type { Part } from './eojeol.js'
import type { Language } from './language.js'
import type { Utterance } from './morpheme.js'
import { rulesOf } from './rules.js'

/** Longest text that is analysed, in UTF-16 units. */
export const LONGEST_TEXT = 20_000

/** Eojeols remembered before the memory is begun anew. */
const REMEMBERED = 10_000

export interface Tokenizer {
  /**
   * The morphemes of a text. An empty or blank text has none.
   * @throws MalgwiError TEXT_TOO_LONG over LONGEST_TEXT.
   */
  analyse(text: string): Utterance
}

export interface TokenizerOptions {
  /** Those of the bundle. */
  compounds?: Compounds
  /** By default that of the compounds. */
  language?: Language
}

/** Opens the tokenizer (the first of a language in a thread loads its dictionary: see lindera.ts, en/analyse.ts). */
export function openTokenizer(options: TokenizerOptions = {}): Tokenizer {
  const { compounds = NO_COMPOUNDS, language = compounds.language ?? 'ko' } = options
  const { normalise, partsOf: partsByWord, openAnalyser } = rulesOf(language)
  const analyseWord = openAnalyser()
  const ranks = compoundRanks(compounds)
  let memory = new Map<string, Part[]>()

  const partsOf = (eojeol: string): Part[] => {
    let parts = memory.get(eojeol)
    if (!parts) {
      parts = mergeCompounds(partsByWord(eojeol, analyseWord), ranks)
      if (memory.size >= REMEMBERED) memory = new Map()
      memory.set(eojeol, parts)
    }
    return parts
  }

  return {
    analyse(original) {
      if (original.length > LONGEST_TEXT)
        throw new MalgwiError('TEXT_TOO_LONG', `${original.length} characters, the longest is ${LONGEST_TEXT}`)
      const { text, offsets, ends } = normalise(original)
      const utterance: Utterance = { text: original, eojeols: [], morphemes: [] }
      for (const { 0: eojeol, index } of text.matchAll(/[^ ]+/g)) {
        const number = utterance.eojeols.length
        const start = offsets[index]
        const end = ends[index + eojeol.length - 1]
        utterance.eojeols.push({ text: original.slice(start, end), start, end })
        let at = index
        for (const { surface, lemma, tag } of partsOf(eojeol)) {
          const next = at + surface.length
          utterance.morphemes.push({
            surface,
            lemma,
            tag,
            initial: at === index,
            eojeol: number,
            start: offsets[at],
            end: ends[next - 1],
          })
          at = next
        }
      }
      return utterance
    },
  }
}
