import { english } from './en/rules.js'
import { korean } from './ko/rules.js'
import type { Language, LanguageRules } from './language.js'

const RULES: Record<Language, LanguageRules> = { ko: korean, en: english }

export const rulesOf = (language: Language): LanguageRules => RULES[language]
