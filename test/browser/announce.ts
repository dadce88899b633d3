import { chromiumPath } from './chromium.js'

/** A run that tests nothing must not look like one that passed. */
export default function announce(): void {
  if (chromiumPath) return
  const line = '!'.repeat(100)
  process.stderr.write(
    `${line}\n!! NO CHROMIUM: every browser test is SKIPPED. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.\n${line}\n`,
  )
}
