import { describe, expect, test } from 'vitest'
import { isBlank } from '#src/nlp/text/blank.js'

describe('a text shows nothing', () => {
  test.each(['', ' \t\n', '\u0000', '\u200b\u200d\ufeff', '\u3164', '\u00a0\u2060'])('%j', (text) => {
    expect(isBlank(text)).toBe(true)
  })

  test.each(['가', '.', '🍿', '\u200b음', 'ㅋ', '👨\u200d👩'])('and %j shows something', (text) => {
    expect(isBlank(text)).toBe(false)
  })
})
