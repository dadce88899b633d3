import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export const DESKTOP = { viewport: { width: 1080, height: 812 } }
export const PHONE = { viewport: { width: 360, height: 720 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }

const PATIENCE = { timeout: 15_000 }

/** The chat page as a user has it in front of them. */
export interface Chat {
  page: Page
  /** Console errors and warnings, uncaught exceptions, violations of the content security policy, requests to elsewhere. */
  problems: string[]
  /** Bubbles, in order. */
  said: Locator
  told: Locator
  choices: Locator
  box: Locator
  status: Locator
  /** Does something that the bot answers, and returns the answer's bubble once it is there. */
  answerTo(act: () => Promise<void>): Promise<Locator>
  type(text: string): Promise<Locator>
  choose(text: string | RegExp): Promise<Locator>
}

export async function openChat(browser: Browser, url: string, options: BrowserContextOptions): Promise<Chat> {
  const context = await browser.newContext({ locale: 'ko-KR', ...options })
  const page = await context.newPage()
  const problems = watch(page, url)
  const chat = chatOn(page, problems)
  await page.goto(url)
  await expect.poll(() => chat.told.count(), PATIENCE).toBe(1)
  return chat
}

function watch(page: Page, url: string): string[] {
  const problems: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`))
  const home = new URL(url).host
  const outside = (address: string) => /^(https?|wss?):/.test(address) && new URL(address).host !== home
  page.on('request', (request) => {
    if (outside(request.url())) problems.push(`request to elsewhere: ${request.url()}`)
  })
  page.on('websocket', (socket) => {
    if (outside(socket.url())) problems.push(`socket to elsewhere: ${socket.url()}`)
  })
  return problems
}

function chatOn(page: Page, problems: string[]): Chat {
  const said = page.locator('.webchat__stacked-layout--from-user .message')
  const told = page.locator('.webchat__stacked-layout:not(.webchat__stacked-layout--from-user) .message')
  const choices = page.locator('.webchat__suggested-action')
  const box = page.getByRole('textbox', { name: '보낼 말' })
  const status = page.locator('.webchat__connectivityStatus')
  const answerTo = async (act: () => Promise<void>) => {
    const before = await told.count()
    await act()
    await expect.poll(() => told.count(), PATIENCE).toBe(before + 1)
    return told.nth(before)
  }
  return {
    page,
    problems,
    said,
    told,
    choices,
    box,
    status,
    answerTo,
    type: (text) =>
      answerTo(async () => {
        await box.fill(text)
        await box.press('Enter')
      }),
    choose: (text) => answerTo(() => choices.filter({ hasText: text }).first().click()),
  }
}

/** What is shown as a driving word in a bubble. */
export const driving = (bubble: Locator): Promise<string[]> => bubble.locator('mark').allTextContents()

/** WCAG 2.2 contrast ratio of two colours of page.css, by their names, as they are now. */
export async function contrast(page: Page, ink: string, ground: string): Promise<number> {
  const colourOf = (name: string) =>
    page.evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue('${name}').trim()`)
  const colours = [await colourOf(ink), await colourOf(ground)]
  const [light, dark] = colours.map(luminance).sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** Relative luminance of '#rrggbb': WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
