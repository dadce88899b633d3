import { MalgwiError } from '../../errors.js'

// A hundred times what the models here have; it bounds what a file of nothing but empty fields can cost.
const MAX_FIELDS = 1_000_000
const MAX_STRING_BYTES = 4096

/** What is left of the cap that all messages of one file share. */
export interface Budget {
  fields: number
}

/** One field of a message. */
export type ReadField =
  | { number: number; kind: 'varint'; value: bigint }
  | { number: number; kind: 'bytes'; value: Uint8Array }
  | { number: number; kind: 'fixed'; value: Uint8Array }

export const newBudget = (): Budget => ({ fields: MAX_FIELDS })

export const invalid = (detail: string): MalgwiError => new MalgwiError('MODEL_INVALID', detail)

function spend(budget: Budget): void {
  budget.fields -= 1
  if (budget.fields < 0) throw invalid(`it has more than ${MAX_FIELDS} fields`)
}

/**
 * The fields of one message in file order (https://protobuf.dev/programming-guides/encoding/). Bytes are views of `message`.
 *
 * @throws MalgwiError MODEL_INVALID for whatever runs past the end, for overlong varints and for the group wire types
 */
export function* readFields(message: Uint8Array, budget: Budget): Generator<ReadField> {
  let at = 0
  const skip = (bytes: number | bigint): number => {
    if (bytes < 0 || bytes > message.length - at) throw invalid('it is cut short, or a length in it is wrong')
    at += Number(bytes)
    return at
  }
  const varint = (): bigint => {
    const { value, next } = readVarint(message, at)
    at = next
    return value
  }
  while (at < message.length) {
    spend(budget)
    const key = BigInt.asUintN(64, varint())
    const number = Number(key >> 3n)
    const wireType = Number(key & 7n)
    if (number < 1 || number > 0x1fffffff) throw invalid(`a field has the number ${number}`)
    if (wireType === 0) yield { number, kind: 'varint', value: varint() }
    else if (wireType === 2) {
      const length = varint()
      const start = at
      yield { number, kind: 'bytes', value: message.subarray(start, skip(length)) }
    } else if (wireType === 1 || wireType === 5) {
      const start = at
      yield { number, kind: 'fixed', value: message.subarray(start, skip(wireType === 1 ? 8 : 4)) }
    } else throw invalid(`a field has the wire type ${wireType}`)
  }
}

/** The integers of a repeated field, which some writers pack into one and others store one by one. */
export function readIntegers(field: ReadField, budget: Budget): number[] {
  if (field.kind === 'varint') return [integerOf(field)]
  const packed = bytesOf(field)
  const values: number[] = []
  for (let at = 0; at < packed.length; ) {
    spend(budget)
    const { value, next } = readVarint(packed, at)
    values.push(toSafeInteger(value))
    at = next
  }
  return values
}

export function bytesOf(field: ReadField): Uint8Array {
  if (field.kind !== 'bytes') throw invalid(`field ${field.number} is no byte string`)
  return field.value
}

export function integerOf(field: ReadField): number {
  if (field.kind !== 'varint') throw invalid(`field ${field.number} is no integer`)
  return toSafeInteger(field.value)
}

/** A number in single precision. */
export function floatOf(field: ReadField): number {
  if (field.kind !== 'fixed' || field.value.length !== 4) throw invalid(`field ${field.number} is no number in single precision`)
  const { buffer, byteOffset } = field.value
  return new DataView(buffer, byteOffset).getFloat32(0, true)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

export function stringOf(field: ReadField): string {
  const bytes = bytesOf(field)
  if (bytes.length > MAX_STRING_BYTES) throw invalid(`a name has ${bytes.length} bytes`)
  try {
    return UTF8.decode(bytes)
  } catch {
    throw invalid('a name is not valid UTF-8')
  }
}

function readVarint(message: Uint8Array, at: number): { value: bigint; next: number } {
  let value = 0n
  for (let i = 0; i < 10; i++) {
    if (at + i >= message.length) throw invalid('it is cut short')
    const byte = message[at + i]
    value |= BigInt(byte & 0x7f) << BigInt(7 * i)
    if (byte < 0x80) return { value: BigInt.asIntN(64, value), next: at + i + 1 }
  }
  throw invalid('a number has more than ten bytes')
}

function toSafeInteger(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw invalid(`the integer ${value} is out of range`)
  return number
}
