import { describe, expect, test } from 'vitest'
import { testServer } from './server.js'

const SHOP = 'https://shop.example'
const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-ms-bot-agent' },
})

describe('a page of an allowed origin', () => {
  test('asks first, and may send what Direct Line clients send', async () => {
    const { request } = await testServer({ allowedOrigins: [SHOP] })
    const response = await request('/v1/analyze', preflight(SHOP))
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
    for (const name of ['authorization', 'content-type', 'x-ms-bot-agent'])
      expect(response.headers.get('access-control-allow-headers')).toContain(name)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('may read the answer, errors too; caches keep origins apart', async () => {
    const { post, request } = await testServer({ allowedOrigins: [SHOP] })
    for (const body of [{ text: '용가리' }, {}]) {
      const response = await post('/v1/analyze', body, { origin: SHOP })
      expect(response.headers.get('access-control-allow-origin')).toBe(SHOP)
      expect(response.headers.get('vary')).toContain('Origin')
    }
    expect((await request('/livez')).headers.get('vary')).toContain('Origin')
  })
})

describe('our own page', () => {
  test('needs no permission', async () => {
    const { url, post } = await testServer()
    const response = await post('/v1/analyze', { text: '용가리' }, { origin: url })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
