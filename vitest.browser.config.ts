import { defineConfig } from 'vitest/config'

/** The page in a real browser, served by the real server with the shipped bundle. Without a Chromium all of it is skipped, loudly. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/announce.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
})
