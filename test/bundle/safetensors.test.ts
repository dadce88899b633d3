import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '#src/bundle/safetensors.js'
import { toHalf } from '#src/nlp/tensor/half.js'

const corrupt = expect.objectContaining({ name: 'MalgwiError', code: 'BUNDLE_CORRUPT' })

function file(header: unknown, data: number, length?: bigint): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = Buffer.alloc(8 + json.length + data)
  bytes.writeBigUInt64LE(length ?? BigInt(json.length))
  json.copy(bytes, 8)
  return bytes
}

const tensors = {
  words: { dtype: 'F16', shape: [2, 3], data: toHalf(Float32Array.of(1, 2, 3, 4, 5, 0.5)) },
  bias: { dtype: 'F32', shape: [3], data: Float32Array.of(1.5, -2, 3e-9) },
  ids: { dtype: 'I64', shape: [2, 1], data: BigInt64Array.of(-1n, 2n ** 62n) },
  counts: { dtype: 'U32', shape: [2], data: Uint32Array.of(1, 0xffffffff) },
  steps: { dtype: 'I32', shape: [], data: Int32Array.of(-7) },
  flags: { dtype: 'U8', shape: [3], data: Uint8Array.of(0, 1, 255) },
  nothing: { dtype: 'F32', shape: [0, 5], data: new Float32Array() },
} as const

describe('safetensors', () => {
  const bytes = encodeSafetensors(tensors)

  it('reads what it wrote, wherever it lies in memory', () => {
    for (const offset of [0, 1, 3, 8]) {
      const moved = new Uint8Array(bytes.length + offset).subarray(offset)
      moved.set(bytes)
      const read = decodeSafetensors(moved)
      expect([...read.names].sort()).toEqual(Object.keys(tensors).sort())
      for (const [name, tensor] of Object.entries(tensors)) expect(read.get(name)).toEqual(tensor)
    }
  })

  it('reads a file of another writer, with metadata and spaces after the header', () => {
    const header = '{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]},"__metadata__":{"foo":"bar"}}   '
    const read = decodeSafetensors(file(header, 16))
    expect(read.names).toEqual(['test'])
    expect(read.get('test')).toEqual({ dtype: 'I32', shape: [2, 2], data: new Int32Array(4) })
  })

  it('gives single precision from both floats, and refuses the rest', () => {
    const read = decodeSafetensors(bytes, 'vectors.safetensors')
    expect(read.floats('words', 2)).toEqual({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.5) })
    expect(read.floats('bias').data).toEqual(tensors.bias.data)
    for (const ask of [
      () => read.floats('ids'),
      () => read.floats('words', 1),
      () => read.get('__proto__'),
      () => read.get('none'),
    ]) {
      expect(ask).toThrow(corrupt)
    }
    expect(() => read.get('none')).toThrow('vectors.safetensors: it has no tensor none')
  })

  it('is the same bytes whatever the order of the names, and aligned', () => {
    expect(encodeSafetensors(Object.fromEntries(Object.entries(tensors).reverse()))).toEqual(bytes)
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0)
  })

  it('refuses to write a shape that does not fit, or the name of the metadata', () => {
    const refused = expect.objectContaining({ code: 'BUNDLE_REFUSED' })
    expect(() => encodeSafetensors({ x: { dtype: 'F32', shape: [2], data: new Float32Array(3) } })).toThrow(refused)
    expect(() => encodeSafetensors({ __metadata__: { dtype: 'U8', shape: [1], data: new Uint8Array(1) } })).toThrow(refused)
  })
})

describe('a safetensors file from outside is refused with', () => {
  const one = (info: unknown) => ({ a: info })
  it.each<[string, Uint8Array]>([
    ['nothing in it', new Uint8Array()],
    ['less than a length', new Uint8Array(7)],
    ['a header longer than the file', file({}, 0, 100n)],
    ['a header longer than any', file({}, 0, 2n ** 64n - 1n)],
    ['a header above the cap', file({}, 0, 2n ** 20n + 1n)],
    ['a header of length zero', file('', 0)],
    ['a header that is not UTF-8', Buffer.concat([file('', 0, 3n), Buffer.from([0x7b, 0xff, 0x7d])])],
    ['a header that is no JSON', file('{"a"', 0)],
    ['a header that is no object', file([], 0)],
    ['a header that begins with a space', file(' {}', 0)],
    ['a header nested without end', file(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 0)],
    ['a tensor that is no object', file(one(null), 0)],
    ['an unknown type', file(one({ dtype: 'F8', shape: [], data_offsets: [0, 1] }), 1)],
    ['a type from the prototype', file(one({ dtype: 'constructor', shape: [], data_offsets: [0, 1] }), 1)],
    ['no shape', file(one({ dtype: 'U8', data_offsets: [0, 1] }), 1)],
    ['a field too many', file(one({ dtype: 'U8', shape: [1], data_offsets: [0, 1], x: 1 }), 1)],
    ['a negative dimension', file(one({ dtype: 'U8', shape: [-1, -1], data_offsets: [0, 1] }), 1)],
    ['a broken dimension', file(one({ dtype: 'U8', shape: [0.5, 2], data_offsets: [0, 1] }), 1)],
    ['a product that overflows', file(one({ dtype: 'U8', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 1] }), 1)],
    [
      'a product that overflows and is multiplied by zero',
      file(one({ dtype: 'U8', shape: [2 ** 40, 2 ** 40, 0], data_offsets: [0, 0] }), 0),
    ],
    ['a shape that does not fit its offsets', file(one({ dtype: 'F32', shape: [2], data_offsets: [0, 4] }), 4)],
    ['offsets that run backwards', file(one({ dtype: 'U8', shape: [0], data_offsets: [4, 0] }), 4)],
    ['offsets beyond the file', file(one({ dtype: 'U8', shape: [8], data_offsets: [0, 8] }), 4)],
    ['a hole before the first', file(one({ dtype: 'U8', shape: [4], data_offsets: [4, 8] }), 8)],
    ['bytes after the last', file(one({ dtype: 'U8', shape: [4], data_offsets: [0, 4] }), 8)],
    ['no tensor but data', file({}, 8)],
    [
      'two tensors that overlap',
      file({ a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] }, b: { dtype: 'U8', shape: [4], data_offsets: [2, 6] } }, 6),
    ],
    [
      'a hole between two',
      file({ a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] }, b: { dtype: 'U8', shape: [2], data_offsets: [3, 5] } }, 5),
    ],
  ])('%s', (_, bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow(corrupt)
  })

  it('whatever is in it: random changes give an answer or this error', () => {
    const good = encodeSafetensors(tensors)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = good.slice()
        for (const [at, value] of changes) bytes[at] = value
        try {
          const read = decodeSafetensors(bytes)
          for (const name of read.names) read.get(name).data.at(-1)
        } catch (error) {
          expect(error).toEqual(corrupt)
        }
      }),
      { numRuns: 500 },
    )
  })
})
