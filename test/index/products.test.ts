import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalgwiError } from '#src/errors.js'
import { kthLargest } from '#src/index/kth-largest.js'
import { openProducts } from '#src/index/products.js'
import { innerProduct } from '#src/index/scorer.js'

const number = fc.double({ min: -10, max: 10, noNaN: true })

describe('the inner products of a query with every row', () => {
  it('are those of double precision, but for the last digits, whatever the number of dimensions and rows', () => {
    const matrix = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 })).chain(([dimensions, rows]) =>
      fc.record({
        dimensions: fc.constant(dimensions),
        rows: fc.constant(rows),
        values: fc.array(number, { minLength: dimensions * rows, maxLength: dimensions * rows }),
        query: fc.array(number, { minLength: dimensions, maxLength: dimensions }),
      }),
    )
    fc.assert(
      fc.property(matrix, ({ dimensions, rows, values, query }) => {
        const vectors = Float32Array.from(values)
        const wanted = Float32Array.from(query)
        const products = openProducts(vectors, dimensions).of(wanted)
        expect(products).toHaveLength(rows)
        for (let row = 0; row < rows; row++) expect(products[row]).toBeCloseTo(innerProduct(vectors, row * dimensions, wanted), 2)
      }),
    )
  })

  it('are those of the latest query', () => {
    const { of } = openProducts(Float32Array.of(1, 2, 3, 4, 5, 6), 3)
    expect([...of(Float32Array.of(1, 0, 0))]).toEqual([1, 4])
    expect([...of(Float32Array.of(0, 0, 1))]).toEqual([3, 6])
  })

  it('need whole rows', () => {
    expect(() => openProducts(new Float32Array(7), 3)).toThrow(MalgwiError)
  })
})

describe('the k-th largest', () => {
  it('is what sorting gives, for equal, sorted and any other numbers', () => {
    const numbers = fc.oneof(
      fc.array(number, { minLength: 1, maxLength: 60 }),
      fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 60 }),
      fc.array(number, { minLength: 1, maxLength: 60 }).map((list) => list.toSorted((a, b) => a - b)),
    )
    fc.assert(
      fc.property(numbers, fc.nat(), (list, choice) => {
        const values = Float32Array.from(list)
        const k = (choice % values.length) + 1
        expect(kthLargest(values.slice(), k) === values.toSorted((a, b) => b - a)[k - 1]).toBe(true)
      }),
    )
  })
})
