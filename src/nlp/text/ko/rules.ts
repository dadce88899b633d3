import { analyseWord, partsOfEojeol, wordsOfEojeol } from '../eojeol.js'
import type { LanguageRules } from '../language.js'
import { compileLindera, openLindera } from '../lindera.js'
import { normalise } from '../normalise.js'

export const korean: LanguageRules = {
  normalise,
  wordsOf: wordsOfEojeol,
  partsOf: partsOfEojeol,
  openAnalyser(compiled) {
    const lindera = openLindera(compiled)
    return (word) => analyseWord(lindera, word)
  },
  compile: compileLindera,
  learnsCompounds: true,
  version: '2',
}
