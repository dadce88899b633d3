import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { malgwi } from '../cli/run.js'
import { trainTinyBundle } from '../tiny/bundle.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-phrases-'))
let bundle: string
beforeAll(async () => {
  bundle = await trainTinyBundle(dir)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run = (...args: string[]) => malgwi([...args, '--bundle', bundle])
const table = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}

describe('malgwi phrases', () => {
  test('says what is wrong with no text, an empty one, and one that is far too long', async () => {
    const none = await run('phrases')
    expect(none).toMatchObject({ code: 2, out: '' })
    expect(none.err).toMatch(/--lines/)
    const empty = await run('phrases', ' ')
    expect(empty).toMatchObject({ code: 1, out: '' })
    expect(empty.err).toMatch(/TEXT_EMPTY/)
    const long = await run('phrases', '가'.repeat(10_000))
    expect(long).toMatchObject({ code: 1, out: '' })
    expect(long.err).toMatch(/TEXT_TOO_LONG/)
  })

  test('answers every line, an empty one with its error', async () => {
    const { code, out } = await malgwi(['phrases', '--lines', '--bundle', bundle], { input: '스토리가 뻔하다\n\n' })
    const [first, second] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(first.phrases).toMatchObject([{ aspect: '스토리', opinion: '뻔하다', start: 0, end: 8 }])
    expect(second.error.code).toBe('TEXT_EMPTY')
    expect(code).toBe(0)
  })
})

describe('malgwi eval --aspects', () => {
  test.each([
    ['a file without a text', 'plain.tsv', 'id\t연기\n1\t1\n', /CORPUS_COLUMNS/],
    ['a file without reviews', 'empty.tsv', 'text\t연기\n', /CORPUS_EMPTY/],
  ])('refuses %s', async (_, name, text, error) => {
    const { code, out, err } = await run('eval', '--aspects', table(name, text))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(error)
  })

  test('names a file that is not there', async () => {
    const { code, err } = await run('eval', '--aspects', join(dir, 'none.tsv'))
    expect(code).toBe(1)
    expect(err).toMatch(/FILE_NOT_FOUND/)
  })

  test('answers figures for each column', async () => {
    const file = table('marked.tsv', 'text\t연기\t음악\n연기가 훌륭하다\t1\t0\n음악이 최악이다\t0\t-1\n')
    const { code, out } = await run('eval', '--aspects', file, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      count: 2,
      microF1: 1,
      aspectOnlyF1: 1,
      aspects: { 연기: { support: 1 }, 음악: { f1: 1 } },
    })
  })
})
