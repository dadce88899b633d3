import { MalgwiError } from '../errors.js'
import { withAdvice } from './system-errors.js'

/** Writes one line to standard output; `json` values are written as one line of JSON. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** One line that is no result, to standard error. */
export function printNote(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value))
}

/** The error as one line on standard error, as JSON where the user asked for JSON. */
export function printError(error: unknown, json: boolean): void {
  const { code, message } = describe(error)
  process.stderr.write(json ? `${JSON.stringify({ error: { code, message } })}\n` : `malgwi: ${message} [${code}]\n`)
}

/** 2 for wrong usage, 1 for everything else. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof MalgwiError && error.code === 'USAGE' ? 2 : 1
}

function describe(thrown: unknown): { code: string; message: string } {
  const error = withAdvice(thrown)
  if (error instanceof MalgwiError) return error.toJSON()
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'UNEXPECTED', message: message.replace(/\s+/g, ' ').trim() }
}
