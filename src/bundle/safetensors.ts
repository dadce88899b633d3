import { MalgwiError } from '../errors.js'
import { fromHalf } from '../nlp/tensor/half.js'

/**
 * The safetensors layout: a little-endian u64 N, N bytes of JSON
 * { name: { dtype, shape, data_offsets: [begin, end] }, "__metadata__": { string: string } }, then the tensors without gaps.
 */
export type StoredTensor =
  | { dtype: 'F32'; shape: readonly number[]; data: Float32Array }
  | { dtype: 'F16'; shape: readonly number[]; data: Uint16Array /* see half.ts */ }
  | { dtype: 'I64'; shape: readonly number[]; data: BigInt64Array }
  | { dtype: 'I32'; shape: readonly number[]; data: Int32Array }
  | { dtype: 'U32'; shape: readonly number[]; data: Uint32Array }
  | { dtype: 'U8'; shape: readonly number[]; data: Uint8Array }

export type DType = StoredTensor['dtype']

const ARRAYS = {
  F32: Float32Array,
  F16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
} as const

const LENGTH_BYTES = 8
/** Ours have a few hundred bytes; the format's own limit, 100 MB, would let a hostile file cost seconds of parsing. */
const MAX_HEADER_BYTES = 1 << 20
const METADATA = '__metadata__'

/**
 * Lays tensors out by falling size of their element, so that each is aligned, and then by name; the same tensors give the same bytes.
 * @throws MalgwiError BUNDLE_REFUSED where a shape does not fit its data
 */
export function encodeSafetensors(tensors: Record<string, StoredTensor>): Uint8Array {
  const pieces = safetensorsPieces(tensors)
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** The same as the pieces of the file in their order, for one to be written without a copy; those of tensors share their memory. */
export function safetensorsPieces(tensors: Record<string, StoredTensor>): Uint8Array[] {
  const entries = Object.entries(tensors).sort(
    ([a, x], [b, y]) => y.data.BYTES_PER_ELEMENT - x.data.BYTES_PER_ELEMENT || (a < b ? -1 : a > b ? 1 : 0),
  )
  const header: Record<string, unknown> = {}
  let end = 0
  for (const [name, { dtype, shape, data }] of entries) {
    if (name === METADATA || elementCount(shape) !== data.length || !(data instanceof ARRAYS[dtype])) {
      throw new MalgwiError('BUNDLE_REFUSED', `tensor ${name} is ${data.length} values, not ${dtype} [${shape.join(', ')}]`)
    }
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  const json = Buffer.from(JSON.stringify(header))
  const headerBytes = Math.ceil(json.length / 8) * 8
  const head = new Uint8Array(LENGTH_BYTES + headerBytes).fill(0x20, LENGTH_BYTES)
  new DataView(head.buffer).setBigUint64(0, BigInt(headerBytes), true)
  head.set(json, LENGTH_BYTES)
  return [head, ...entries.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]
}

/** Tensors of a file, by name. */
export interface Tensors {
  readonly names: readonly string[]
  /** @throws MalgwiError BUNDLE_CORRUPT where there is no such tensor */
  get(name: string): StoredTensor
  /**
   * An F32 or F16 tensor as single precision, with its shape.
   * @throws MalgwiError BUNDLE_CORRUPT where there is none, or one of another type or number of axes
   */
  floats(name: string, axes?: number): { shape: readonly number[]; data: Float32Array }
}

/**
 * Reads a file as hostile, as the Rust reader does (tensor.rs): a capped header of valid UTF-8, sizes without overflow, offsets
 * that follow one another without holes up to the last byte; only then are views made. They share `bytes` where it is aligned.
 * @param file the name that errors give
 * @throws MalgwiError BUNDLE_CORRUPT
 */
export function decodeSafetensors(bytes: Uint8Array, file = 'safetensors'): Tensors {
  const fail = (detail: string): never => {
    throw new MalgwiError('BUNDLE_CORRUPT', `${file}: ${detail}`)
  }
  const { header, dataAt } = readHeader(bytes, fail)
  const infos = Object.entries(header).filter(([name]) => name !== METADATA)
  const parsed = infos.map(([name, info]) => readInfo(name, info, fail)).sort((a, b) => a.begin - b.begin || a.end - b.end)
  const tensors = new Map<string, StoredTensor>()
  let end = 0
  for (const info of parsed) {
    if (info.begin !== end) fail(`tensor ${info.name} does not begin where the one before it ends`)
    end = info.end
    if (dataAt + end > bytes.length) fail(`tensor ${info.name} ends beyond the file`)
  }
  if (dataAt + end !== bytes.length) fail('it does not end with its last tensor')
  for (const { name, dtype, shape, begin, count } of parsed) tensors.set(name, view(bytes, dataAt + begin, dtype, shape, count))

  const get = (name: string) => tensors.get(name) ?? fail(`it has no tensor ${name}`)
  return {
    names: [...tensors.keys()],
    get,
    floats(name, axes) {
      const tensor = get(name)
      const { dtype, shape } = tensor
      if (axes !== undefined && shape.length !== axes) fail(`tensor ${name} has ${shape.length} axes, not ${axes}`)
      if (dtype === 'F32') return { shape, data: tensor.data }
      if (dtype === 'F16') return { shape, data: fromHalf(tensor.data) }
      return fail(`tensor ${name} is ${dtype}, not F32 or F16`)
    },
  }
}

type Fail = (detail: string) => never

function readHeader(bytes: Uint8Array, fail: Fail): { header: Record<string, unknown>; dataAt: number } {
  if (bytes.length < LENGTH_BYTES) fail('it is cut short')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES) fail('its header is too long')
  const dataAt = LENGTH_BYTES + Number(length)
  if (dataAt > bytes.length) fail('its header is cut short')
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, dataAt))
    const header: unknown = JSON.parse(text)
    if (text.startsWith('{') && isRecord(header)) return { header, dataAt }
  } catch {}
  return fail('its header is no JSON object')
}

