import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openIndex } from '#src/index/choose.js'
import { exactIndex } from '#src/index/exact.js'
import { buildHnsw, openHnsw } from '#src/index/hnsw.js'
import { decodeGraph, encodeGraph, graphChecksum, type Shortening } from '#src/index/hnsw-graph.js'
import { principalAxes } from '#src/index/principal.js'
import { recallAt } from '#src/index/recall.js'
import { candidatesFor } from '#src/index/shorten.js'
import type { StoreRow } from '#src/index/stored-rows.js'
import type { Metric } from '#src/index/types.js'
import { clusteredVectors, randomNumbers, rowsOf, widened } from './vectors.js'

const SIZE = 2000
const DIRECTIONS = 10
const DIMENSIONS = 48
const drawn = (count: number, seed: number) => widened(clusteredVectors(count, DIRECTIONS, seed), DIRECTIONS, DIMENSIONS, seed)
const vectors = drawn(SIZE, 51)
const queries = rowsOf(drawn(150, 52), DIMENSIONS)
const others = rowsOf(drawn(150, 53), DIMENSIONS)
const options = { m: 10, efConstruction: 60, queries: others }

describe.each<Metric>(['cosine', 'ip'])('vectors of few directions, by %s', (metric) => {
  // A mean that all share, which inner products are to do without.
  const given = metric === 'ip' ? vectors.map((value, i) => value + 2 * Math.sin(i % DIMENSIONS)) : vectors
  const exact = exactIndex(given, DIMENSIONS, metric)
  const built = buildHnsw(given, DIMENSIONS, metric, options)
  const { shortening } = decodeGraph(built.graph())

  it('have a graph of their first principal axes', () => {
    expect(shortening?.axes).toHaveLength(16 * DIMENSIONS)
  })

  it('are found as surely as whole ones, for few results and for many', () => {
    const whole = buildHnsw(given, DIMENSIONS, metric, { ...options, queries: undefined, efSearch: built.efSearch })
    for (const k of [1, 3, 10, 20, 40]) {
      const lost = recallAt(k, whole, exact, queries) - recallAt(k, built, exact, queries)
      expect(lost, `k ${k}`).toBeLessThanOrEqual(0.002)
    }
    expect(recallAt(10, built, exact, queries)).toBeGreaterThanOrEqual(0.99)
  })

  it('have the scores of the exact scan, to the last bit', () => {
    const exactly = new Map(exact.search(queries[0], SIZE).map((hit) => [hit.id, hit.score]))
    for (const hit of built.search(queries[0], 10)) expect(hit.score).toBe(exactly.get(hit.id))
  })

  it('are answered alike when opened from links, and from a file', () => {
    const path = join(tmpdir(), `malgwi-shortened-${process.pid}`)
    try {
      built.save(path)
      for (const opened of [openHnsw(built.graph(), given, DIMENSIONS, metric), openIndex(path)]) {
        for (const query of queries) expect(opened.search(query, 10)).toEqual(built.search(query, 10))
      }
    } finally {
      rmSync(path, { force: true })
    }
  })

  it('give the same graph again', () => {
    expect(Buffer.compare(buildHnsw(given, DIMENSIONS, metric, options).graph(), built.graph())).toBe(0)
  })
})

it('a query of another kind than those given is found too, by a scan', () => {
  const exact = exactIndex(vectors, DIMENSIONS, 'cosine')
  const index = buildHnsw(vectors, DIMENSIONS, 'cosine', options)
  expect(recallAt(10, index, exact, rowsOf(clusteredVectors(60, DIMENSIONS, 58), DIMENSIONS))).toBe(1)
})

it('vectors that lie along all directions alike have a graph of whole ones, and so has whoever gives no queries', () => {
  const alike = clusteredVectors(600, DIMENSIONS, 54)
  const shortening = (of: Float32Array, asked?: Float32Array[]) =>
    decodeGraph(buildHnsw(of, DIMENSIONS, 'cosine', { ...options, queries: asked }).graph()).shortening
  expect(shortening(alike, rowsOf(clusteredVectors(150, DIMENSIONS, 55), DIMENSIONS))).toBeNull()
  const few = vectors.subarray(0, 300 * DIMENSIONS)
  expect(shortening(few, others)).not.toBeNull()
  expect(shortening(few)).toBeNull()
  expect(shortening(few, [])).toBeNull()
  expect(shortening(few, [new Float32Array(DIMENSIONS)])).toBeNull()
})

