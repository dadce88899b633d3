import { createBot } from '../bot/create-bot.js'
import { TerminalAdapter } from '../channels/terminal.js'
import { type Replay, replayTranscript } from '../channels/transcript.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'

interface Played extends Replay {
  file: string
}

/** Plays transcripts against the bot of a bundle. The exit code is 1 if an expectation did not hold. */
export async function replay(files: readonly string[], options: BundleOptions & { json?: boolean }): Promise<void> {
  const recognizer = await open(options)
  const played: Played[] = []
  for (const file of files) {
    // A bot of its own each: what one file says is not remembered in the next.
    const bot = createBot({ recognizer })
    played.push({ file, ...(await replayTranscript(file, (conversation) => new TerminalAdapter(bot, conversation))) })
  }
  if (options.json) printJson({ files: played })
  else for (const line of describe(played)) printLine(line)
  if (played.some(({ failures }) => failures.length > 0)) process.exitCode = 1
}

/** Each failure as file:line with what was expected and, indented, what was answered; then one line that counts them. */
function describe(played: readonly Played[]): string[] {
  const failures = played.flatMap(({ file, failures }) =>
    failures.flatMap(({ line, expected, answer }) => [
      `${file}:${line}: expected ${expected}`,
      ...answer.split('\n').map((row) => `    ${row}`),
    ]),
  )
  const count = (of: (one: Played) => number) => played.reduce((sum, one) => sum + of(one), 0)
  const lost = count(({ failures }) => failures.length)
  const verdict = lost === 0 ? 'all as expected' : `${some(lost, 'expectation')} not met`
  return [
    ...failures,
    `${some(played.length, 'file')}, ${some(
      count(({ turns }) => turns),
      'turn',
    )}: ${verdict}`,
  ]
}

const some = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
