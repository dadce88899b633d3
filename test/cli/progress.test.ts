import { expect, test } from 'vitest'
import { timeLeft } from '#src/cli/progress.js'

test('what is left is told at the pace so far, and not before there is one', () => {
  expect(timeLeft(10, 25, 100)).toBe('30 s left')
  expect(timeLeft(0.001, 1, 100_000)).toBe('')
  expect(timeLeft(10, 0, 100)).toBe('')
  expect(timeLeft(10, 100, 100)).toBe('')
})
