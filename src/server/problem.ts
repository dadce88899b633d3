import { STATUS_CODES } from 'node:http'
import { MalgwiError } from '../errors.js'
import type { Answer } from './route.js'

/** An error as RFC 9457 has it. `code` is from the table of errors; a program decides by it. */
export interface Problem {
  type: 'about:blank'
  title: string
  status: number
  detail: string
  code: string
  /** What may have been meant, likeliest first; absent where nothing is like it. */
  suggestions?: readonly string[]
}

const RETRY_SECONDS = 1

export function problemOf(error: unknown): Problem {
  const known = error instanceof MalgwiError
  const status = known ? error.status : 500
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    // What went wrong inside is for the log.
    detail: known ? error.message : 'Something went wrong in the server. Its log has more under the id in x-request-id.',
    code: known ? error.code : 'UNEXPECTED',
    ...(known && error.suggestions.length > 0 ? { suggestions: error.suggestions } : {}),
  }
}

export function problemAnswer(error: unknown): Exclude<Answer, 'handled'> {
  const problem = problemOf(error)
  const retry: Record<string, string> =
    problem.status === 503 || problem.status === 429 ? { 'retry-after': String(RETRY_SECONDS) } : {}
  return { status: problem.status, json: problem, type: 'application/problem+json', headers: retry }
}
