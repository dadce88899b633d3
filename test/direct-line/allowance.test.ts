import { expect, test } from 'vitest'
import { openAllowance } from '#src/channels/direct-line/allowance.js'

test('a caller has a burst, then as much as flows in, and does not use up that of others', () => {
  let now = 0
  const allowance = openAllowance(3, 2, () => now)
  const taken = (who: string, times: number) => Array.from({ length: times }, () => allowance.take(who))
  expect(taken('a', 4)).toEqual([true, true, true, false])
  expect(taken('b', 1)).toEqual([true])
  now += 1_000
  expect(taken('a', 3)).toEqual([true, true, false])
  now += 1_000_000
  expect(taken('a', 4)).toEqual([true, true, true, false])
})

test('no more callers are remembered than there is room for', () => {
  const allowance = openAllowance(1, 0, () => 0)
  for (let caller = 0; caller < 20_000; caller += 1) allowance.take(String(caller))
  expect(allowance.take('0')).toBe(true)
  expect(allowance.take('19999')).toBe(false)
})
