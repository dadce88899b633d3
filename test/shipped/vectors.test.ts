import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeSafetensors } from '#src/bundle/safetensors.js'
import type { WordHit } from '#src/nlp/target2vec/space.js'
import type { OpenedRecognizer } from '#src/recognizer/open.js'
import type { ItemHit } from '#src/recognizer/vector-queries.js'
import { BUNDLE, openShipped, ships } from './open.js'

let recognizer: OpenedRecognizer
beforeAll(async () => {
  if (ships) recognizer = await openShipped()
})
const dir = mkdtempSync(join(tmpdir(), 'malgwi-shipped-vectors-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const malgwi = (...args: string[]) =>
  execFileSync(process.execPath, ['bin/malgwi.js', ...args, '--bundle', BUNDLE], { encoding: 'utf8' })

describe.skipIf(!ships)('the vectors that ship', () => {
  test('know a word in another ending, what it becomes under another target, and what the next one is', () => {
    const { vectorQueries } = recognizer
    const words = (hits: readonly unknown[]) => (hits as WordHit[]).map(({ word }) => word)
    expect(vectorQueries.near('뻔한', { relation: 'similar', k: 3 }).word).toBe('뻔하다')
    expect(words(vectorQueries.analogy('최악', { from: '부정', to: '긍정', k: 5 }).nearest)).toContain('최고')
    expect(words(vectorQueries.analogy('졸작', { from: '노잼', to: '꿀잼', k: 10 }).nearest)).toContain('걸작')
    expect(() => vectorQueries.near('뻔허다', { relation: 'context', k: 3 })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_WORD', suggestions: expect.arrayContaining(['뻔하다']) }),
    )
  })

  test('give a new item neighbours from its reviews, the same by command', async () => {
    const texts = [
      '귀신이 나오는 장면마다 소름이 돋았다',
      '무섭고 오싹한 공포 영화',
      '귀신 분장이 무섭다',
      '혼자 보면 무서워서 잠을 못 잔다',
    ]
    const hits = (await recognizer.vectorQueries.query({ add: [{ texts }], subtract: [], k: 10, among: 'items' })) as ItemHit[]
    expect(hits.filter(({ item }) => item.genres.some((genre) => genre.startsWith('공포'))).length).toBeGreaterThan(4)
    const reviews = join(dir, 'reviews.txt')
    writeFileSync(reviews, `${texts.join('\n')}\n\n`)
    expect(JSON.parse(malgwi('vectors', 'infer', '--reviews', reviews, '--json'))).toEqual(JSON.parse(JSON.stringify(hits)))
  })

  test('go out by command, items with their titles', () => {
    const out = join(dir, 'items.safetensors')
    malgwi('vectors', 'export', '--format', 'safetensors', '--which', 'items,labels', '--out', out)
    const tensors = decodeSafetensors(readFileSync(out))
    const { vectors, catalog } = recognizer
    expect(tensors.floats('items', 2).data).toEqual(vectors.itemVectors)
    const names = JSON.parse(Buffer.from(tensors.get('items.names').data as Uint8Array).toString())
    expect(names).toEqual(catalog.items.map(({ id }) => id))
    expect(JSON.parse(Buffer.from(tensors.get('labels.names').data as Uint8Array).toString())).toEqual(recognizer.targets)
  })
})
