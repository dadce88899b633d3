import { wrong } from './wrong.js'

/** In UTF-16 units. */
const LONGEST_NAME = 1_000
const TAB = 0x09
const RETURN = 0x0d
const SPACE = 0x20

/** What separates names: white space, or tabs alone. */
export type Separator = 'space' | 'tab'

/** Called with a name's bytes, which are UTF-8 in NFC and there for the length of the call, and their hash. */
export type FoundName = (bytes: Buffer, from: number, to: number, hash: number) => void

/** A line of a file, and its number. */
export interface LineBytes {
  bytes: Buffer
  from: number
  to: number
  number: number
}

/**
 * Finds the names of a line. No string is made of one that is ASCII, Hangul syllables or ideographs, which NFC leaves as they are.
 * Throws VECTORS_TOKENS for a name of more than a thousand characters.
 */
export function scanNames({ bytes, from, to, number }: LineBytes, separator: Separator, found: FoundName): void {
  const spaces = separator === 'space'
  let begin = from
  let hash = HASH_START
  let plain = true
  for (let at = from; at <= to; at++) {
    const byte = at < to ? bytes[at]! : TAB
    if (byte === TAB || (spaces && (byte === SPACE || (byte > TAB && byte <= RETURN)))) {
      if (plain && at - begin <= LONGEST_NAME) {
        if (at > begin) found(bytes, begin, at, hash)
      } else {
        for (const name of normalised(bytes.toString('utf8', begin, at), spaces, number))
          found(name, 0, name.length, hashOf(name))
      }
      begin = at + 1
      hash = HASH_START
      plain = true
    } else if (byte < 0x80) hash = hashed(hash, byte)
    else if (at + 2 < to && isStable(byte, bytes[at + 1]!, bytes[at + 2]!)) {
      hash = hashed(hashed(hashed(hash, byte), bytes[at + 1]!), bytes[at + 2]!)
      at += 2
    } else plain = false
  }
}

/** The names of a line as strings. */
export function namesOf(line: LineBytes, separator: Separator): string[] {
  const names: string[] = []
  scanNames(line, separator, (bytes, from, to) => names.push(bytes.toString('utf8', from, to)))
  return names
}

/** FNV-1a. */
export function hashOf(name: Uint8Array): number {
  let hash = HASH_START
  for (const byte of name) hash = hashed(hash, byte)
  return hash
}

const HASH_START = 0x811c9dc5 | 0

function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193)
}

/** Three bytes of UTF-8 for a character that is no white space, that NFC leaves alone and that composes with none of its kind. */
function isStable(first: number, second: number, third: number): boolean {
  if (first >> 4 !== 0xe || second >> 6 !== 2 || third >> 6 !== 2) return false
  const code = ((first & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
  return (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3131 && code <= 0x318e)
}

function normalised(text: string, spaces: boolean, line: number): Buffer[] {
  const normal = text.normalize('NFC')
  const names = (spaces ? normal.split(/\s+/u) : [normal]).filter((name) => name !== '')
  if (names.some((name) => name.length > LONGEST_NAME))
    throw wrong(`line ${line} has a word or label of more than ${LONGEST_NAME} characters`)
  return names.map((name) => Buffer.from(name))
}
