/** Protocol-buffer encoding, as far as the models here need it: varints and length-delimited fields. */
const UTF8 = new TextEncoder()

export type Field = Uint8Array

/** A varint; negative numbers take ten bytes, as the format asks for two's complement in 64 bits. */
function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export const intField = (number: number, value: number | bigint): Field =>
  Uint8Array.from([...varint(number << 3), ...varint(value)])

/** A number in single precision. */
export const floatField = (number: number, value: number): Field =>
  concatBytes([Uint8Array.from(varint((number << 3) | 5)), new Uint8Array(Float32Array.of(value).buffer)])

/** What stands before a byte string of this length. */
export const bytesHeader = (number: number, length: number): Field =>
  Uint8Array.from([...varint((number << 3) | 2), ...varint(length)])

export const bytesField = (number: number, value: Uint8Array): Field => concatBytes([bytesHeader(number, value.length), value])

export const stringField = (number: number, value: string): Field => bytesField(number, UTF8.encode(value))

export const messageField = (number: number, fields: readonly Field[]): Field => bytesField(number, concatBytes(fields))
