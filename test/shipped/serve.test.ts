import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { malgwi } from '../cli/run.js'
import { serve } from '../http/command.js'
import { json } from '../http/server.js'
import { BUNDLE, ships } from './open.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-serve-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const env = { DATABASE_URL: `file:${join(dir, 'state.db')}`, LOG_LEVEL: 'info' }
const send = (url: string, body: unknown, token = '') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })

interface Said {
  text?: string
  from: { id: string }
}

describe.skipIf(!ships)('malgwi serve with the bundle that ships', () => {
  test('prints where it is, answers as analyze --json does, remembers over a restart, and ends well when told to', async () => {
    const text = '용가리 영화 재미 없었어'
    const first = await serve(['--bundle', BUNDLE], env)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    expect((await fetch(first.url)).headers.get('content-type')).toContain('text/html')

    const analysis = await json(await send(`${first.url}/v1/analyze`, { text }))
    const { out } = await malgwi(['analyze', text, '--json', '--bundle', BUNDLE])
    expect(analysis).toEqual(JSON.parse(out))

    const { conversationId, token } = await json(await send(`${first.url}/v3/directline/conversations`, {}))
    const activities = (url: string) => `${url}/v3/directline/conversations/${conversationId}/activities`
    const say = (url: string, said: string) => send(activities(url), { type: 'message', from: { id: 'user' }, text: said }, token)
    const heard = async (url: string): Promise<Said[]> =>
      (await json(await fetch(activities(url), { headers: { authorization: `Bearer ${token}` } }))).activities
    expect((await say(first.url, text)).status).toBe(200)
    const before = await heard(first.url)
    expect(before.at(-1)!.text).toContain('〈용가리〉')
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    expect(first.lines).toEqual([])

    const second = await serve(['--bundle', BUNDLE], env)
    expect(await heard(second.url)).toEqual(before)
    expect((await say(second.url, '그래픽이요')).status).toBe(200)
    expect((await heard(second.url)).at(-1)!.text).toMatch(/\d+명 중 \d+명/)

    // A request whose body never ends is under way: the first signal waits for it, the second does not.
    const slow = connect(Number(new URL(second.url).port), '127.0.0.1')
    slow.on('error', () => {})
    slow.write('POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{')
    await once(slow, 'ready')
    await fetch(`${second.url}/livez`)
    second.child.kill('SIGINT')
    while (
      await fetch(`${second.url}/livez`).then(
        () => true,
        () => false,
      )
    );
    second.child.kill('SIGINT')
    expect(await second.ended).toBe(1)
  }, 180_000)
})
