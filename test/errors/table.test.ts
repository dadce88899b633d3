import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorsMarkdown, listErrors, MalgwiError } from '#src/errors.js'

describe('the table of errors', () => {
  test('is what docs/errors.md says (npm run docs)', () => {
    expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorsMarkdown())
  })

  test.each(listErrors())('$code is one line that ends as a sentence does, with an HTTP status', ({ code, status }) => {
    const error = new MalgwiError(code, 'A detail.')
    expect(error.message).toMatch(/[.?!)]$/)
    expect(error.message).not.toContain('\n')
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(error.toJSON()).toEqual({ code, message: error.message })
  })
})
