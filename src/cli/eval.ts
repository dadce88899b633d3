import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Scale } from '../corpus/review.js'
import { type Evaluation, evaluate as run } from '../eval/evaluate.js'
import type { Prior } from '../nlp/encoder/calibrate.js'
import { readColumns } from './columns.js'
import { type BundleOptions, bundleFolder, open } from './open.js'
import { printJson, printLine } from './output.js'

interface EvalCommand extends BundleOptions {
  reviews: string
  onlyIds?: string
  excludeIds?: string
  validation?: boolean
  columns?: string
  scale?: Scale
  prior: Prior
  json?: boolean
}

/** Every look at a set that was picked by its ids is written down: a split looked at often is no longer unseen. */
const LOG_FOLDER = '.malgwi'
const LOG = 'test-runs.jsonl'

export async function evaluate(command: EvalCommand): Promise<void> {
  const { columns, ...rest } = command
  const recognizer = await open(command)
  const evaluation = await run(recognizer, { ...rest, columns: readColumns(columns) })
  if (command.onlyIds) log(command, evaluation)
  if (command.json) return printJson(evaluation)
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  printLine(
    `accuracy                     ${percent(evaluation.accuracy)}   부정 against 긍정, ${evaluation.prior} prior, ${evaluation.count} reviews`,
  )
  printLine(`expected calibration error   ${evaluation.expectedCalibrationError.toFixed(4)}`)
  printLine(`macro-F1                     ${percent(evaluation.macroF1)}   all classes that occur, ${evaluation.reviews} reviews`)
}

function log(command: EvalCommand, evaluation: Evaluation): void {
  mkdirSync(LOG_FOLDER, { recursive: true })
  const { reviews, onlyIds } = command
  const line = { at: new Date().toISOString(), bundle: bundleFolder(command), from: reviews, onlyIds, ...evaluation }
  appendFileSync(join(LOG_FOLDER, LOG), `${JSON.stringify(line)}\n`)
}
