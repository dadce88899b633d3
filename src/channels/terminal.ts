import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import pc from 'picocolors'
import type { Bot } from '../bot/bot.js'
import { isToBeForgotten } from '../bot/forget.js'
import { DRIVING } from '../bot/marks.js'
import { type Activity, ActivityTypes, type ConversationReference, TurnContext } from '../bot/sdk.js'
import { CollectingAdapter } from './collecting-adapter.js'

/** What the bot said in a turn: its messages in order, and the suggested actions of the last. */
export interface Answer {
  lines: string[]
  choices: string[]
  /** What went wrong, in one line; the conversation can go on. */
  error: string | null
}

/** One conversation in this process: what is sent is handed back when the turn is over. */
export class TerminalAdapter extends CollectingAdapter {
  private reference: Partial<ConversationReference>
  private turns = 0

  constructor(
    private readonly bot: Bot,
    conversationId: string,
  ) {
    super()
    this.reference = {
      channelId: 'terminal',
      conversation: { id: conversationId, name: conversationId, isGroup: false, conversationType: 'personal' },
      user: { id: 'user', name: '사용자' },
      bot: { id: 'bot', name: '말귀' },
    }
  }

  /** Somebody comes in: the welcome. */
  greet(): Promise<Answer> {
    return this.receive({ type: ActivityTypes.ConversationUpdate, membersAdded: [{ id: 'user', name: '사용자' }] })
  }

  say(text: string): Promise<Answer> {
    return this.receive({ type: ActivityTypes.Message, text })
  }

  private async receive(activity: Partial<Activity>): Promise<Answer> {
    const incoming = TurnContext.applyConversationReference({ ...activity, id: String(++this.turns) }, this.reference, true)
    const context = this.contextFor(incoming)
    let error: string | null = null
    try {
      await this.runMiddleware(context, (turn) => this.bot.run(turn))
    } catch (failure) {
      error = oneLine(failure)
      // Half an answer would contradict the apology.
      this.take(context)
      await this.bot.recover(context).catch(() => undefined)
    }
    if (isToBeForgotten(context)) this.startOver()
    const messages = this.take(context).filter(({ type }) => type === ActivityTypes.Message)
    return {
      lines: messages.flatMap(({ text }) => (text ? [text] : [])),
      choices: (messages.at(-1)?.suggestedActions?.actions ?? []).map(({ title, value }) => title || String(value)),
      error,
    }
  }

  /** The memory ends with the process; until then nobody comes back to a conversation that was to be forgotten. */
  private startOver(): void {
    const conversation = { ...this.reference.conversation!, id: `${this.reference.conversation!.id}+` }
    this.reference = { ...this.reference, conversation }
  }
}

const oneLine = (failure: unknown): string => {
  const { code, message } = failure as { code?: string; message?: string }
  return `${code ? `${code}: ` : ''}${message ?? String(failure)}`.replace(/\s+/g, ' ')
}

export interface TerminalOptions {
  bot: Bot
  input: Readable
  output: Writable
  /** A prompt, colours and numbered choices, for somebody at a terminal; else plain lines, a turn for each line read. */
  interactive: boolean
  /** What the variants of the texts are chosen by; 'terminal' unless given. */
  conversationId?: string
}

/**
 * Talks until the input ends (Ctrl-D, Ctrl-C, end of the pipe). Turns are taken strictly in order; one that fails costs one line.
 * Resolves when the last answer is written.
 */
export async function runTerminal({
  bot,
  input,
  output,
  interactive,
  conversationId = 'terminal',
}: TerminalOptions): Promise<void> {
  const adapter = new TerminalAdapter(bot, conversationId)
  const colours = pc.createColors(interactive && pc.isColorSupported)
  const prompt = interactive ? `${colours.bold('사용자')}  ` : ''
  const lines = createInterface({
    input,
    output: interactive ? output : undefined,
    terminal: interactive,
    prompt,
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  let gone = false
  const stop = () => {
    gone = true
    lines.close()
  }
  output.once('error', stop)
  const write = (text: string) => void (gone || output.write(text))

  // Taken before anything is awaited: lines that come meanwhile wait in it.
  const queue = lines[Symbol.asyncIterator]()
  try {
    if (interactive) {
      write(render(await adapter.greet(), { interactive, colours }))
      lines.prompt()
    }
    for (let next = await queue.next(); !next.done && !gone; next = await queue.next()) {
      write(render(await adapter.say(next.value), { interactive, colours }))
      if (interactive) lines.prompt()
    }
    if (interactive) write('\n')
  } finally {
    lines.close()
    output.off('error', stop)
  }
}

interface Rendering {
  interactive: boolean
  colours: ReturnType<typeof pc.createColors>
}

/** An answer as lines: driving words shaded and choices numbered where somebody looks on, else as plain text. */
export function render({ lines, choices, error }: Answer, { interactive, colours }: Rendering): string {
  // Without colours the marks themselves say which words they are.
  const said = colours.isColorSupported ? lines.map((line) => shaded(line, colours)) : lines
  const who = interactive ? `${colours.bold(colours.cyan('말귀'))}    ` : ''
  const indent = ' '.repeat(interactive ? 8 : 0)
  const offered = interactive
    ? choices.map((choice, place) => `${colours.dim(`${place + 1}.`)} ${choice}`).join('   ')
    : choices.map((choice) => `[${choice}]`).join(' ')
  const rows = [
    ...said.flatMap((line) => line.split('\n')),
    ...(offered ? [offered] : []),
    ...(error ? [colours.dim(`(${error})`)] : []),
  ]
  return rows.map((row, place) => `${place === 0 ? who : indent}${row}\n`).join('')
}

/** 『재미 없었어』 becomes those words on a coloured ground. */
function shaded(text: string, colours: Rendering['colours']): string {
  return text
    .split(DRIVING.open)
    .map((part, place) => {
      const end = part.indexOf(DRIVING.close)
      return place === 0 || end < 0 ? part : colours.inverse(part.slice(0, end)) + part.slice(end + DRIVING.close.length)
    })
    .join('')
}
