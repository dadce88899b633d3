import { evaluateAspects } from '../eval/aspects.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'

export async function evalAspects(command: BundleOptions & { aspects: string; json?: boolean }): Promise<void> {
  const figures = await evaluateAspects(await open(command), command.aspects)
  if (command.json) return printJson(figures)
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  const { microF1, precision, recall, aspectOnlyF1, count } = figures
  printLine(
    `micro-F1          ${percent(microF1)}   precision ${percent(precision)}, recall ${percent(recall)}, ${count} reviews`,
  )
  printLine(`the aspect alone  ${percent(aspectOnlyF1)}`)
  for (const [name, of] of Object.entries(figures.aspects))
    printLine(
      `  ${name}  ${percent(of.f1)}   precision ${percent(of.precision)}, recall ${percent(of.recall)}, ` +
        `the aspect alone ${percent(of.aspectOnlyF1)}, ${of.support} marks`,
    )
}
