import { createInterface } from 'node:readline'
import { MalgwiError } from '../errors.js'
import { isBlank } from '../nlp/text/blank.js'
import { checkArgument, refuseTextBesideLines } from './analyze.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'

export async function phrases(
  text: string | undefined,
  options: BundleOptions & { json?: boolean; lines?: boolean },
): Promise<void> {
  if (!options.lines && text === undefined)
    throw new MalgwiError('USAGE', 'Give a text, e.g. malgwi phrases "스토리가 뻔하고 억지스러움", or --lines.')
  if (options.lines) refuseTextBesideLines(text)
  if (text !== undefined) checkArgument(text, 'give it on standard input, with --lines')
  const recognizer = await open(options)
  if (options.lines) {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      try {
        if (isBlank(line)) throw new MalgwiError('TEXT_EMPTY')
        printJson({ text: line, phrases: await recognizer.phrases(line) })
      } catch (error) {
        if (!(error instanceof MalgwiError)) throw error
        printJson({ error: error.toJSON() })
      }
    }
    return
  }
  if (isBlank(text!)) throw new MalgwiError('TEXT_EMPTY')
  const found = await recognizer.phrases(text!)
  if (options.json) return printJson({ text, phrases: found })
  for (const { aspect, opinion, target } of found) printLine(`${aspect}\t${opinion}\t${target}`)
}
