import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CHROMIUM_FLAGS, chromiumPath } from './chromium.js'
import { type Served, serve } from './serve.js'

const PATIENCE = { timeout: 15_000 }
const DOCS = readFileSync(new URL('../../docs/direct-line.md', import.meta.url), 'utf8')
const [, EXAMPLE] = /```html\n(.*?)```/s.exec(DOCS)!
const ELSEWHERE = 'https://chat.shop.example'
const FRAME = `<iframe src="${ELSEWHERE}/" title="말귀"></iframe>`

describe.skipIf(!chromiumPath)('the chat in a page of another origin', () => {
  let browser: Browser
  let served: Served
  let shop: string
  let stranger: string
  const shops = [createServer(), createServer()].map((server) =>
    server.on('request', ({ url }, response) => {
      const html = url === '/frame' ? FRAME : EXAMPLE
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<!doctype html>${html.replaceAll(`${ELSEWHERE}/`, served.url)}`)
    }),
  )

  beforeAll(async () => {
    ;[shop, stranger] = await Promise.all(
      shops.map(async (server) => {
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      }),
    )
    served = await serve({ ALLOWED_ORIGINS: shop })
    browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_FLAGS })
  })
  afterAll(async () => {
    await browser?.close()
    await served?.clear()
    for (const server of shops) server.close()
  })

  const open = async (url: string) => {
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(url)
    return page
  }

  test('talks as docs/direct-line.md says', async () => {
    const page = await open(shop)
    const box = page.getByRole('textbox')
    await box.fill('용가리 영화 재미 없었어')
    await box.press('Enter')
    await expect.poll(() => page.locator('.webchat__bubble:not(.webchat__bubble--from-user)').count(), PATIENCE).toBe(2)
    await expect.poll(() => page.locator('.webchat__suggested-action').allTextContents(), PATIENCE).toContain('그래픽')
  })

  test('talks in a frame', async () => {
    const page = await open(`${shop}/frame`)
    const chat = page.frameLocator('iframe')
    await chat.getByRole('textbox').fill('용가리 영화 재미 없었어')
    await chat.getByRole('textbox').press('Enter')
    await expect.poll(() => chat.locator('.webchat__suggested-action').allTextContents(), PATIENCE).toContain('그래픽')
  })

  test('attack: a page whose origin is not allowed gets no token, and cannot frame the chat', async () => {
    const page = await open('about:blank')
    const refused = page.waitForEvent('pageerror')
    await page.goto(stranger)
    expect((await refused).message).toContain('Failed to fetch')
    expect(await page.getByRole('textbox').count()).toBe(0)
    await page.goto(`${stranger}/frame`)
    expect(await page.frameLocator('iframe').getByRole('textbox').count()).toBe(0)
  })
})
