import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyBundle } from '#src/bundle/verify.js'
import { type OpenedRecognizer, openRecognizer } from '#src/recognizer/open.js'
import { trainTinyBundle } from './bundle.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-tiny-'))
let bundle: string
let recognizer: OpenedRecognizer

beforeAll(async () => {
  bundle = await trainTinyBundle(dir)
  recognizer = await openRecognizer(bundle, { engine: 'onnxruntime', threads: 1 })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('a bundle trained from reviews', () => {
  test('is whole, and its work folder is gone', () => {
    expect(verifyBundle(bundle).ok).toBe(true)
    expect(existsSync(`${bundle}.work`)).toBe(false)
  })

  test('reads a complaint and a praise, names the words and the film', async () => {
    const bad = await recognizer.analyse('강철우주선 제로 스토리 진짜 엉망이에요')
    expect(bad.target.label).toBe('부정')
    expect(bad.object).toMatchObject({ kind: 'item', id: 'f2', title: '강철우주선 제로' })
    expect(bad.driving[0].score).toBe(1)
    for (const { text, start, end } of bad.driving) expect(bad.text.slice(start, end)).toBe(text)
    const good = await recognizer.analyse('고래와 등대지기는 너무 좋았어요')
    expect(good.target.label).toBe('긍정')
    expect(Object.values(good.target.probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  })

  test('offers what the reviews of that film complain about, and something else where it was liked', () => {
    expect(recognizer.aspectsOf('f4', '부정', 1)[0].aspect).toBe('그래픽')
    expect(recognizer.aspectsOf('f4', '긍정', 1)[0].aspect).toBe('액션')
    expect(recognizer.aspectsOf('f6', '부정', 1)[0].aspect).toBe('음악')
  })

  test('recommends the film praised for an aspect, from its counts, and never one that is excluded', () => {
    const [best] = recognizer.recommend('그래픽', { exclude: ['f4'], limit: 3 })
    expect(best.item.id).toBe('f2')
    expect(best.mentions).toBeGreaterThanOrEqual(5)
    expect(best.praised).toBe(recognizer.countsOf('f2', '그래픽').praised)
    expect(recognizer.recommend('그래픽', { exclude: ['f2'], limit: 3 }).map(({ item }) => item.id)).not.toContain('f2')
  })
})