interface TensorInfo {
  name: string
  dtype: DType
  shape: number[]
  begin: number
  end: number
  count: number
}

function readInfo(name: string, info: unknown, fail: Fail): TensorInfo {
  const wrong = () => fail(`the header of tensor ${JSON.stringify(name.slice(0, 80))} is wrong`)
  if (!isRecord(info)) return wrong()
  const { dtype, shape, data_offsets: offsets, ...rest } = info
  if (Object.keys(rest).length > 0 || typeof dtype !== 'string' || !Object.hasOwn(ARRAYS, dtype)) return wrong()
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) return wrong()
  const [begin, end] = offsets
  const count = elementCount(shape)
  const byteLength = count * ARRAYS[dtype as DType].BYTES_PER_ELEMENT
  if (!(Number.isSafeInteger(byteLength) && end - begin === byteLength)) return wrong()
  return { name, dtype: dtype as DType, shape, begin, end, count }
}

/** NaN where the product of some of the dimensions leaves the safe integers, even if a later one is 0. */
function elementCount(shape: readonly number[]): number {
  let count = 1
  for (const size of shape) {
    count *= size
    if (!Number.isSafeInteger(count)) return Number.NaN
  }
  return count
}

function view(bytes: Uint8Array, at: number, dtype: DType, shape: readonly number[], count: number): StoredTensor {
  const make = ARRAYS[dtype]
  const start = bytes.byteOffset + at
  const aligned = start % make.BYTES_PER_ELEMENT === 0
  const buffer = aligned ? bytes.buffer : bytes.slice(at, at + count * make.BYTES_PER_ELEMENT).buffer
  return { dtype, shape, data: new make(buffer as ArrayBuffer, aligned ? start : 0, count) } as StoredTensor
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
