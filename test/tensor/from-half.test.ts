import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHalf, toHalf } from '#src/nlp/tensor/half.js'

const ALL = Uint16Array.from({ length: 0x10000 }, (_, i) => i)
const LARGEST = 0x7bff

/** The neighbouring float32 above or below a positive one. */
function neighbour(value: number, step: 1 | -1): number {
  const float = Float32Array.of(value)
  new Int32Array(float.buffer)[0] += step
  return float[0]
}

const half = (value: number) => toHalf(Float32Array.of(value))[0]

describe('half precision', () => {
  it('gives every half back', () => {
    const back = toHalf(fromHalf(ALL))
    for (let i = 0; i < ALL.length; i++) {
      const isNaNHalf = (i & 0x7c00) === 0x7c00 && (i & 0x3ff) !== 0
      if (isNaNHalf) expect(back[i] & 0x7fff).toBe(0x7e00)
      else if (back[i] !== i) expect.fail(`half ${i} came back as ${back[i]}`)
    }
  })

  it('knows the landmarks', () => {
    const values = [0, -0, 1, -2, 0.5, 65504, 2 ** -14, 2 ** -24, Number.POSITIVE_INFINITY, 1 / 3]
    expect([...toHalf(Float32Array.from(values))]).toEqual([
      0, 0x8000, 0x3c00, 0xc000, 0x3800, 0x7bff, 0x0400, 0x0001, 0x7c00, 0x3555,
    ])
    expect(half(65519.996)).toBe(LARGEST)
    expect(half(65520)).toBe(0x7c00)
    expect(half(3e38)).toBe(0x7c00)
    expect(half(2 ** -25)).toBe(0)
    expect(half(neighbour(2 ** -25, 1))).toBe(1)
    expect(half(1e-45)).toBe(0)
  })

  it('rounds every midpoint to even, and what lies beside it to the nearer side', () => {
    const values = fromHalf(ALL.subarray(0, LARGEST + 1))
    for (let lower = 0; lower < LARGEST; lower++) {
      const middle = (values[lower] + values[lower + 1]) / 2
      const even = lower % 2 === 0 ? lower : lower + 1
      const rounded = toHalf(Float32Array.of(middle, -middle, neighbour(middle, 1), neighbour(middle, -1)))
      if (rounded[0] !== even || rounded[1] !== (even | 0x8000)) expect.fail(`midpoint above ${lower}: ${rounded[0]}`)
      if (rounded[2] !== lower + 1 || rounded[3] !== lower) expect.fail(`beside the midpoint above ${lower}`)
    }
  })

  it('is never further off than either neighbour, and keeps order and sign', () => {
    fc.assert(
      fc.property(
        fc.float({ min: -65504, max: 65504, noNaN: true }),
        fc.float({ min: -65504, max: 65504, noNaN: true }),
        (a, b) => {
          const [x, y] = fromHalf(toHalf(Float32Array.of(a, b)))
          const code = half(a)
          for (const near of fromHalf(Uint16Array.of(code - 1, code + 1))) {
            if (Number.isFinite(near)) expect(Math.abs(x - a)).toBeLessThanOrEqual(Math.abs(near - a))
          }
          if (a <= b) expect(x).toBeLessThanOrEqual(y)
          expect(half(-a)).toBe(code ^ 0x8000)
        },
      ),
    )
  })
})
