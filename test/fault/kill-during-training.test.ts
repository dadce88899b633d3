import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyBundle } from '#src/bundle/verify.js'
import { malgwi } from '../cli/run.js'
import { tinyReviews, writeTinyCorpus } from '../tiny/corpus.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-kill-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Journal {
  steps: { name: string; done: boolean }[]
}

const journal = (out: string): Journal => JSON.parse(readFileSync(`${out}.work/journal.json`, 'utf8'))

/** Starts the command and kills it with SIGKILL as soon as `enough` says so of its journal. */
async function startAndKill(args: string[], out: string, enough: (journal: Journal) => boolean): Promise<void> {
  const child = spawn(process.execPath, ['bin/malgwi.js', ...args], { stdio: 'ignore' })
  const closed = new Promise((resolve) => child.on('close', resolve))
  while (child.exitCode === null) {
    await wait(20)
    if (existsSync(`${out}.work/journal.json`) && enough(journal(out))) break
  }
  child.kill('SIGKILL')
  await closed
}

describe('a training run that is killed', () => {
  test('goes on with the same command from the steps that are done, wherever it was', async () => {
    const { reviews, items } = writeTinyCorpus(dir, tinyReviews(300))
    const out = join(dir, 'bundle')
    const args = [
      'train',
      '--reviews',
      reviews,
      '--items',
      items,
      '--scale',
      '1-10',
      '--domain',
      'movie',
      '--out',
      out,
      '--epochs',
      '1',
      '--threads',
      '1',
    ]
    await startAndKill(args, out, ({ steps }) => steps.some(({ name }) => name === 'morphemes'))
    expect(existsSync(out)).toBe(false)
    await startAndKill(args, out, ({ steps }) => steps.some(({ name, done }) => name === 'encoder' && done))
    const done = journal(out).steps.filter((step) => step.done)
    const { code, err } = await malgwi(args)
    expect(err).toContain('encoder: done in')
    expect(code).toBe(0)
    expect(done.map(({ name }) => name)).toContain('encoder')
    expect(verifyBundle(out).ok).toBe(true)
    expect(existsSync(`${out}.work`)).toBe(false)
    const { steps } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    // Times of a step add up over its attempts; a finished one keeps its own.
    const encoder = steps.find(({ name }: { name: string }) => name === 'encoder')
    expect(encoder).toEqual({ ...done.find(({ name }) => name === 'encoder'), done: undefined })
  }, 180_000)
})
