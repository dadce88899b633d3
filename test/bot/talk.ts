import type { Bot } from '#src/bot/bot.js'
import { createBot } from '#src/bot/create-bot.js'
import { type Answer, TerminalAdapter } from '#src/channels/terminal.js'
import { recognizer } from './double.js'

/** One bot for all the conversations of a test file: reading its texts costs more than talking. */
export const bot: Bot = createBot({ recognizer })

let conversations = 0

/** Says the lines one after another in a conversation of their own, and gives the answers. */
export async function talk(
  lines: readonly string[],
  { conversation = `test-${++conversations}`, to = bot } = {},
): Promise<Answer[]> {
  const adapter = new TerminalAdapter(to, conversation)
  const answers: Answer[] = []
  for (const line of lines) answers.push(await adapter.say(line))
  return answers
}

export const textOf = ({ lines, choices, error }: Answer): string =>
  [...lines, choices.map((choice) => `[${choice}]`).join(' '), error ?? ''].filter(Boolean).join('\n')

/** The titles that an answer names. */
export const titlesIn = (answer: Answer): string[] => [...textOf(answer).matchAll(/〈([^〉]+)〉/g)].map(([, title]) => title)
