import type { LanguageRules } from '../language.js'
import { openAnalyser } from './analyse.js'
import { partsOfEojeol, wordsOfEojeol } from './eojeol.js'
import { normalise } from './normalise.js'

export const english: LanguageRules = {
  normalise,
  wordsOf: wordsOfEojeol,
  partsOf: partsOfEojeol,
  openAnalyser,
  learnsCompounds: false,
  version: 'en 1',
}
