import { describe, expect, test } from 'vitest'
import { recognizer } from '../bot/double.js'
import { testServer, testServices } from '../http/server.js'

const MARKER = '비밀스러운속마음'
const MARKED = encodeURIComponent(MARKER)

/** Everything a request is made of, with the marker in it. */
async function sayEverywhere({ request, post }: Awaited<ReturnType<typeof testServer>>): Promise<void> {
  const bearer = {
    authorization: `Bearer ${MARKED}`,
    'x-request-id': MARKED,
    'user-agent': MARKED,
    referer: `http://a/${MARKED}`,
  }
  for (const path of ['/v1/analyze', '/v1/recommend', '/api/messages', '/v3/directline/conversations', '/nowhere']) {
    await post(path, { text: MARKER }, bearer)
    await post(path, { aspect: MARKER, [MARKER]: MARKER, type: 'message' }, bearer)
    await post(path, `{"text": "${MARKER}`)
    await post(path, MARKER, { 'content-type': `text/${MARKED}` })
    await post(`${path}?said=${MARKED}`, { text: MARKER }, { origin: `http://${MARKED}.example` })
  }
  for (const path of [
    `/v1/items?q=${MARKED}`,
    `/${MARKED}`,
    `/web/${MARKED}.js`,
    `/v3/directline/conversations/${MARKED}?t=${MARKED}`,
  ])
    await request(path, { headers: bearer })
}

describe('logs, read by somebody who should not know what was said', () => {
  test('hold no user’s words, no query, no token, no header, at the most talkative level', async () => {
    const server = await testServer()
    await sayEverywhere(server)
    const logged = server.logged()
    expect(logged.split('\n').length).toBeGreaterThan(25)
    expect(logged).toContain('/v1/analyze')
    expect(logged).not.toContain(MARKER)
    expect(logged.toLowerCase()).not.toContain(MARKED.toLowerCase())
  })

  test('nor when what failed quotes them in its message', async () => {
    const quoting = (text: unknown) => {
      throw Object.assign(new Error(`could not read "${text}"\n${text}`), { code: 'E_READ' })
    }
    const server = await testServer(
      {},
      { openServices: testServices({ analyse: async (text) => quoting(text), searchItems: quoting, wishOf: quoting }) },
    )
    await sayEverywhere(server)
    expect(server.logged()).toContain('E_READ')
    expect(server.logged()).not.toContain(MARKER)
    expect(await recognizer.analyse(MARKER)).toMatchObject({ text: MARKER })
  })
})

describe('metrics, read by the same', () => {
  test('hold nothing of what was said', async () => {
    const server = await testServer()
    await sayEverywhere(server)
    const text = await (await server.request('/metrics')).text()
    expect(text).toContain('route="/v1/analyze"')
    expect(text).not.toContain(MARKER)
    expect(text.toLowerCase()).not.toContain(MARKED.toLowerCase())
  })
})
