import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CHROMIUM_FLAGS, chromiumPath } from './chromium.js'
import { contrast, DESKTOP, driving, openChat, PHONE } from './page.js'
import { type Served, serve } from './serve.js'

const PATIENCE = { timeout: 15_000 }
const RECONNECTING = { timeout: 30_000 }
/** Apple's and WCAG 2.2's (2.5.5) size of what a finger hits. */
const TOUCH = 44
/** A line of an ARIA snapshot: something to use that has no name. */
const UNNAMED = /^\s*- (?:button|textbox|link|toolbar)(?::|$)/

describe.skipIf(!chromiumPath)('the chat page', () => {
  let browser: Browser
  let served: Served

  beforeAll(async () => {
    served = await serve()
    browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_FLAGS })
  })
  afterAll(async () => {
    await browser?.close()
    await served?.clear()
  })

  const open = async (options: BrowserContextOptions = DESKTOP) => {
    const chat = await openChat(browser, served.url, options)
    onTestFinished(() => chat.page.context().close())
    return chat
  }
  const picture = async (page: Awaited<ReturnType<typeof open>>['page'], name: string) => {
    if (!process.env.SCREENSHOTS) return
    await page.mouse.move(0, 0)
    await page.evaluate('document.activeElement.blur()')
    // What is marked is faded in.
    await page.waitForTimeout(1_000)
    await page.screenshot({ path: fileURLToPath(new URL(`../../docs/screenshots/${name}`, import.meta.url)) })
  }

  test('talks for ten turns, typed and by buttons, and shades the words that drive a reading', async () => {
    const chat = await open({ ...DESKTOP, deviceScaleFactor: 1.5 })

    const asked = await chat.choose('용가리 영화 재미 없었어')
    expect(await asked.textContent()).toContain('〈용가리〉')
    await expect.poll(() => driving(chat.said.first()), PATIENCE).toEqual(['재미 없었어'])
    expect(await chat.choices.allTextContents()).toContain('그래픽')

    const recommended = await chat.choose('그래픽')
    expect(await recommended.textContent()).toMatch(/〈.+〉.*\d+명 중 \d+명/)

    const reasons = await chat.choose('왜?')
    expect(await driving(reasons)).toEqual(['재미 없었어'])
    expect(await reasons.locator('blockquote').textContent()).toBe('용가리 영화 재미 없었어')
    expect(await reasons.locator('.shares').textContent()).toMatch(/부정 \d+%/)
    expect(await reasons.textContent()).not.toMatch(/[『』]/)
    await expect.poll(() => chat.page.locator('.ac-adaptiveCard').count(), PATIENCE).toBe(1)
    expect(await chat.page.locator('.ac-adaptiveCard').textContent()).toMatch(
      /부정 \d+%.*재미 없었어.*부정 쪽.*재미 없었어 \+1\.00/s,
    )
    await picture(chat.page, 'desktop.png')

    const other = await chat.choose('다른 영화')
    expect(await other.locator('b').first().textContent()).not.toBe(await recommended.locator('b').first().textContent())

    expect(await (await chat.type('시나리오는?')).textContent()).toContain('시나리오')
    expect(await (await chat.type('도움말')).locator('li').count()).toBeGreaterThan(1)

    const liked = await chat.type('인셉션 진짜 재밌었어')
    expect(await liked.textContent()).toContain('〈인셉션〉')
    await expect.poll(() => driving(chat.said.last()), PATIENCE).not.toEqual([])
    expect(await chat.choices.count()).toBeGreaterThan(1)

    expect(await (await chat.type('1')).textContent()).toMatch(/〈.+〉/)
    await chat.type('고마워')
    await chat.type('처음으로')

    expect(await chat.said.count()).toBe(10)
    expect(await chat.told.count()).toBe(11)
    expect(chat.problems).toEqual([])
  })

  test('fits a phone: nothing to scroll sideways, buttons as large as a finger', async () => {
    const chat = await open({ ...PHONE, colorScheme: 'dark' })
    await chat.choose('용가리 영화 재미 없었어')
    await chat.choose('그래픽')
    await picture(chat.page, 'phone.png')
    await chat.type(`${'아주'.repeat(60)} ${'x'.repeat(300)}`)
    await chat.type('도움말')
    expect(await chat.page.evaluate('[document.documentElement.scrollWidth, innerWidth]')).toEqual([360, 360])
    for (const button of await chat.page.locator('.webchat__suggested-action, .webchat__send-button, header button').all()) {
      const { width, height } = (await button.boundingBox())!
      expect(Math.min(width, height), (await button.textContent()) ?? '').toBeGreaterThanOrEqual(TOUCH)
    }
    expect(chat.problems).toEqual([])
  })

  test('goes on after a reload with all that was said, and 새 대화 leaves it', async () => {
    const chat = await open()
    await chat.type('용가리 영화 재미 없었어')
    await expect.poll(() => driving(chat.said.first()), PATIENCE).toEqual(['재미 없었어'])
    const before = await chat.told.allTextContents()
    const offered = await chat.choices.allTextContents()

    await chat.page.reload()
    await expect.poll(() => chat.told.allTextContents(), PATIENCE).toEqual(before)
    expect(await driving(chat.said.first())).toEqual(['재미 없었어'])
    await expect.poll(() => chat.choices.allTextContents(), PATIENCE).toEqual(offered)
    expect(await (await chat.choose('그래픽')).textContent()).toMatch(/\d+명 중 \d+명/)

    await chat.page.getByRole('button', { name: '새 대화' }).click()
    await expect.poll(() => chat.said.count(), PATIENCE).toBe(0)
    await expect.poll(() => chat.told.count(), PATIENCE).toBe(1)
    await expect.poll(() => chat.choices.allTextContents(), PATIENCE).toContain('용가리 영화 재미 없었어')
    await chat.page.reload()
    await expect.poll(() => chat.told.count(), PATIENCE).toBe(1)
    expect(await chat.said.count()).toBe(0)
    expect(chat.problems).toEqual([])
  })

  test('begins anew where the kept token is of no use any more', async () => {
    const chat = await open()
    // Before the page looks, and after it has kept the good one on leaving; once.
    const session = JSON.stringify({ conversationId: 'gone', token: 'x.y.z' })
    const content = `sessionStorage.getItem('spoilt') || sessionStorage.setItem('malgwi.session', ${JSON.stringify(session)})
      sessionStorage.setItem('spoilt', 'yes')`
    await chat.page.addInitScript({ content })
    await chat.page.reload()
    await expect.poll(() => chat.page.getByRole('status').first().textContent(), PATIENCE).toContain('새 대화')
    await expect.poll(() => chat.told.count(), PATIENCE).toBe(1)
    expect(await (await chat.type('용가리 영화 재미 없었어')).textContent()).toContain('용가리')
  })

  test('begins anew where the token ran out while the page was open', async () => {
    const chat = await open()
    const sockets: { close(): Promise<void> }[] = []
    await chat.page.routeWebSocket(/\/stream/, (socket) => {
      socket.connectToServer()
      sockets.push(socket)
    })
    await chat.page.reload()
    await expect.poll(() => chat.told.count(), PATIENCE).toBe(1)
    await chat.type('용가리 영화 재미 없었어')
    await chat.page.route('**/conversations/*?watermark=*', (route) => route.fulfill({ status: 403, json: {} }))
    await sockets[0].close()
    await expect.poll(() => chat.said.count(), PATIENCE).toBe(0)
    await expect.poll(() => chat.told.count(), PATIENCE).toBe(1)
    expect(await chat.page.getByRole('status').first().textContent()).toContain('새 대화')
    expect(await (await chat.type('용가리 영화 재미 없었어')).textContent()).toContain('용가리')
  })

  test('says that the server is away, keeps what is being written, and goes on when it is back', async () => {
    const chat = await open()
    await chat.type('용가리 영화 재미 없었어')
    await served.stop()
    await expect.poll(() => chat.status.textContent(), PATIENCE).toContain('다시 잇고 있어요')
    await chat.box.fill('그래픽이요')
    await chat.box.press('Enter')
    expect(await chat.box.inputValue()).toBe('그래픽이요')
    await served.start()
    await expect.poll(() => chat.status.count(), RECONNECTING).toBe(0)
    const answer = await chat.answerTo(() => chat.box.press('Enter'))
    expect(await answer.textContent()).toMatch(/\d+명 중 \d+명/)
    expect(await chat.said.count()).toBe(2)
  })

  test('attack: markup in a message stays text, in the bubble of the user and in the answer', async () => {
    const chat = await open()
    const markup = '<img src=x onerror="document.title=1">『<b>x</b>』'
    await chat.type(`${markup} 영화 재미없었어`)
    expect(await chat.said.last().textContent()).toContain(markup)
    expect(await chat.page.locator('.message img, .message b b').count()).toBe(0)
    expect(await chat.page.title()).toBe('말귀')
    expect(chat.problems).toEqual([])
  })

  test('can be used without seeing it: language, landmarks, names, no id twice', async () => {
    const chat = await open()
    await chat.type('용가리 영화 재미 없었어')
    const { page } = chat
    expect(await page.locator('html').getAttribute('lang')).toBe('ko')
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.getByRole('main').count()).toBe(1)
    expect(await page.getByRole('banner').count()).toBe(1)
    await expect.poll(() => page.getByRole('toolbar', { name: '고를 수 있는 답' }).count(), PATIENCE).toBe(1)
    const unnamed = (await page.locator('body').ariaSnapshot()).split('\n').filter((line) => UNNAMED.test(line))
    expect(unnamed).toEqual([])
    expect(await page.locator('img:not([alt])').count()).toBe(0)
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([])
    // The list of choices can be reached and chosen from with the keyboard alone.
    await chat.box.focus()
    await page.keyboard.press('Shift+Tab')
    const focused = await page.evaluate('document.activeElement.textContent')
    expect(await chat.choices.allTextContents()).toContain(focused)
    await chat.answerTo(() => page.keyboard.press('Enter'))
    expect(chat.problems).toEqual([])
  })

  test.each(['light', 'dark'] as const)('has enough contrast in %s', async (colorScheme) => {
    const { page } = await open({ ...DESKTOP, colorScheme })
    const pairs = ['ink/paper', 'ink/surface', 'soft/paper', 'soft/surface', 'accent/paper', 'accent/surface', 'accent/chip-over']
    for (const pair of [...pairs, 'mine-ink/mine', 'mark-ink/mark', 'warn/paper', 'warn/surface']) {
      const [ink, ground] = pair.split('/')
      expect(await contrast(page, `--${ink}`, `--${ground}`), pair).toBeGreaterThanOrEqual(4.5)
    }
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      colorScheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(251, 250, 247)',
    )
  })

  test('says what to run where Web Chat has not been fetched', async () => {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.route('**/webchat.js', (route) => route.fulfill({ status: 404 }))
    await page.goto(served.url)
    expect(await page.getByRole('main').textContent()).toContain('node scripts/webchat.mjs')
  })
})
