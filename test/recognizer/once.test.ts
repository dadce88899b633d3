import { expect, test } from 'vitest'
import { recent } from '#src/recognizer/once.js'

test('what was asked for last is not made again, and no more is remembered than was said', () => {
  const made: number[] = []
  const squareOf = recent(4, (n: number) => {
    made.push(n)
    return n * n
  })
  expect([1, 2, 3, 4, 5].map(squareOf)).toEqual([1, 4, 9, 16, 25])
  expect(made).toEqual([1, 2, 3, 4, 5])
  // Half of them at least.
  expect([5, 4].map(squareOf)).toEqual([25, 16])
  expect(made).toHaveLength(5)
  squareOf(1)
  expect(made).toEqual([1, 2, 3, 4, 5, 1])
})

test('what is asked for again and again is remembered whatever else is asked for', () => {
  const made: string[] = []
  const of = recent(4, (name: string) => {
    made.push(name)
    return name
  })
  for (let i = 0; i < 20; i++) {
    of('kept')
    of(`other ${i}`)
  }
  expect(made.filter((name) => name === 'kept')).toHaveLength(1)
})

test('nothing is a value too: it is made once', () => {
  let count = 0
  const of = recent(2, () => {
    count++
    return undefined
  })
  expect([of('a'), of('a')]).toEqual([undefined, undefined])
  expect(count).toBe(1)
})
