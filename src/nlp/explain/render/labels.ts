import type { Language } from '../../text/language.js'

/** What a picture says beside the text, in the language of the text. */
export interface Labels {
  title(target: string): string
  for(target: string): string
  against(target: string): string
}

export const LABELS: Record<Language, Labels> = {
  ko: {
    title: (target) => `‘${target}’ 쪽으로 읽게 한 말`,
    for: (target) => `‘${target}’ 쪽`,
    against: () => '반대쪽',
  },
  en: {
    title: (target) => `Words that speak for “${target}”`,
    for: (target) => `for “${target}”`,
    against: () => 'against it',
  },
}
