import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { malgwi } from '../cli/run.js'
import { tinyReviews, writeTinyCorpus } from '../tiny/corpus.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-suspects-cli-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Two ratings that contradict their words, and one that is not to be looked at. */
const WRONG = [
  { id: 'low', text: '음악이 정말 최고 너무 좋았어요 감동적이에요', rating: 1, movie: 'f1' },
  { id: 'high', text: '연기는 정말 최악 돈이 아까워요 실망했습니다', rating: 10, movie: 'f1' },
  { id: 'secret', text: '그래픽은 정말 최악 너무 별로였어요 실망했습니다', rating: 10, movie: 'f2' },
]
let reviews: string
let items: string
let args: (work: string) => string[]
beforeAll(() => {
  ;({ reviews, items } = writeTinyCorpus(dir, [...tinyReviews(400), ...WRONG]))
  const exclude = join(dir, 'exclude.txt')
  writeFileSync(exclude, 'secret\n')
  args = (work) => [
    ...['suspects', '--reviews', reviews, '--items', items, '--exclude-ids', exclude, '--scale', '1-10', '--threads', '1'],
    ...['--encoder', 'max-pool', '--embedding', '16', '--batch', '16', '--epochs', '6', '--learning-rate', '0.02'],
    ...['--work', work, '--json', '-k', '5'],
  ]
})

const stepsDone = (work: string): string[] => {
  const path = join(work, 'journal.json')
  if (!existsSync(path)) return []
  const { steps } = JSON.parse(readFileSync(path, 'utf8')) as { steps: { name: string; done: boolean }[] }
  return steps.filter(({ done }) => done).map(({ name }) => name)
}

describe('malgwi suspects', () => {
  test('lists contradictions as JSON lines, the same after kills in the middle, and says on stderr only how far it is', async () => {
    const [whole, killed] = [join(dir, 'whole.work'), join(dir, 'killed.work')]
    const { code, out, err } = await malgwi(args(whole))
    expect(code).toBe(0)
    const listed = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(Object.keys(listed[0])).toEqual(['id', 'rating', 'label', 'probability', 'text'])
    expect(listed.slice(0, 2).map(({ id }) => id)).toEqual(expect.arrayContaining(['low', 'high']))
    expect(listed.find(({ id }) => id === 'low')).toMatchObject({ rating: 1, label: '부정', text: WRONG[0].text })
    expect(out).not.toContain('secret')
    expect(err).not.toMatch(/최고|최악/)

    for (const step of ['train 1/2', 'train 2/2']) {
      const child = spawn(process.execPath, ['bin/malgwi.js', ...args(killed)], { stdio: 'ignore' })
      const closed = new Promise((resolve) => child.on('close', resolve))
      while (child.exitCode === null && !stepsDone(killed).includes(step)) await wait(10)
      child.kill('SIGKILL')
      await closed
    }
    const again = await malgwi(args(killed))
    expect(again.err).toMatch(/train 1\/2: done in 0 s done before/)
    expect(again.out).toBe(out)
  }, 180_000)

  test('prints rows with tabs where no JSON is asked for, from the work folder of before', async () => {
    const { out } = await malgwi(args(join(dir, 'whole.work')).filter((arg) => arg !== '--json'))
    const rows = out
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => 5))
    expect(Number(rows[0][0])).toBeGreaterThan(0.5)
    expect(rows.map(([, , , id]) => id)).toEqual(expect.arrayContaining(['low', 'high']))
  })

  test('leaves a folder alone that holds something else', async () => {
    const work = join(dir, 'mine')
    mkdirSync(work)
    writeFileSync(join(work, 'notes.txt'), 'mine')
    const result = await malgwi(args(work))
    expect(result.code).toBe(1)
    expect(JSON.parse(result.err.trim().split('\n').at(-1)!).error.code).toBe('WORK_OCCUPIED')
    expect(readFileSync(join(work, 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('does not mix runs: the work folder of other options is refused', async () => {
    const result = await malgwi([...args(join(dir, 'whole.work')), '--seed', '2'])
    expect(result.err).toContain('WORK_OCCUPIED')
    expect(stepsDone(join(dir, 'whole.work'))).toContain('read 2/2')
  })

  test.each([
    [['--folds', '1'], 2, 'USAGE'],
    [['--folds', '256'], 2, 'USAGE'],
    [['--folds', 'two'], 2, 'USAGE'],
    [['--reviews', 'nowhere.tsv'], 1, 'FILE_NOT_FOUND'],
  ])('%j is an error with a code', async (more, code, name) => {
    const result = await malgwi([...args(join(dir, 'none.work')), ...more])
    expect(result.out).toBe('')
    expect(result.err).toContain(name)
    expect(result.code).toBe(code)
    expect(existsSync(join(dir, 'none.work'))).toBe(false)
  })

  test('says so where the reviews outside a fold are all of one class', async () => {
    const few = [
      { id: 'a', text: '최고의 음악', rating: 10, movie: 'f1' },
      { id: 'b', text: '최악의 연기', rating: 1, movie: 'f1' },
    ]
    const paths = writeTinyCorpus(join(dir, 'few'), few)
    const result = await malgwi([...args(join(dir, 'few.work')), '--reviews', paths.reviews])
    expect(result.err).toContain('CORPUS_ONE_CLASS')
    expect(result.code).toBe(1)
  })
})
