import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { Store } from '#src/state/contract.js'
import { openStore } from '#src/state/open.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-killed-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Step = ['begin' | 'done', string, string]

/** Starts a process that takes turns, kills it with SIGKILL `after` ms from the step that `at` accepts, and returns what it had said. */
async function killed(path: string, task: string, at: (steps: Step[]) => boolean, after: number): Promise<Step[]> {
  const child = spawn(process.execPath, ['test/fault/turns-until-killed.mjs', path, task], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complaint = ''
  const steps = () =>
    said
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' ') as Step)
  child.stderr.on('data', (data) => (complaint += data))
  const killing = new Promise<void>((resolve) => {
    child.stdout.on('data', (data) => {
      said += data
      if (at(steps())) resolve()
    })
    child.on('close', () => resolve())
  })
  const closed = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)))
  await killing
  if (after > 0) await wait(after)
  child.kill('SIGKILL')
  expect([await closed, complaint]).toEqual(['SIGKILL', ''])
  return steps()
}

const lastOf = (steps: Step[], what: Step[0], id: string): number =>
  Number(steps.filter(([step, of]) => step === what && of === id).at(-1)?.[2] ?? 0)

async function talkOf(store: Store, id: string): Promise<{ n: number; transcript: unknown[]; sequences: number[] }> {
  const key = `state of ${id}`
  const { activities } = await store.activities({ channel: 'directline', id }, 0, 100_000)
  return {
    n: (await store.storage.read([key]))[key]?.n ?? 0,
    transcript: activities.map(({ activity }) => activity.text),
    sequences: activities.map(({ sequence }) => sequence),
  }
}

const spoken = (n: number): string[] => Array.from({ length: n }, (_, place) => [`말 ${place + 1}`, `답 ${place + 1}`]).flat()

describe('a process that is killed (SIGKILL)', () => {
  const path = join(dir, 'turns', 'state.db')

  // Some at once when a turn begins, some a little later: in the middle of it, in its commit, between two.
  test.each([0, 1, 2, 5, 9, 20])(
    'leaves whole turns, and the next goes on from the last of them: %i ms after a turn began',
    async (after) => {
      const before = await openStore(`file:${path}`)
      const enough = (await talkOf(before, 'a')).n + 7
      await before.close()
      const steps = await killed(path, 'talk', (said) => lastOf(said, 'begin', 'a') >= enough, after)

      const store = await openStore(`file:${path}`)
      for (const id of ['a', 'b']) {
        const { n, transcript, sequences } = await talkOf(store, id)
        // What it reported is there; what it had begun is there altogether or not at all.
        expect(n).toBeGreaterThanOrEqual(lastOf(steps, 'done', id))
        expect(n).toBeLessThanOrEqual(lastOf(steps, 'begin', id))
        expect(transcript).toEqual(spoken(n))
        expect(sequences).toEqual(Array.from({ length: 2 * n }, (_, place) => place + 1))

        // Its sender, who got no answer, sends the last one again: it has its one effect, before the kill or now.
        const last = Math.max(n, lastOf(steps, 'begin', id))
        const { repeated } = await store.turn({
          conversation: { channel: 'directline', id },
          user: id,
          incoming: { type: 'message', text: `말 ${last}` },
          delivery: `delivery ${last}`,
          body: async () => {
            await store.storage.write({ [`state of ${id}`]: { n: last } })
            return { replies: [{ type: 'message', text: `답 ${last}` }], forget: false }
          },
        })
        expect(repeated).toBe(n === last)
        expect((await talkOf(store, id)).transcript).toEqual(spoken(last))
      }
      await store.close()
    },
  )

  test.each([0, 15, 60])('while it forgets has forgotten, or the next one finishes it: %i ms after it began', async (after) => {
    const secrets = join(dir, 'secrets', 'state.db')
    const steps = await killed(secrets, 'forget', (said) => said.filter(([step]) => step === 'begin').length >= 2, after)
    const store = await openStore(`file:${secrets}`)
    const { transcript } = await talkOf(store, 'f')
    const bytes = Buffer.concat([readFileSync(secrets), readFileSync(`${secrets}-wal`)])
    const told = steps.filter(([step]) => step === 'begin').map(([, , n]) => `[secret ${n}]`)
    expect(told.length).toBeGreaterThan(1)
    // Only the last may not have been forgotten yet: then it is in the transcript, too.
    for (const secret of told) expect(bytes.includes(secret)).toBe(transcript.includes(secret))
    for (const secret of told.slice(0, -1)) expect(transcript).not.toContain(secret)
    await store.close()
  })
})
