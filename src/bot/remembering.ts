import type { Analysis } from '../recognizer/analysis.js'
import type { Recognizer } from '../recognizer/contract.js'
import { recent } from '../recognizer/once.js'

/** Utterances whose analyses are remembered, and the longest of them in UTF-16 code units. */
const REMEMBERED = 256
const LONGEST = 12

/** The recogniser, with a memory for short utterances: half of all turns are suggested actions, the same words in every conversation. */
export function remembering(recognizer: Recognizer): Recognizer {
  const remembered = recent(REMEMBERED, (text: string) => recognizer.analyse(text))
  async function analyse(text: string): Promise<Analysis> {
    if (text.length > LONGEST) return recognizer.analyse(text)
    // Who is given it may write into it; what failed once is tried again.
    return structuredClone(await remembered(text).catch(() => recognizer.analyse(text)))
  }
  return Object.assign(Object.create(recognizer), { analyse })
}