it('vectors at the end of single precision, of which the products would be beyond it, have a graph of whole ones', () => {
  const few = vectors.subarray(0, 300 * DIMENSIONS)
  const peak = few.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const longest = few.map((value) => (value / peak) * 3e38)
  const index = buildHnsw(longest, DIMENSIONS, 'ip', options)
  expect(decodeGraph(index.graph()).shortening).toBeNull()
  expect(index.search(queries[0], 3)).toEqual(exactIndex(longest, DIMENSIONS, 'ip').search(queries[0], 3))
})

it('a few results have as many spare candidates as ten, many have more', () => {
  const shortening: Shortening = { axes: new Float32Array(), candidates: 15, mostLeft: 0 }
  expect([1, 10, 100].map((k) => candidatesFor(k, shortening))).toEqual([6, 15, 150])
})

describe('principal axes', () => {
  const rows = clusteredVectors(500, 12, 56).map((value, i) => value * (1 + (i % 12)))
  const store: StoreRow = (target, at, slot) => {
    for (let j = 0; j < 12; j++) target[at + j] = rows[slot * 12 + j]
  }
  const axes = rowsOf(principalAxes(store, 500, 12), 12)
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0)

  it('are orthonormal', () => {
    for (const [i, a] of axes.entries()) for (const [j, b] of axes.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 5)
  })

  it('take the products of the rows apart, most of their squares first', () => {
    const along = axes.map((axis) => Float32Array.from(rowsOf(rows, 12), (row) => dot(row, axis)))
    const squares = along.map((a) => dot(a, a))
    expect(squares).toEqual([...squares].sort((a, b) => b - a))
    for (let i = 1; i < 12; i++) {
      for (let j = 0; j < i; j++)
        expect(Math.abs(dot(along[i], along[j])) / Math.sqrt(squares[i] * squares[j])).toBeLessThan(1e-4)
    }
  })
})

describe('a graph of shortened vectors from outside', () => {
  const bytes = buildHnsw(vectors.subarray(0, 1000 * DIMENSIONS), DIMENSIONS, 'cosine', { ...options, m: 4 }).graph()
  const broken = expect.objectContaining({ name: 'MalgwiError', code: 'INDEX_BROKEN' })
  const open = (graph: Uint8Array) => openHnsw(graph, vectors.subarray(0, 1000 * DIMENSIONS), DIMENSIONS, 'cosine')
  function sign(graph: Uint8Array): Uint8Array {
    new DataView(graph.buffer).setUint32(8, graphChecksum(graph), true)
    return graph
  }

  it.each<[string, (shortening: Shortening) => void]>([
    ['axes that are not finite', ({ axes }) => axes.fill(Number.NaN, 3, 4)],
    ['axes without end', ({ axes }) => axes.fill(Number.NEGATIVE_INFINITY, 3, 4)],
    ['axes longer than directions are', ({ axes }) => axes.fill(1.5, 3, 4)],
    ['a part left that is none', (shortening) => Object.assign(shortening, { mostLeft: Number.NaN })],
    ['a part left that is larger than the whole', (shortening) => Object.assign(shortening, { mostLeft: 2 })],
    ['fewer candidates than results', (shortening) => Object.assign(shortening, { candidates: 9 })],
    ['more candidates than anybody needs', (shortening) => Object.assign(shortening, { candidates: 0xffffffff })],
    [
      'more axes than dimensions',
      (shortening) => Object.assign(shortening, { axes: new Float32Array((DIMENSIONS + 1) * DIMENSIONS) }),
    ],
  ])('is refused with %s', (_, change) => {
    const graph = decodeGraph(bytes)
    change(graph.shortening!)
    expect(() => open(encodeGraph(graph))).toThrow(broken)
  })

  it('is refused where it is cut or says other sizes', () => {
    for (const length of [48, 52, 56, 56 + 4 * DIMENSIONS, bytes.length - 4]) {
      expect(() => open(sign(bytes.slice(0, length))), `length ${length}`).toThrow(broken)
    }
    for (const width of [0, 1, 15, 17, DIMENSIONS, 0xffffffff]) {
      const other = bytes.slice()
      new DataView(other.buffer).setUint32(44, width, true)
      expect(() => open(sign(other)), `${width} axes`).toThrow(broken)
    }
  })

  it('never crashes the process: signed random changes are refused or searched', () => {
    const random = randomNumbers(57)
    let refused = 0
    for (let round = 0; round < 200; round++) {
      const hostile = bytes.slice()
      for (let n = 0; n < 3; n++) {
        hostile[Math.floor(random() * (round % 2 ? 56 + 64 * DIMENSIONS : hostile.length))] = Math.floor(random() * 256)
      }
      try {
        open(sign(hostile)).search(queries[0], 5)
      } catch (error) {
        expect(error).toEqual(broken)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(30)
    expect(refused).toBeLessThan(200)
  })
})
