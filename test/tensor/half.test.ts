import { expect, test } from 'vitest'
import { toHalf } from '#src/nlp/tensor/half.js'

/** What a half's bits mean (IEEE 754, binary16), for those that are finite and positive. */
const value = (bits: number): number => {
  const [exponent, fraction] = [bits >> 10, bits & 0x3ff]
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15)
}
const FINITE = Array.from({ length: 0x7c00 }, (_, bits) => bits)

test('every half comes back as it was, with either sign', () => {
  expect(Array.from(toHalf(Float32Array.from(FINITE, value)))).toEqual(FINITE)
  expect(Array.from(toHalf(Float32Array.from(FINITE, (bits) => -value(bits))))).toEqual(FINITE.map((bits) => bits | 0x8000))
})

test('what lies between two halves goes to the nearer, and to the even one from the middle', () => {
  const below = FINITE.slice(0, -1)
  const between = (share: number): Float32Array =>
    Float32Array.from(below, (bits) => value(bits) + share * (value(bits + 1) - value(bits)))
  expect(Array.from(toHalf(between(0.25)))).toEqual(below)
  expect(Array.from(toHalf(between(0.75)))).toEqual(below.map((bits) => bits + 1))
  expect(Array.from(toHalf(between(0.5)))).toEqual(below.map((bits) => bits + (bits % 2)))
})

test('numbers out of range become infinite, and what is none stays so', () => {
  expect(Array.from(toHalf(Float32Array.of(65519, 65520, -1e9, Number.POSITIVE_INFINITY)))).toEqual([
    0x7bff, 0x7c00, 0xfc00, 0x7c00,
  ])
  expect(toHalf(Float32Array.of(Number.NaN))[0]).toBe(0x7e00)
})
