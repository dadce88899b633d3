import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { MalgwiError } from '../errors.js'
import type { Answer } from './terminal.js'

/** One turn of a transcript: what is said, and what the answer must be like. */
export interface TranscriptTurn {
  line: number
  text: string
  expected: { line: number; terms: Term[] }[]
}

/** What an answer must hold (or, negated, must not): a string that occurs, with {names} of what was caught before, or a pattern. */
interface Term {
  source: string
  negated: boolean
  pattern: RegExp | null
}

export interface Replay {
  turns: number
  failures: { line: number; expected: string; answer: string }[]
}

/** One conversation with the bot, over whatever channel: a TerminalAdapter, a client of Direct Line. */
export interface Talker {
  say(text: string): Promise<Answer>
}

const USER = '사용자:'
const BOT = '말귀:'
const NEW_CONVERSATION = '---'

/**
 * Reads a transcript: conversations of turns. docs/transcripts.md describes the form.
 * @throws MalgwiError TRANSCRIPT_BROKEN with the number of the line
 */
export function parseTranscript(source: string, name: string): TranscriptTurn[][] {
  const conversations: TranscriptTurn[][] = [[]]
  const broken = (line: number, what: string) => new MalgwiError('TRANSCRIPT_BROKEN', `${name}:${line}: ${what}`)
  for (const [index, raw] of source.split(/\r?\n/).entries()) {
    const [line, number] = [raw.trim(), index + 1]
    const current = conversations.at(-1)!
    if (line === '' || line.startsWith('#')) continue
    if (line === NEW_CONVERSATION) conversations.push([])
    else if (line.startsWith(USER)) current.push({ line: number, text: line.slice(USER.length).trim(), expected: [] })
    else if (line.startsWith(BOT)) {
      const turn = current.at(-1)
      if (!turn) throw broken(number, `'${BOT}' before the first '${USER}' of its conversation`)
      turn.expected.push({ line: number, terms: readTerms(line.slice(BOT.length), (what) => broken(number, what)) })
    } else throw broken(number, `a line begins with '${USER}', '${BOT}', '${NEW_CONVERSATION}' or '#'`)
  }
  return conversations.filter((turns) => turns.length > 0)
}

function readTerms(text: string, broken: (what: string) => MalgwiError): Term[] {
  return text.split(' & ').map((part) => {
    const source = part.trim()
    const negated = source.startsWith('!')
    const body = negated ? source.slice(1).trim() : source
    if (body === '') throw broken('an empty expectation')
    if (!/^\/.+\/$/u.test(body)) return { source: body, negated, pattern: null }
    try {
      return { source: body, negated, pattern: new RegExp(body.slice(1, -1), 'u') }
    } catch (error) {
      throw broken((error as Error).message)
    }
  })
}

/**
 * Plays a .chat file, each of its conversations from the beginning, and compares every answer.
 * @param newTalker begins a conversation; its name is the same each time the file is played, and no other conversation's
 * @throws MalgwiError FILE_NOT_FOUND, TRANSCRIPT_BROKEN, also where nothing is said
 */
export async function replayTranscript(
  path: string,
  newTalker: (conversation: string) => Talker | Promise<Talker>,
): Promise<Replay> {
  const conversations = parseTranscript(await read(path), basename(path))
  if (conversations.length === 0) throw new MalgwiError('TRANSCRIPT_BROKEN', `${path} has no line that begins with '${USER}'`)
  const replay: Replay = { turns: 0, failures: [] }
  for (const [number, turns] of conversations.entries()) {
    const talker = await newTalker(`${basename(path)}#${number}`)
    const caught: Record<string, string> = {}
    for (const turn of turns) {
      const answer = await talker.say(turn.text)
      const text = flat(answer)
      replay.turns += 1
      if (answer.error !== null) replay.failures.push({ line: turn.line, expected: 'an answer without an error', answer: text })
      for (const { line, terms } of turn.expected) {
        for (const term of terms) {
          if (!holds(term, text, caught))
            replay.failures.push({ line, expected: `${term.negated ? '!' : ''}${term.source}`, answer: text })
        }
      }
    }
  }
  return replay
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new MalgwiError('FILE_NOT_FOUND', path)
    throw new MalgwiError('TRANSCRIPT_BROKEN', code === 'EISDIR' ? `${path} is a folder: name its files` : `${path} (${code})`)
  }
}

/** An answer as it is compared: its lines, then its choices as [그래픽] [더빙]. */
const flat = ({ lines, choices, error }: Answer): string =>
  [...lines, choices.map((choice) => `[${choice}]`).join(' '), error === null ? '' : `(${error})`].filter(Boolean).join('\n')

function holds({ source, negated, pattern }: Term, text: string, caught: Record<string, string>): boolean {
  if (pattern === null) {
    const wanted = source.replace(/\{([^{}]+)\}/gu, (whole, name: string) => caught[name] ?? whole)
    return text.includes(wanted) !== negated
  }
  const match = pattern.exec(text)
  if (match?.groups && !negated) Object.assign(caught, match.groups)
  return (match !== null) !== negated
}
