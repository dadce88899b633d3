import { expect, test } from 'vitest'
import { pump, type Source } from '#src/channels/direct-line/stream.js'

/** A conversation in memory, read two activities at a time. */
function conversation() {
  const said: string[] = []
  const listeners = new Set<() => void>()
  const source: Source & { reads: number } = {
    reads: 0,
    async read(watermark) {
      source.reads += 1
      const activities = said.slice(watermark, watermark + 2).map((text) => ({ text }))
      return { activities, watermark: String(Math.min(watermark + 2, said.length)) }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const say = (...texts: string[]) => {
    said.push(...texts)
    for (const listener of listeners) listener()
  }
  return { source, say, listeners }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))
const textsOf = (frames: string[]) =>
  frames.flatMap((frame) => JSON.parse(frame).activities.map(({ text }: { text: string }) => text))

test('everything after the watermark is sent once, in order, however it comes', async () => {
  const { source, say, listeners } = conversation()
  const frames: string[] = []
  const end = new AbortController()
  say('1', '2', '3', '4')
  const done = pump(source, { send: async (frame) => void frames.push(frame) }, 1, end.signal)
  say('5')
  await settle()
  say('6', '7')
  say('8')
  await settle()
  await settle()
  expect(textsOf(frames)).toEqual(['2', '3', '4', '5', '6', '7', '8'])
  expect(JSON.parse(frames.at(-1)!).watermark).toBe('8')
  end.abort()
  await done
  expect(listeners.size).toBe(0)
})

test('for a client that does not read nothing is read from the store', async () => {
  const { source, say } = conversation()
  let leave = () => {}
  const frames: string[] = []
  const end = new AbortController()
  const send = (frame: string) =>
    new Promise<void>((resolve) => {
      frames.push(frame)
      leave = resolve
    })
  say('first')
  const done = pump(source, { send }, 0, end.signal)
  for (let number = 0; number < 100; number += 1) say(String(number))
  await settle()
  expect([frames.length, source.reads]).toEqual([1, 1])
  leave()
  await settle()
  expect([frames.length, source.reads]).toEqual([2, 2])
  end.abort()
  leave()
  await done
})

test('a client that is gone ends the stream, and it listens no more', async () => {
  const { source, say, listeners } = conversation()
  const done = pump(source, { send: () => Promise.reject(new Error('gone')) }, 0, new AbortController().signal)
  say('1')
  await expect(done).rejects.toThrow('gone')
  expect(listeners.size).toBe(0)
})
