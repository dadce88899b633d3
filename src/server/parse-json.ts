import type { z } from 'zod'
import { MalgwiError } from '../errors.js'
import { wordingOf } from './issues.js'
import { JSON_DEPTH } from './limits.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads UTF-8 JSON that a stranger wrote. `__proto__`, and `constructor` with a `prototype` in it, are refused wherever they stand: code
 * that copies or merges such an object would change the prototype of every other.
 *
 * @throws MalgwiError BODY_INVALID; it says nothing of the content
 */
export function parseJson(bytes: Uint8Array): unknown {
  const value = parse(decode(bytes))
  const left: { at: unknown; depth: number }[] = [{ at: value, depth: 1 }]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { at, depth } = next
    if (typeof at !== 'object' || at === null) continue
    if (depth > JSON_DEPTH) throw new MalgwiError('BODY_INVALID', `it is nested more than ${JSON_DEPTH} deep`)
    if (!Array.isArray(at)) refusePoison(at as Record<string, unknown>)
    for (const inner of Object.values(at)) left.push({ at: inner, depth: depth + 1 })
  }
  return value
}

/**
 * What the schema makes of a value.
 *
 * @throws MalgwiError REQUEST_INVALID, naming the path of what is wrong
 */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new MalgwiError('REQUEST_INVALID', wordingOf(parsed.error.issues[0], value))
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new MalgwiError('BODY_INVALID', 'it is not UTF-8')
  }
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new MalgwiError('BODY_INVALID', 'it is empty')
  try {
    return JSON.parse(text)
  } catch {
    throw new MalgwiError('BODY_INVALID', 'it is not JSON')
  }
}

function refusePoison(object: Record<string, unknown>): void {
  const made = Object.hasOwn(object, 'constructor') ? object.constructor : undefined
  const prototype = typeof made === 'object' && made !== null && Object.hasOwn(made, 'prototype')
  if (prototype || Object.hasOwn(object, '__proto__'))
    throw new MalgwiError('BODY_INVALID', 'it has a key that no request may have (__proto__, constructor.prototype)')
}
