import { fileURLToPath } from 'node:url'
import { createInstance } from 'i18next'
import { fold } from './fold.js'
import { compileIntents, type Intents } from './intents.js'
import { ACTIONS, type ActionKey, type ActionParams, MESSAGES, type MessageKey, type MessageParams } from './messages.js'
import { withParticle } from './particles.js'
import { readIntents, readScript, type Script } from './script.js'

/** How somebody felt about something; in the order of a recogniser's targets. */
export const FEELINGS = ['disliked', 'liked', 'neutral'] as const
export type Feeling = (typeof FEELINGS)[number]

/** A domain's words: what is said, and what is understood. */
export interface Texts {
  readonly intents: Intents
  /** What is offered only to who asks for it. */
  readonly unasked: Script['unasked']
  /** What somebody new may say first, offered with the welcome. */
  readonly starters: readonly string[]
  /** One of a message's variants, the same one for the same seed; consecutive seeds give different ones. */
  say<K extends MessageKey>(key: K, params: MessageParams<K>, seed: number): string
  action<K extends ActionKey>(key: K, params: ActionParams<K>): string
  /** An aspect as a complaint, as praise, or (for neutral) within a sentence: 돈 → 돈이 아까움, 돈이 안 아까움, 돈값. */
  aspectLabel(aspect: string, feeling: Feeling): string
  /** What people say of a film that has it: 그래픽 → 그래픽 호평. */
  praise(aspect: string): string
  /** What is said of a film in which it hardly comes up: 공포 → 무섭다는 말이 적은. */
  without(aspect: string): string
  /** The aspect whose label, or whose suggested action, this is; or null. */
  aspectLabelled(text: string): string | null
  /** The aspect to look for instead of this one; null where it can be looked for itself. */
  counterpart(aspect: string): string | null
  /** Whether hardly anybody would name the aspect as what was good. */
  isComplaint(aspect: string): boolean
  /** Whether the aspect says how something felt rather than what of it. */
  isVague(aspect: string): boolean
}

/** The folder dialogs/ of this checkout. */
export const DIALOGS = fileURLToPath(new URL('../../dialogs/', import.meta.url))

/**
 * @param domain a folder under `directory`; one that does not exist speaks with default/
 * @throws MalgwiError TEXTS_BROKEN
 */
export function openTexts(domain: string, directory = DIALOGS): Texts {
  // The name comes from a bundle, which may be anybody's.
  const folder = /^[\w-]+$/.test(domain) ? domain : 'default'
  const script = readScript(directory, folder)

  const resources: Record<string, string> = { praise: script.praise, without: script.without }
  for (const key of Object.keys(MESSAGES))
    script.messages[key].forEach((text, variant) => {
      resources[`${key}#${variant}`] = text
    })
  for (const key of Object.keys(ACTIONS)) resources[`action:${key}`] = script.actions[key]
  const i18n = createInstance()
  // With everything in its hand i18next is ready when this returns.
  void i18n.init({
    initAsync: false,
    lng: 'ko',
    resources: { ko: { translation: resources } },
    keySeparator: false,
    nsSeparator: false,
    showSupportNotice: false,
    interpolation: { escapeValue: false, format: (value, pair) => (pair ? withParticle(String(value), pair) : String(value)) },
  })

  // One text within another is not used, so it is not looked for.
  const translate = (key: string, params: Record<string, string | number>): string => i18n.t(key, { ...params, nest: false })

  const { aspects } = script
  const asAction = (aspect: string) => translate('action:aspect', { aspect })
  const labels = new Map(
    Object.entries(aspects).flatMap(([aspect, { disliked, liked, noun, praise }]) =>
      [aspect, disliked, liked, noun, praise]
        .filter((form) => form !== undefined)
        .flatMap((form) => [form, asAction(form)].map((label) => [fold(label), aspect])),
    ),
  )
  const intents = compileIntents(readIntents(directory, folder))
  const vague = new Set(script.vague)
  return {
    intents,
    unasked: script.unasked,
    starters: script.starters,
    say: (key, params, seed) => translate(`${key}#${(seed + hash(key)) % script.messages[key].length}`, params),
    action: (key, params) => translate(`action:${key}`, params),
    aspectLabel: (aspect, feeling) => aspects[aspect]?.[feeling === 'neutral' ? 'noun' : feeling] ?? aspect,
    praise: (aspect) => aspects[aspect]?.praise ?? translate('praise', { aspect: aspects[aspect]?.noun ?? aspect }),
    without: (aspect) => aspects[aspect]?.without ?? translate('without', { aspect: aspects[aspect]?.noun ?? aspect }),
    aspectLabelled: (text) => labels.get(fold(text)) ?? labels.get(fold(intents.withoutParticle(text))) ?? null,
    counterpart: (aspect) => script.aspects[aspect]?.counterpart ?? null,
    isComplaint: (aspect) => aspects[aspect]?.counterpart !== undefined && aspects[aspect].liked === undefined,
    isVague: (aspect) => vague.has(aspect),
  }
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value
}
