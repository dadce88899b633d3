import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeSafetensors, type StoredTensor } from '#src/bundle/safetensors.js'
import { importVectors } from '#src/cli/vectors-import.js'
import { readVectors } from '#src/nlp/target2vec/model-files.js'
import { ownFolder } from './tables.js'

const dir = ownFolder()
let made = 0
const fileOf = (content: string | Uint8Array, suffix: string): string => {
  const path = join(dir, `${made++}${suffix}`)
  writeFileSync(path, content)
  return path
}
const projector = (vectors: string, metadata: string): string => {
  const path = join(dir, `${made++}-projector`)
  mkdirSync(path)
  writeFileSync(join(path, 'vectors.tsv'), vectors)
  writeFileSync(join(path, 'metadata.tsv'), metadata)
  return path
}
const imported = async (words: string, more: { contexts?: string; labels?: string } = {}) => {
  const out = join(dir, `${made++}-out`)
  await importVectors({ words, ...more, out })
  return readVectors(out)
}
const code = (words: string, more: { contexts?: string } = {}) =>
  imported(words, more).then(String, ({ code, message }) => {
    expect(message).not.toContain('\n')
    return code
  })

describe('vectors of others', () => {
  it('keep the first of two rows of one word, as gensim does', async () => {
    const { words, vectors } = await imported(fileOf('3 2\n가 1 2\n나 3 4\n가 5 6\n', '.vec'))
    expect(words.map(([word]) => word)).toEqual(['가', '나'])
    expect([...vectors]).toEqual([1, 2, 3, 4])
  })

  it('are read from a Projector folder with and without a header line', async () => {
    const plain = await imported(projector('1\t2\n3\t4\n', '가\n두 말\n'))
    expect(plain.words).toEqual([
      ['가', 0],
      ['두 말', 0],
    ])
    const headed = await imported(projector('1\t2\r\n3\t4\r\n', 'name\tcount\r\n가\t7\r\n나\t5\r\n'))
    expect(headed.words).toEqual([
      ['가', 7],
      ['나', 5],
    ])
    expect([...headed.vectors]).toEqual([1, 2, 3, 4])
  })

  it('are more than a thousand in the order of the file', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => `w${n} ${n} ${-n}`)
    const { words, vectors } = await imported(fileOf(`2500 2\n${rows.join('\n')}\n`, '.vec'))
    expect(words[2_499]).toEqual(['w2499', 0])
    expect([...vectors.subarray(4_998)]).toEqual([2_499, -2_499])
    expect(vectors).toHaveLength(5_000)
  })
})

describe('files that are no vectors', () => {
  const words = (more: Record<string, StoredTensor>) => fileOf(encodeSafetensors(more), '.safetensors')
  const text = (value: unknown): StoredTensor => {
    const data = new Uint8Array(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
    return { dtype: 'U8', shape: [data.length], data }
  }
  const table: StoredTensor = { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }
  it.each([
    ['a Projector folder with fewer names than vectors', () => projector('1\t2\n3\t4\n', '가\n')],
    ['one with more', () => projector('1\t2\n', '가\n나\n')],
    ['one with nothing in it', () => projector('', '')],
    ['one with a row of another width', () => projector('1\t2\n3\n', '가\n나\n')],
    ['one with a word for a number', () => projector('1\t2\n3\tx\n', '가\n나\n')],
    ['safetensors without names', () => words({ words: table })],
    ['safetensors with names that are no JSON', () => words({ words: table, 'words.names': text('[') })],
    ['safetensors with a name too few', () => words({ words: table, 'words.names': text(['가']) })],
    ['safetensors with a number for a name', () => words({ words: table, 'words.names': text(['가', 1]) })],
    [
      'safetensors with a count too few',
      () =>
        words({
          words: table,
          'words.names': text(['가', '나']),
          'words.counts': { dtype: 'U32', shape: [1], data: Uint32Array.of(1) },
        }),
    ],
    ['safetensors of other tables', () => words({ labels: table, 'labels.names': text(['가', '나']) })],
    ['a cut safetensors file', () => fileOf(encodeSafetensors({ words: table }).subarray(0, -3), '.safetensors')],
  ])('are refused: %s', async (_, make) => {
    expect(await code(make())).toBe('WORD_VECTORS_INVALID')
  })

  it('are refused where they do not fit each other, or are not there', async () => {
    expect(await code(fileOf('가 1 2\n', '.vec'), { contexts: fileOf('가 1 2 3\n', '.vec') })).toBe('WORD_VECTORS_INVALID')
    expect(await code(join(dir, 'none'))).toBe('FILE_NOT_FOUND')
  })
})
