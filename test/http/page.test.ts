import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { problem, testServer } from './server.js'

describe('the chat page', () => {
  test('comes with everything it names, and runs no script but our own', async () => {
    const { request } = await testServer()
    const response = await request('/')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = response.headers.get('content-security-policy')!
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe-eval')
    const html = await response.text()
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=/)
    const named = [...html.matchAll(/(?:src|href)="(\/web\/[^"]+)"/g)].map(([, path]) => path)
    expect(named.length).toBeGreaterThan(0)
    for (const path of named) expect((await request(path)).status, path).toBe(200)
  })

  test.each(readdirSync('web', { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.')))(
    'web/%s is sent in a type that a browser takes for what it is',
    async (name) => {
      const { request } = await testServer()
      const response = await request(`/web/${name}`)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^(?:text\/(?:css|html|javascript)|image\/|font\/|application\/json)/)
    },
  )

  test('is asked after again, and sent again only where it has changed', async () => {
    const { request } = await testServer()
    const first = await request('/')
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const again = await request('/', { headers: { 'if-none-match': first.headers.get('etag')! } })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('is sent zipped to who takes it', async () => {
    const { request } = await testServer()
    const zipped = await request('/')
    const plain = await request('/', { headers: { 'accept-encoding': 'identity' } })
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await zipped.text()).toBe(await plain.text())
    expect(zipped.headers.get('vary')).toContain('Accept-Encoding')
  })

  test('may be framed by allowed origins only', async () => {
    const framed = async (allowedOrigins: string[]) => {
      const { request } = await testServer({ allowedOrigins })
      return (await request('/')).headers.get('content-security-policy')!.match(/frame-ancestors [^;]*/)![0]
    }
    expect(await framed([])).toBe("frame-ancestors 'self'")
    expect(await framed(['https://shop.example'])).toBe("frame-ancestors 'self' https://shop.example")
  })

  test('a file that is not there is answered 404, and so is Web Chat where it is not installed', async () => {
    const { request } = await testServer()
    expect(await problem(await request('/web/nothing.js'))).toEqual([404, 'NOT_FOUND'])
    expect((await request('/webchat.js')).status).toBe(existsSync('.malgwi/webchat/webchat.js') ? 200 : 404)
  })
})
