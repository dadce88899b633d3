import { createInterface } from 'node:readline'
import pc from 'picocolors'
import { MalgwiError } from '../errors.js'
import type { Analysis } from '../recognizer/analysis.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'

/** ONNX Runtime's native part crashes in a process whose arguments are longer than some 28,000 bytes. */
const LONGEST_ARGUMENT = 20_000

export async function analyze(
  text: string | undefined,
  options: BundleOptions & { json?: boolean; lines?: boolean },
): Promise<void> {
  if (options.lines) {
    refuseTextBesideLines(text)
    return analyzeLines(options)
  }
  if (text === undefined)
    throw new MalgwiError('USAGE', 'Give a text, e.g. malgwi analyze "용가리 영화 재미 없었어", or --lines.')
  checkArgument(text, 'give it on standard input, with --lines')
  const recognizer = await open(options)
  const analysis = await recognizer.analyse(text)
  if (options.json) printJson(analysis)
  else printLine(describe(analysis))
}

/** @throws MalgwiError USAGE */
export function refuseTextBesideLines(text: string | undefined): void {
  if (text !== undefined) throw new MalgwiError('USAGE', 'With --lines texts come on standard input: leave the other one out.')
}

/** @throws MalgwiError TEXT_TOO_LONG */
export function checkArgument(text: string, instead: string): void {
  if (Buffer.byteLength(text) > LONGEST_ARGUMENT)
    throw new MalgwiError('TEXT_TOO_LONG', `over ${LONGEST_ARGUMENT} bytes as an argument; ${instead}`)
}

/** One text a line in, one JSON object a line out, in the same order; a line that cannot be read answers `{"error": …}`. */
async function analyzeLines(options: BundleOptions): Promise<void> {
  const recognizer = await open(options)
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    try {
      printJson(await recognizer.analyse(line))
    } catch (error) {
      if (!(error instanceof MalgwiError)) throw error
      printJson({ error: error.toJSON() })
    }
  }
}

function describe(analysis: Analysis): string {
  const { target, object, aspects } = analysis
  const percent = Object.entries(target.probabilities).map(([label, p]) => `${label} ${(100 * p).toFixed(1)} %`)
  const named = object.kind === 'item' ? `〈${object.title}〉 (${object.id})` : (object.text ?? '–')
  const offers = aspects.map(({ aspect, praised, complained }) => `${aspect} (+${praised} −${complained})`)
  return [
    markDriving(analysis),
    `target   ${target.label}   ${percent.join(', ')}`,
    `object   ${named}`,
    `aspects  ${offers.join(', ') || '–'}`,
  ].join('\n')
}

function markDriving({ text, driving }: Analysis): string {
  let marked = ''
  let at = 0
  for (const span of [...driving].sort((a, b) => a.start - b.start)) {
    marked += text.slice(at, span.start) + pc.bold(pc.inverse(text.slice(span.start, span.end)))
    at = span.end
  }
  return marked + text.slice(at)
}
