import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readVectors, type SavedVectors, writeVectors } from '#src/nlp/target2vec/model-files.js'

const saved: SavedVectors = {
  objective: 'target2vec',
  options: { window: 5, labels: 'once' },
  dimensions: 4,
  words: [
    ['영화', 7],
    ['뻔하다', 2],
  ],
  labels: ['부정'],
  vectors: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
  contexts: Float32Array.from([-1, -2, -3, -4, -5, -6, -7, -8]),
  labelVectors: Float32Array.from([0.5, 0.25, 0, 1]),
}

let dir: string
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vectors-'))
  await writeVectors(dir, saved)
})
afterEach(() => rmSync(dir, { recursive: true }))

const header = () => JSON.parse(readFileSync(join(dir, 'vectors.json'), 'utf8'))
const writeHeader = (value: unknown) => writeFileSync(join(dir, 'vectors.json'), JSON.stringify(value))

describe('saved vectors', () => {
  it('come back as they were, over what was there before, and leave nothing else', async () => {
    expect(await readVectors(dir)).toEqual(saved)
    const other = { ...saved, labels: [], labelVectors: new Float32Array(0) }
    await writeVectors(dir, other)
    expect(await readVectors(dir)).toEqual(other)
    expect(readdirSync(dir).sort()).toEqual(['vectors.f32', 'vectors.json'])
  })

  it('are not written where a matrix has another shape than its names', async () => {
    await expect(writeVectors(dir, { ...saved, labels: ['부정', '긍정'] })).rejects.toThrow(RangeError)
    expect(await readVectors(dir)).toEqual(saved)
  })
})

describe('a folder of vectors is refused', () => {
  it('when a file is missing', async () => {
    rmSync(join(dir, 'vectors.f32'))
    await expect(readVectors(dir)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(readVectors(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  const spoils: [string, () => void][] = [
    ['the matrices are cut', () => truncateSync(join(dir, 'vectors.f32'), 76)],
    ['one bit of them differs', () => flipByte(join(dir, 'vectors.f32'), 33)],
    ['the header is cut', () => truncateSync(join(dir, 'vectors.json'), 40)],
    ['the header is of another format', () => writeHeader({ ...header(), format: 2 })],
    ['a word has no form', () => writeHeader({ ...header(), words: [['', 1]] })],
    ['it claims more rows than there are', () => writeHeader({ ...header(), labels: ['부정', '긍정'] })],
    ['it claims sizes beyond memory', () => writeHeader({ ...header(), dimensions: 2 ** 40 })],
    ['it has a key that is not known', () => writeHeader({ ...header(), extra: 1 })],
  ]
  it.each(spoils)('when %s', async (_, spoil) => {
    spoil()
    await expect(readVectors(dir)).rejects.toMatchObject({ code: 'VECTORS_INVALID' })
  })
})

function flipByte(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at]! ^= 1
  writeFileSync(path, bytes)
}
