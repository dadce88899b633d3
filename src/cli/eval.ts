import type { Scale } from '../corpus/review.js'
import { MalgwiError } from '../errors.js'
import { type Evaluation, evaluate as run } from '../eval/evaluate.js'
import type { Figures } from '../eval/figures.js'
import type { Prior } from '../nlp/encoder/calibrate.js'
import { readColumns } from './columns.js'
import type { ExplanationsCommand } from './eval-explanations.js'
import type { VectorsCommand } from './eval-vectors.js'
import { logLook } from './look-log.js'
import { type BundleOptions, bundleFolder, open } from './open.js'
import { printJson, printLine } from './output.js'

interface EvalCommand extends BundleOptions {
  reviews?: string
  onlyIds?: string
  excludeIds?: string
  validation?: boolean
  alsoWithoutTextsIn?: string
  columns?: string
  scale?: Scale
  prior: Prior
  json?: boolean
  /** Reviews with their aspects marked: measures what is said of which instead. */
  aspects?: string
  /** Measures explanations instead. */
  explanations?: boolean
  /** Measures vectors instead. */
  vectors?: boolean
}

const FOR_EXPLANATIONS = ['sample', 'methods', 'marked', 'seed'] as const

export async function evaluate(command: EvalCommand & ExplanationsCommand & VectorsCommand): Promise<void> {
  if (command.aspects !== undefined)
    return (await import('./eval-aspects.js')).evalAspects({ ...command, aspects: command.aspects })
  if (command.vectors) return (await import('./eval-vectors.js')).evalVectors(command)
  if (command.vectorsDir !== undefined) throw new MalgwiError('USAGE', '--vectors-dir goes with --vectors.')
  if (command.reviews === undefined)
    throw new MalgwiError('USAGE', 'Give --reviews, --aspects with marked reviews, or --vectors with --marked.')
  if (command.explanations) return (await import('./eval-explanations.js')).evalExplanations(command)
  const alone = FOR_EXPLANATIONS.find((name) => command[name] !== undefined)
  if (alone) throw new MalgwiError('USAGE', `--${alone} goes with --explanations.`)
  const { columns, ...rest } = command
  const recognizer = await open(command)
  const evaluation = await run(recognizer, { ...rest, reviews: command.reviews, columns: readColumns(columns) })
  if (command.onlyIds) log(command, evaluation)
  if (command.json) return printJson(evaluation)
  for (const line of linesOf(evaluation, evaluation.prior)) printLine(line)
  const { withoutRecurring } = evaluation
  if (withoutRecurring === undefined) return
  printLine('')
  if (withoutRecurring === null) return printLine('without the reviews whose text recurs: nothing to tell apart')
  printLine(`without ${withoutRecurring.recurring} reviews whose text recurs in ${command.alsoWithoutTextsIn}:`)
  for (const line of linesOf(withoutRecurring, evaluation.prior)) printLine(line)
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

function linesOf(figures: Figures, prior: Prior): string[] {
  const { accuracyInterval, byThreshold, count, reviews } = figures
  const interval = accuracyInterval.map(percent).join(' to ')
  return [
    `accuracy                     ${percent(figures.accuracy)}   부정 against 긍정, ${prior} prior, ${count} reviews (95 %: ${interval})`,
    ...(byThreshold
      ? [
          `  where it is sure enough    ${percent(byThreshold.accuracy)}   from ${byThreshold.confidence} up: of ${percent(byThreshold.coverage)}`,
        ]
      : []),
    `expected calibration error   ${figures.expectedCalibrationError.toFixed(4)}`,
    `macro-F1                     ${percent(figures.macroF1)}   all classes that occur, ${reviews} reviews`,
    ...Object.entries(figures.byClass).map(
      ([name, { precision, recall, f1, count: size }]) =>
        `  ${name}                       ${percent(f1)}   precision ${percent(precision)}, recall ${percent(recall)}, ${size} reviews`,
    ),
  ]
}

function log(command: EvalCommand, evaluation: Evaluation): void {
  logLook({ bundle: bundleFolder(command), from: command.reviews!, onlyIds: command.onlyIds!, ...evaluation })
}
