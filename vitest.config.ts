import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Needs Debian's chromium: npm run test:browser.
    exclude: ['test/browser/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The native and WebAssembly parts are loaded once a file; forks keep a crash in one of them from taking the run along.
    pool: 'forks',
    maxWorkers: 2,
  },
})
