import { existsSync } from 'node:fs'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The Chromium to test with: `CHROMIUM_PATH`, else where it usually lies. */
export const chromiumPath: string | undefined = [process.env.CHROMIUM_PATH, ...USUAL_PLACES].find(
  (path) => path && existsSync(path),
)

/** As root and without a GPU; nothing of Chromium's own goes over the network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
