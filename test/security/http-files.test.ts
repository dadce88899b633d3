import { describe, expect, test } from 'vitest'
import { raw, testServer } from '../http/server.js'

describe('path traversal out of the page’s folder', () => {
  test.each([
    '/web/../package.json',
    '/web/..%2fpackage.json',
    '/web/%2e%2e/package.json',
    '/web/%2e%2e%2fpackage.json',
    '/web/..%5cpackage.json',
    '/web/%252e%252e%252fpackage.json',
    '/web//etc/passwd',
    '/web/%2fetc%2fpasswd',
    '/web/file:%2f%2f%2fetc%2fpasswd',
    '/web/http:%2f%2fevil.example%2fx.js',
    '/web/.git/config',
    '/web/page.js%00.css',
    '/web/page.js/../../package.json',
    '/web/',
    '/web',
  ])('%s leads nowhere', async (path) => {
    const { port } = await testServer()
    const answer = await raw(port, `GET ${path} HTTP/1.1\nHost: localhost\nConnection: close\n\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 404/)
    expect(answer).not.toContain('"name": "malgwi"')
  })
})
