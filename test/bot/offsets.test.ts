import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalise } from '#src/bot/offsets.js'

test.each([
  '용가리 재미없었어',
  '  용가리 재미없었어\n',
  '용가리 재미없었어'.normalize('NFD'),
  ' é 용가리 재미없었어'.normalize('NFD'),
  '👍🏽 재미없었어 👨‍👩‍👧',
])('what was read stands where it was typed: %j', (typed) => {
  const { text, typedAt } = normalise(typed)
  expect(text).toBe(typed.normalize('NFC').trim())
  const start = text.indexOf('재미없었어')
  expect(typed.slice(typedAt(start), typedAt(start + 5)).normalize('NFC')).toBe('재미없었어')
})

test('every span of any text is found again in what was typed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.nat(40),
      fc.nat(40),
      fc.constantFrom('NFC', 'NFD'),
      (words, a, b, form) => {
        const typed = words.normalize(form)
        const { text, typedAt } = normalise(typed)
        const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)]
        expect(typedAt(start)).toBeLessThanOrEqual(typedAt(end))
        expect(typedAt(end)).toBeLessThanOrEqual(typed.length)
        expect(typed.slice(typedAt(0), typedAt(text.length)).normalize('NFC').trim()).toBe(text)
      },
    ),
  )
})
