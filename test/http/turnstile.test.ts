import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Route } from '#src/server/route.js'
import { openTurnstile } from '#src/server/turnstile.js'
import { testApp } from './server.js'

/** Writes down who is let through and when the event loop has gone round, until all are. */
async function watch(turnstile: ReturnType<typeof openTurnstile>, names: string[], round = () => {}): Promise<string[]> {
  const log: string[] = []
  let through = 0
  const all = names.map(async (name) => {
    await turnstile.pass()
    log.push(name)
    through++
  })
  while (through < names.length) {
    await setImmediate()
    round()
    log.push('·')
  }
  await Promise.all(all)
  return log
}

test('who comes at once is let through in order, and the event loop goes round between any two', async () => {
  const log = await watch(openTurnstile(), ['a', 'b', 'c', 'd'])
  expect(log.filter((entry) => entry !== '·')).toEqual(['a', 'b', 'c', 'd'])
  expect(log.join('')).not.toMatch(/[a-d]{2}/)
})

test('nobody is let through while others still arrive', async () => {
  const turnstile = openTurnstile()
  let arriving = 20
  const log = await watch(turnstile, ['a', 'b'], () => {
    if (arriving-- > 0) turnstile.arrived()
  })
  expect(log.indexOf('a')).toBeGreaterThanOrEqual(20)
  expect(log.indexOf('b') - log.indexOf('a')).toBeLessThan(8)
})

test('an unending stream of arrivals keeps nobody out', async () => {
  const turnstile = openTurnstile()
  const log = await watch(turnstile, ['a', 'b', 'c'], turnstile.arrived)
  expect(log.filter((entry) => entry !== '·')).toEqual(['a', 'b', 'c'])
})

test('a probe that asks in the same moment as thirty others is answered before they are', async () => {
  const answered: string[] = []
  const route = (path: string, work: () => void): Route => ({
    method: 'GET',
    path,
    handle: async () => {
      work()
      answered.push(path)
      return { json: {} }
    },
  })
  const { app, port } = await testApp([route('/livez', () => {})])
  // While the first is at work all the others come.
  app.mount([route('/first', () => hold(300)), route('/slow', () => hold(2))])
  const paths = ['/first', ...Array<string>(30).fill('/slow'), '/livez']
  const sockets = paths.map(() => connect(port, '127.0.0.1'))
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  const answers = sockets.map((socket) => once(socket, 'data'))
  for (const [i, path] of paths.entries()) sockets[i].write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  await Promise.all(answers)
  expect(answered).toHaveLength(32)
  expect(answered.indexOf('/livez')).toBeLessThan(10)
})

/** Keeps the event loop for so many milliseconds. */
function hold(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
