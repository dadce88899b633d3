import { describe, expect, test } from 'vitest'
import { malgwi } from '../cli/run.js'
import { testServer } from './server.js'

const quiet = { LOG_LEVEL: 'error', DATABASE_URL: 'file::memory:' }

describe('malgwi serve that cannot', () => {
  test.each([
    ['find its bundle', ['--bundle', '/nowhere', '--port', '0'], {}, /\/nowhere.*BUNDLE_MISSING/],
    ['be asked from other machines without asking who they are', ['--host', '0.0.0.0'], {}, /HOST=0\.0\.0\.0.*SERVER_EXPOSED/],
    [
      'keep conversations where it is told',
      ['--host', '127.0.0.1', '--port', '0'],
      { DATABASE_URL: 'mysql://x' },
      /DATABASE_URL|STATE_URL/,
    ],
    ['understand its settings', [], { PORT: 'many' }, /PORT.*CONFIG_INVALID/],
  ])('%s ends with 1 and one line that says what to do', async (_, args, env, pattern) => {
    const { code, out, err } = await malgwi(['serve', ...args], { env: { ...quiet, ...env } })
    expect(out).toBe('')
    expect(err).toMatch(pattern)
    expect(err.trimEnd()).not.toContain('\n')
    expect(code).toBe(1)
  })

  test('have its port, because another listens there, says so', async () => {
    const { port } = await testServer()
    const { code, err } = await malgwi(['serve', '--port', String(port)], { env: quiet })
    expect(err).toMatch(/the port is taken.*SERVER_LISTEN/)
    expect(err.trimEnd()).not.toContain('\n')
    expect(code).toBe(1)
  })

  test.each(['65536', '-1', 'http'])('listen on port %s was used wrongly', async (port) => {
    const { code, err } = await malgwi(['serve', '--port', port])
    expect(err).toMatch(/--port.*0 to 65535.*USAGE/)
    expect(code).toBe(2)
  })
})
