import { FILM } from '../bot/marks.js'
import { MESSAGES, type MessageKey } from '../bot/messages.js'
import type { Script } from '../bot/script.js'
import type { Texts } from '../bot/texts.js'
import type { Answer } from '../channels/terminal.js'

/** What somebody who reads an answer takes it for. */
export interface Heard {
  text: string
  choices: readonly string[]
  /** What it wants to know; null where it asks nothing. */
  asks: 'film' | 'namesake' | 'feeling' | 'aspect' | null
  /** The title of the film that it recommends. */
  recommended: string | null
  /** It says that there is nothing (more) to recommend. */
  nothing: boolean
  /** It says that it did not understand, or asks the same again. */
  notUnderstood: boolean
}

/** Placeholders as they stand in dialogs/. */
const PLACEHOLDER = /\{\{(\w+)(?:,\s*([^{}]+?)\s*)?\}\}/g
/** A text with fewer letters of its own than this is found in anything. */
const FEWEST_LETTERS = 5

/**
 * Reads answers as a user does, by their words: each of the sentences that dialogs/ has, with anything where its placeholders are.
 * What asks the question comes last in an answer, so the last sentence decides what is asked.
 */
export function listening({ messages }: Pick<Script, 'messages'>, texts: Texts): (answer: Answer) => Heard {
  const known = (Object.keys(MESSAGES) as MessageKey[]).flatMap((key) =>
    messages[key].filter(isTelling).map((text) => ({ key, pattern: patternOf(text) })),
  )
  return ({ lines, choices }) => {
    const text = lines.join('\n')
    const found = known
      .flatMap(({ key, pattern }) => {
        const match = pattern.exec(text)
        return match ? [{ key, film: match.groups?.film ?? null, end: match.index + match[0].length }] : []
      })
      .sort((a, b) => a.end - b.end)
    const recommendation = found.findLast(({ key, film }) => film !== null && isRecommendation(key))
    const question = found.findLast(({ key }) => questionOf(key) !== null)
    return {
      text,
      choices,
      asks: recommendation ? null : question ? questionOf(question.key) : questionOfChoices(choices, texts),
      recommended: recommendation?.film ?? null,
      nothing: found.some(({ key }) => key === 'recommend.none' || key === 'recommend.noMore'),
      notUnderstood: found.some(({ key }) => key.startsWith('odd.') || key.endsWith('.again')),
    }
  }
}

const isTelling = (text: string): boolean => text.replace(PLACEHOLDER, '').replace(/[^\p{L}]/gu, '').length >= FEWEST_LETTERS

function patternOf(text: string): RegExp {
  let source = ''
  let from = 0
  let named = false
  for (const { 0: whole, 1: name, 2: pair, index } of text.matchAll(PLACEHOLDER)) {
    source += escaped(text.slice(from, index))
    source += name === 'film' ? `${FILM.open}(${named ? '' : '?<film>'}[^${FILM.close}]+)${FILM.close}` : '.+?'
    named ||= name === 'film'
    // '용가리은(는)' stands where nobody knows how the word is read.
    if (pair) source += `(?:${pair.split('/').map(escaped).join('|')}|[^ ]{1,8})`
    from = index + whole.length
  }
  return new RegExp(source + escaped(text.slice(from)), 'su')
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

const SAID_OF_NO_FILM = new Set<MessageKey>(['recommend.accepted', 'recommend.none', 'recommend.noMore'])
const isRecommendation = (key: MessageKey): boolean => key.startsWith('recommend.') && !SAID_OF_NO_FILM.has(key)

function questionOf(key: MessageKey): Heard['asks'] {
  if (key === 'which.namesake') return 'namesake'
  if (key === 'which.item' || key === 'which.again') return 'film'
  if (key === 'how.notSeen') return null
  if (key.startsWith('how.') || key === 'about.how') return 'feeling'
  return key.startsWith('ask.') || key.startsWith('askGeneral.') ? 'aspect' : null
}

/** Some questions are seen by their buttons. */
function questionOfChoices(choices: readonly string[], texts: Texts): Heard['asks'] {
  if (choices.includes(texts.action('liked', {})) && choices.includes(texts.action('disliked', {}))) return 'feeling'
  const named = choices.filter((choice) => texts.aspectLabelled(choice) !== null)
  return named.length > 0 && !choices.includes(texts.action('why', {})) ? 'aspect' : null
}
