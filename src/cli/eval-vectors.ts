import { MalgwiError } from '../errors.js'
import type { Figure } from '../eval/vectors/figure.js'
import { readMarkedLists } from '../eval/vectors/lists.js'
import { openBundleVectors, openVectorsFolder } from '../eval/vectors/sets.js'
import { evaluateVectors, type SetFigures } from '../eval/vectors.js'
import { type BundleOptions, bundleFolder } from './open.js'
import { printJson, printLine } from './output.js'

export interface VectorsCommand extends BundleOptions {
  vectorsDir?: string[]
  /** Folder with the marked lists. */
  marked?: string
  seed?: number
  json?: boolean
}

const SEED = 1

/** Measures the vectors of folders, of the bundle that is named beside them, or of the usual bundle where no folder is. */
export async function evalVectors(command: VectorsCommand): Promise<void> {
  const { marked, seed = SEED, vectorsDir: folders = [], bundle } = command
  if (marked === undefined) throw new MalgwiError('USAGE', 'Give --marked, the folder with the marked lists, e.g. test/marked.')
  const lists = await readMarkedLists(marked)
  const sets = bundle !== undefined || folders.length === 0 ? [openBundleVectors(bundleFolder(command))] : []
  for (const folder of folders) sets.push(await openVectorsFolder(folder))
  const report = evaluateVectors(sets, lists, seed)
  if (command.json) return printJson(report)
  for (const set of report.sets) for (const line of linesOf(set)) printLine(line)
  for (const { objective, sets: names, overlap } of report.stability)
    printLine(`neighbour overlap at 10 of ${objective}, ${names.join(', ')}: ${share(overlap)}`)
}

function linesOf({
  name,
  objective,
  words,
  dimensions,
  polarity,
  analogies,
  contexts,
  similarity,
  overFirst,
}: SetFigures): string[] {
  const lines = [
    `${name}: ${objective}, ${words} words, ${dimensions} dimensions`,
    `  polarity consistency at 10   ${share(polarity.at10)}   ${polarity.known} of ${polarity.words} polar words`,
    `  polarity consistency at 100  ${share(polarity.at100)}`,
  ]
  for (const [way, figures] of [
    ['labels', analogies.byLabels],
    ['reflection', analogies.byReflection],
    ['mean offset', analogies.byOffset],
  ] as const) {
    if (!figures) continue
    const accuracies = Object.values(figures.both).map(share)
    lines.push(
      `  analogies at 1, 5, 10        ${accuracies.join('; ')}   by ${way}, ${analogies.known} of ${analogies.pairs} pairs`,
    )
  }
  for (const [condition, { amongMarked, coverage }] of Object.entries(contexts.under))
    lines.push(
      `  contexts under ${condition.padEnd(13)} 부정 ${share(amongMarked.부정)}, 긍정 ${share(amongMarked.긍정)}   ` +
        `${contexts.known} of ${contexts.aspects} aspects; the list knows ${share(coverage)} of the ten first`,
    )
  lines.push(`  similarity, Spearman         ${rho(similarity)}   ${similarity.known} of ${similarity.pairs} pairs`)
  if (overFirst)
    lines.push(
      `  over the first set           polarity at 10 ${share(overFirst.polarity.at10)}, at 100 ${share(overFirst.polarity.at100)}; ` +
        `Spearman ${rho(overFirst.similarity)}`,
    )
  return lines
}

function share({ mean, interval }: Pick<Figure, 'mean' | 'interval'>): string {
  if (mean === null) return 'none'
  const percent = (value: number): string => (100 * value).toFixed(1)
  return `${percent(mean)} %${interval ? ` (${interval.map(percent).join(' to ')})` : ''}`
}

function rho({ rho: value, interval }: SetFigures['similarity'] | NonNullable<SetFigures['overFirst']>['similarity']): string {
  if (value === null) return 'none'
  return `${value.toFixed(3)}${interval ? ` (${interval.map((end) => end.toFixed(3)).join(' to ')})` : ''}`
}
