import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BUNDLE, ships } from '../shipped/open.js'
import { malgwi } from './run.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-replay-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const write = (name: string, source: string): string => {
  const path = join(dir, name)
  writeFileSync(path, source)
  return path
}
const good = write('good.chat', '사용자: 안녕\n말귀: 영화\n')
const bad = write('bad.chat', '# 무엇을\n사용자: 도움말\n말귀: 취소\n말귀: 무지개\n')

describe.skipIf(!ships)('malgwi replay', () => {
  test('ends with 1 and names file, line, what was expected and what was answered', async () => {
    const { code, out } = await malgwi(['replay', good, bad, '--bundle', BUNDLE])
    expect(code).toBe(1)
    expect(out).toContain(`${bad}:4: expected 무지개\n    영화가 어땠는지`)
    expect(out).not.toContain(`${good}:`)
    expect(out).toContain('2 files, 2 turns: 1 expectation not met')
  })

  test('ends with 0 where everything holds, and answers in JSON', async () => {
    const { code, out } = await malgwi(['replay', good, '--json', '--bundle', BUNDLE])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ files: [{ file: good, turns: 1, failures: [] }] })
  })

  test('says which line of a broken transcript cannot be read', async () => {
    const { code, err } = await malgwi(['replay', write('broken.chat', '안녕\n'), '--bundle', BUNDLE])
    expect(code).toBe(1)
    expect(err).toMatch(/broken\.chat:1: .*TRANSCRIPT_BROKEN/)
  })

  test.each([
    ['a folder', dir, /is a folder/],
    ['a file in which nothing is said', write('none.chat', '# 아무 말도\n---\n'), /사용자:/],
  ])('does not take %s for played', async (_, path, pattern) => {
    const { code, err } = await malgwi(['replay', path, '--bundle', BUNDLE])
    expect(code).toBe(1)
    expect(err).toMatch(pattern)
    expect(err).toMatch(/TRANSCRIPT_BROKEN/)
  })
})
