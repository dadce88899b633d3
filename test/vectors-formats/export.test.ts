import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeSafetensors } from '#src/bundle/safetensors.js'
import { vectorKinds } from '#src/cli/vector-formats.js'
import { type ExportOptions, exportVectors } from '#src/cli/vectors-export.js'
import { importVectors } from '#src/cli/vectors-import.js'
import { readVectors } from '#src/nlp/target2vec/model-files.js'
import { DIMENSIONS, ownFolder, SAVED, savedFolder } from './tables.js'

const dir = ownFolder()
const vectors = await savedFolder(dir)
const exported = async (options: Pick<ExportOptions, 'format' | 'which'> & Partial<ExportOptions>) => {
  const out = join(dir, `${options.format}-${options.which.join('-')}${options.format === 'safetensors' ? '.safetensors' : ''}`)
  await exportVectors({ vectors, out, ...options })
  return out
}
const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n')

describe('vectors that were written', () => {
  it.each(['word2vec', 'word2vec-binary', 'projector', 'safetensors'] as const)('come back the same: %s', async (format) => {
    const words = await exported({ format, which: ['words'] })
    const contexts = await exported({ format, which: ['contexts'] })
    const out = join(dir, `back-${format}`)
    await importVectors({ words, contexts, out })
    const back = await readVectors(out)
    const counted = format === 'projector' || format === 'safetensors'
    expect(back.words).toEqual(SAVED.words.map(([form, count]) => [form, counted ? count : 0]))
    expect(back.vectors).toEqual(SAVED.vectors)
    expect(back.contexts).toEqual(SAVED.contexts)
    expect(back.labels).toEqual([])
  })

  it('come back with their labels, from one file of all tables', async () => {
    const path = await exported({ format: 'safetensors', which: ['words', 'contexts', 'labels'] })
    const out = join(dir, 'back-all')
    await importVectors({ words: path, contexts: path, labels: path, out })
    expect(await readVectors(out)).toEqual({ ...SAVED, objective: 'imported' })
  })

  it('are matched by word where contexts come in another order, and zeros where they do not come', async () => {
    const words = await exported({ format: 'word2vec', which: ['words'] })
    const [, ...rows] = lines(await exported({ format: 'word2vec', which: ['contexts'] }))
    const { writeFileSync } = await import('node:fs')
    const turned = join(dir, 'turned.vec')
    writeFileSync(turned, `${rows.slice(1).reverse().join('\n')}\n`)
    const out = join(dir, 'back-turned')
    await importVectors({ words, contexts: turned, out })
    const { contexts } = await readVectors(out)
    expect(contexts.subarray(DIMENSIONS)).toEqual(SAVED.contexts.subarray(DIMENSIONS))
    expect([...contexts.subarray(0, DIMENSIONS)]).toEqual(Array(DIMENSIONS).fill(0))
  })
})

describe('the folder for the Projector', () => {
  it('has what each vector is, its count, and how near it is to each target', async () => {
    const out = await exported({ format: 'projector', which: ['words', 'labels'], targets: ['부정', '긍정'] })
    const metadata = lines(join(out, 'metadata.tsv')).map((line) => line.split('\t'))
    expect(metadata[0]).toEqual(['name', 'count', 'kind', 'title', 'target', '부정', '긍정'])
    expect(metadata.slice(1).map(([name, count, kind]) => [name, count, kind])).toEqual([
      ...SAVED.words.map(([form, count]) => [form, String(count), 'words']),
      ...SAVED.labels.map((label) => [label, '0', 'labels']),
    ])
    const negative = metadata.find(([name]) => name === '부정')!
    expect([negative[4], Number(negative[5])]).toEqual(['부정', 1])
    for (const [, , , , target, ...cosines] of metadata.slice(1)) {
      expect(target).toBe(Number(cosines[0]) >= Number(cosines[1]) ? '부정' : '긍정')
      expect(cosines.every((cosine) => Math.abs(Number(cosine)) <= 1)).toBe(true)
    }
    expect(lines(join(out, 'vectors.tsv')).map((line) => line.split('\t').length)).toEqual(Array(8).fill(DIMENSIONS))
  })

  it('takes all labels for targets where they are few, and none where they are many', async () => {
    const many = Array.from({ length: 11 }, (_, n) => `film:${n}`)
    const folder = join(dir, 'many')
    const { writeVectors } = await import('#src/nlp/target2vec/model-files.js')
    await writeVectors(folder, { ...SAVED, labels: many, labelVectors: new Float32Array(11 * DIMENSIONS) })
    const header = async (from: string) =>
      lines(join(await exported({ format: 'projector', which: ['words'], vectors: from }), 'metadata.tsv'))[0]
    expect(await header(vectors)).toBe('name\tcount\tkind\ttarget\t부정\t긍정\t푸른 등대')
    expect(await header(folder)).toBe('name\tcount\tkind')
  })
})

describe('a safetensors file', () => {
  it('holds each table with its names and counts', async () => {
    const path = await exported({ format: 'safetensors', which: ['words', 'labels'] })
    const tensors = decodeSafetensors(readFileSync(path))
    expect([...tensors.names].sort()).toEqual(['labels', 'labels.names', 'words', 'words.counts', 'words.names'])
    expect(tensors.get('labels')).toEqual({ dtype: 'F32', shape: [3, DIMENSIONS], data: SAVED.labelVectors })
    expect([...tensors.get('words.counts').data]).toEqual([500, 400, 300, 200, 100])
  })
})

describe('what cannot be written', () => {
  const refused = async (options: Parameters<typeof exported>[0]) => exported(options).then(String, (error) => error.code)

  it('is a name with a space, or two of one name, in a word2vec file: nothing is left there', async () => {
    expect(await refused({ format: 'word2vec', which: ['labels'] })).toBe('VECTORS_NAMES')
    expect(await refused({ format: 'word2vec-binary', which: ['words', 'contexts'] })).toBe('VECTORS_NAMES')
    expect(existsSync(join(dir, 'word2vec-labels'))).toBe(false)
  })

  it('is what is not there: items of a folder, a target without a label, an unknown table', async () => {
    expect(await refused({ format: 'safetensors', which: ['items'] })).toBe('USAGE')
    expect(await refused({ format: 'projector', which: ['words'], targets: ['행복'] })).toBe('UNKNOWN_TARGET')
    expect(await refused({ format: 'word2vec', which: ['words'], bundle: 'also' })).toBe('USAGE')
    expect(await refused({ format: 'word2vec', which: ['words'], vectors: join(dir, 'none') })).toBe('FILE_NOT_FOUND')
    expect(() => vectorKinds('words,films')).toThrow(expect.objectContaining({ code: 'USAGE' }))
    expect(vectorKinds('labels,words,labels')).toEqual(['labels', 'words'])
  })
})
