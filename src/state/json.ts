import { MalgwiError } from '../errors.js'

/** @throws MalgwiError STATE_BROKEN naming what it was, if the text is no JSON object */
export function readJson(body: string, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below: the parser's message would quote what the user said.
  }
  throw new MalgwiError('STATE_BROKEN', `${what} is no JSON object`)
}
