import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { keepFor } from '#src/server/retention.js'

test('what is older than the retention time is deleted at the start and every hour, also after a purge that failed', async () => {
  vi.useFakeTimers({ now: new Date('2026-03-31T12:00:00Z') })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const before: string[] = []
  const logged: string[] = []
  const purge = async (date: Date) => {
    before.push(date.toISOString())
    if (before.length === 1) throw new Error('busy')
    return 1
  }
  const stop = keepFor(30, { purge }, pino({}, { write: (line: string) => logged.push(line) }))
  expect(before).toEqual(['2026-03-01T12:00:00.000Z'])
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(before).toEqual(['2026-03-01T12:00:00.000Z', '2026-03-01T13:00:00.000Z'])
  expect(logged.map((line) => JSON.parse(line).msg)).toEqual(['purge failed', 'deleted after the retention time'])
  stop()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(before).toHaveLength(2)
})
