import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}
const UNITS: Record<string, string> = { string: ' characters', array: ' entries' }

/** What is wrong with a request, and what to give instead, by where it is: 'add.0: give a text or an object'. Nothing of what was given. */
export function wordingOf(issue: Issue, value: unknown): string {
  const { path, text } = nearest(issue)
  const missing = path.length > 0 && at(value, path) === undefined
  const said = missing ? `is missing: ${text}` : text
  return path.length > 0 ? `${path.map(String).join('.')}: ${said}` : said
}

interface Worded {
  path: readonly PropertyKey[]
  text: string
}

function nearest(issue: Issue, before: readonly PropertyKey[] = []): Worded {
  const path = [...before, ...issue.path]
  if (issue.code !== 'invalid_union') return { path, text: textOf(issue) }
  // Of what may be given in different forms, the one that goes wrong only within is the one that was meant.
  const within = issue.errors.filter((issues) => issues.every((one) => one.path.length > 0))
  const meant = within.filter((issues) => issues.every((one) => !isMissing(one)))
  if (meant.length === 1) return nearest(meant[0][0], path)
  const keys = issue.errors.flatMap((issues) => issues.filter(isMissing).map((one) => String(one.path[0])))
  const types = issue.errors.flatMap((issues) => issues.filter((one) => one.path.length === 0 && one.code === 'invalid_type'))
  const forms = [...new Set(types.map(typeOf))]
  if (keys.length > 0) forms.push(`an object with ${[...new Set(keys)].join(' or ')}`)
  return { path, text: forms.length > 0 ? `give ${forms.join(' or ')}` : 'is none of what is taken' }
}

const isMissing = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length > 0 && issue.input === undefined

const typeOf = (issue: Issue): string => (issue.code === 'invalid_type' ? (TYPES[issue.expected] ?? issue.expected) : '')

function textOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `give ${typeOf(issue)}`
    case 'invalid_value':
      return `give ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'give a text that is not empty'
        : `give ${issue.minimum}${UNITS[issue.origin] ?? ''} or more`
    case 'too_big':
      return `give ${issue.maximum}${UNITS[issue.origin] ?? ''} or fewer`
    case 'unrecognized_keys':
      return `there is no key ${issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}`
    default:
      return issue.message
  }
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Record<PropertyKey, unknown>)[key]
  }
  return found
}
