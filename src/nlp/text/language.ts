import type { Part } from './eojeol.js'
import type { CompiledModule } from './lindera.js'
import type { Normalised } from './normalise.js'

export const LANGUAGES = ['ko', 'en'] as const

/** A language of the text part. What says none is Korean. */
export type Language = (typeof LANGUAGES)[number]

/** The parts of one word, whatever stands around it (see docs/decisions/0004-words-are-analysed-alone.md). */
export type AnalyseWord = (word: string) => readonly Part[]

/** What a language does its own way. Everything else in this folder is the same for all. */
export interface LanguageRules {
  normalise(original: string): Normalised
  /** The words of a normalised eojeol that `partsOf` will ask for. */
  wordsOf(eojeol: string): string[]
  /** The parts of a normalised eojeol, their surfaces together the eojeol. `partsOfWord` is an analysis, or a memory of it. */
  partsOf(eojeol: string, partsOfWord: AnalyseWord): Part[]
  /** Opens what words are analysed with, once a thread. */
  openAnalyser(compiled?: CompiledModule): AnalyseWord
  /** What threads can share of it, where there is something. */
  compile?: () => CompiledModule
  /** Whether words that are written together by mistake or by fashion are counted and glued. */
  learnsCompounds: boolean
  /** Changes when words would be analysed or glued differently, so that old files are not taken for new ones. */
  version: string
}
