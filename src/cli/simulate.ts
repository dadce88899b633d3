import { createBot } from '../bot/create-bot.js'
import { readScript } from '../bot/script.js'
import { DIALOGS, openTexts } from '../bot/texts.js'
import { TerminalAdapter } from '../channels/terminal.js'
import type { Conversation } from '../simulation/converse.js'
import { readLines } from '../simulation/lines.js'
import { type Report, reportOn } from '../simulation/report.js'
import { simulation } from '../simulation/simulate.js'
import { worldOf } from '../simulation/world.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'
import { showProgress } from './progress.js'

export interface SimulateOptions extends BundleOptions {
  conversations: number
  seed: number
  /** Numbers of conversations to print instead. */
  show?: number[]
  json?: boolean
}

/** Lets simulated users talk with the bot, and reports what came of it. */
export async function simulate({ conversations, seed, show, json, ...options }: SimulateOptions): Promise<void> {
  const recognizer = await open(options)
  const { domain } = recognizer
  const bot = createBot({ recognizer })
  const converse = simulation({
    seed,
    world: worldOf(recognizer),
    lines: readLines(DIALOGS, domain),
    script: readScript(DIALOGS, domain),
    texts: openTexts(domain),
    newTalker: (conversation) => new TerminalAdapter(bot, conversation),
  })
  if (show) {
    for (const number of show) printLine(transcript(await converse(number), number, seed))
    return
  }
  const { progress, stop } = showProgress()
  const held: Conversation[] = []
  for (let number = 0; number < conversations; number++) {
    held.push(await converse(number))
    progress('conversations', number + 1, conversations)
  }
  stop()
  const report = reportOn(held, seed)
  if (json) printJson(report)
  else printLine(describe(report))
}

/** A conversation with what the user had in mind, as a .chat file would have it. */
function transcript({ persona, opening, spoken, ending }: Conversation, number: number, seed: number): string {
  const { film, feeling, aspects, shuns, patience } = persona
  const mind = `${film.title} (${film.id}), ${feeling}, ${aspects.join(' + ')}${shuns ? `, no ${shuns}` : ''}, patience ${patience}`
  return [
    `# seed ${seed}, conversation ${number}: ${mind}; ${opening}; ${ending}`,
    ...spoken.flatMap(({ said, answer: { lines, choices, error } }) => [
      `사용자: ${said}`,
      ...lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`),
      ...(choices.length > 0 ? [`    ${choices.map((choice) => `[${choice}]`).join(' ')}`] : []),
      ...(error ? [`    (${error})`] : []),
    ]),
    '---',
  ].join('\n')
}

function describe(report: Report): string {
  const { success, left, repetitions, notUnderstood, aspect, ms, incidents } = report
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const numbers = (list: readonly number[]) => (list.length > 0 ? `  (--show ${list.slice(0, 8).join(',')})` : '')
  return [
    `conversations   ${report.conversations}, ${report.turns} turns, seed ${report.seed}`,
    `success         ${percent(success.rate)}, after ${success.turns.median} turns (median), ${success.turns.p90} (p90)`,
    `left            ${left.nothing} nothing to recommend, ${left.lost} not understood, ${left.patience} out of patience${numbers(incidents.lost)}`,
    `repetitions     ${repetitions.recommendedTwice} films recommended twice${numbers(incidents.recommendedTwice)}`,
    `                ${repetitions.recommendedOwn} times the film that was spoken of${numbers(incidents.recommendedOwn)}`,
    `                ${repetitions.saidTwice} sentences twice running${numbers(incidents.saidTwice)}`,
    `not understood  ${notUnderstood.count} answers, ${percent(notUnderstood.rate)}`,
    `aspect in mind  among the first offers ${percent(aspect.first)} of ${aspect.offered} (the most mentioned: ${percent(aspect.frequent)}), come to ${percent(aspect.found)} of all`,
    `ms a turn       p50 ${ms.p50.toFixed(1)}, p99 ${ms.p99.toFixed(1)}`,
    `errors          ${report.errors}${numbers(incidents.errors)}`,
    ...report.openings.map(
      ({ kind, conversations, success: taken }) => `  ${kind.padEnd(28)}${String(conversations).padStart(5)}  ${percent(taken)}`,
    ),
  ].join('\n')
}
