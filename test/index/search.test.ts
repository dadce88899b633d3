import { describe, expect, it } from 'vitest'
import { exactIndex } from '#src/index/exact.js'
import { buildHnsw, openHnsw } from '#src/index/hnsw.js'
import { recallAt } from '#src/index/recall.js'
import { widthFor } from '#src/index/tune.js'
import type { LocalIndex, Metric } from '#src/index/types.js'
import { clusteredVectors, rowsOf } from './vectors.js'

const SIZE = 3000
const DIMENSIONS = 24
const options = { m: 12, efConstruction: 100, efSearch: 64 }
const vectors = clusteredVectors(SIZE, DIMENSIONS, 1)
const queries = rowsOf(clusteredVectors(100, DIMENSIONS, 2), DIMENSIONS)

function naive(query: Float32Array, metric: Metric) {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0)
  return rowsOf(vectors, DIMENSIONS)
    .map((row, id) => ({ id, score: dot(row, query) / (metric === 'ip' ? 1 : Math.sqrt(dot(row, row) * dot(query, query))) }))
    .sort((a, b) => b.score - a.score)
}

describe.each<Metric>(['cosine', 'ip'])('by %s', (metric) => {
  const exact = exactIndex(vectors, DIMENSIONS, metric)
  const built = buildHnsw(vectors, DIMENSIONS, metric, options)
  const opened = openHnsw(built.graph(), vectors, DIMENSIONS, metric)
  const indexes: [string, LocalIndex][] = [
    ['exact', exact],
    ['built', built],
    ['opened', opened],
  ]

  it('the exact scan agrees with sorting all scores', () => {
    for (const query of queries.slice(0, 10)) {
      const hits = exact.search(query, 10)
      const wanted = naive(query, metric).slice(0, 10)
      expect(hits.map((hit) => hit.id)).toEqual(wanted.map((hit) => hit.id))
      for (const [i, hit] of hits.entries()) expect(hit.score).toBeCloseTo(wanted[i].score, 4)
    }
  })

  it('the graph finds 98 of 100 of the exact neighbours', () => {
    expect(recallAt(10, built, exact, queries)).toBeGreaterThanOrEqual(0.98)
  })

  it('an opened graph answers as the one that was built, score by score', () => {
    for (const query of queries) expect(opened.search(query, 10)).toEqual(built.search(query, 10))
  })

  it('scores are those of the exact scan', () => {
    const exactly = new Map(exact.search(queries[0], SIZE).map((hit) => [hit.id, hit.score]))
    for (const hit of built.search(queries[0], 10)) expect(hit.score).toBe(exactly.get(hit.id))
  })

  it.each(indexes)('%s: a filter keeps what it lets through, whether that is much or little', (_, index) => {
    for (const divisor of [2, 7, 500]) {
      const passes = (id: number) => id % divisor === 0
      const hits = index.search(queries[1], 5, passes)
      expect(hits).toHaveLength(5)
      expect(hits.every((hit) => passes(hit.id))).toBe(true)
      const wanted = naive(queries[1], metric).filter((hit) => passes(hit.id))
      expect(hits[0].id).toBe(wanted[0].id)
    }
    expect(index.search(queries[1], 5, () => false)).toEqual([])
  })

  it.each(indexes)('%s: a filter that throws is heard, and the index lives on', (_, index) => {
    const refuse = () => {
      throw new Error('no')
    }
    expect(() => index.search(queries[2], 5, refuse)).toThrow('no')
    expect(index.search(queries[2], 5)).toHaveLength(5)
  })

  it.each(indexes)('%s: k above the size gives everything, k = 0 nothing', (_, index) => {
    expect(index.search(queries[0], SIZE * 2)).toHaveLength(SIZE)
    expect(index.search(queries[0], 1500)).toHaveLength(1500)
    expect(index.search(queries[0], 0)).toEqual([])
  })

  it.each(indexes)('%s: refuses a query of another length, of NaN or infinity, and a k that is no count', (_, index) => {
    const refusal = expect.objectContaining({ code: 'INDEX_QUERY' })
    expect(() => index.search(new Float32Array(DIMENSIONS + 1), 5)).toThrow(refusal)
    expect(() => index.search(new Float32Array(0), 5)).toThrow(refusal)
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => index.search(new Float32Array(DIMENSIONS).fill(1, 0, 1).fill(bad, 3, 4), 5)).toThrow(refusal)
    }
    for (const k of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => index.search(queries[0], k)).toThrow(refusal)
  })

  it.each(indexes)('%s: values at the ends of single precision are searched', (_, index) => {
    for (const scale of [1e30, 1e-30]) {
      const scaled = queries[3].map((x) => x * scale)
      expect(index.search(scaled, 3).map((hit) => hit.id)).toEqual(index.search(queries[3], 3).map((hit) => hit.id))
    }
  })

  it('the same seed gives the same graph, another seed another', () => {
    const small = vectors.subarray(0, 400 * DIMENSIONS)
    const graph = (seed: number) => buildHnsw(small, DIMENSIONS, metric, { ...options, seed }).graph()
    expect(Buffer.compare(graph(5), graph(5))).toBe(0)
    expect(Buffer.compare(graph(5), graph(6))).not.toBe(0)
  })
})

it('inner products are found though all vectors share a direction, where scores rise with it', () => {
  const shifted = vectors.map((value, i) => value + 4 * Math.sin(i % DIMENSIONS))
  const exact = exactIndex(shifted, DIMENSIONS, 'ip')
  const built = buildHnsw(shifted, DIMENSIONS, 'ip', options)
  expect(recallAt(10, built, exact, queries)).toBeGreaterThanOrEqual(0.98)
  const opened = openHnsw(built.graph(), shifted, DIMENSIONS, 'ip')
  for (const query of queries) expect(opened.search(query, 10)).toEqual(built.search(query, 10))
})

it('given queries, the search is as wide as they need, and the graph keeps that', () => {
  const narrow = buildHnsw(vectors, DIMENSIONS, 'cosine', { ...options, m: 6, efConstruction: 30, queries })
  const exact = exactIndex(vectors, DIMENSIONS, 'cosine')
  expect(recallAt(10, narrow, exact, queries)).toBeGreaterThanOrEqual(0.992)
  expect(openHnsw(narrow.graph(), vectors, DIMENSIONS, 'cosine').efSearch).toBe(narrow.efSearch)
  const wide = buildHnsw(vectors, DIMENSIONS, 'cosine', { ...options, m: 32, queries })
  expect(wide.efSearch).toBeLessThan(narrow.efSearch)
})

it('the search for many results is as much wider as they need, up to four times', () => {
  const widths = [1, 10, 20, 100].map((k) => [widthFor(20, k), widthFor(128, k)])
  expect(widths).toEqual([
    [20, 128],
    [20, 128],
    [40, 128],
    [200, 400],
  ])
})

it('a query of zeros has no neighbours by cosine, and a vector of zeros is near nothing', () => {
  const some = Float32Array.of(0, 0, 1, 0, 0, 2)
  for (const index of [exactIndex(some, 2, 'cosine'), buildHnsw(some, 2, 'cosine')]) {
    expect(index.search(new Float32Array(2), 3)).toEqual([])
    expect(index.search(Float32Array.of(1, 0), 3)).toEqual([
      { id: 1, score: 1 },
      { id: 0, score: 0 },
      { id: 2, score: 0 },
    ])
  }
})

it('an empty index, built and opened, answers with nothing', () => {
  const none = new Float32Array()
  const built = buildHnsw(none, 8, 'ip')
  for (const index of [exactIndex(none, 8, 'ip'), built, openHnsw(built.graph(), none, 8, 'ip')]) {
    expect(index.size).toBe(0)
    expect(index.search(new Float32Array(8).fill(1), 10)).toEqual([])
  }
})

it('vectors that are not whole or not finite are refused, and so are options out of range', () => {
  const broken = expect.objectContaining({ code: 'INDEX_BROKEN' })
  for (const make of [exactIndex, buildHnsw]) {
    expect(() => make(new Float32Array(7), 2, 'cosine')).toThrow(broken)
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const metric of ['cosine', 'ip'] as const) expect(() => make(Float32Array.of(1, 2, bad, 4), 2, metric)).toThrow(broken)
    }
    expect(() => make(new Float32Array(4), 0, 'cosine')).toThrow(broken)
  }
  for (const option of [{ m: 1 }, { m: 65 }, { efConstruction: 0 }, { efSearch: 1e6 }]) {
    expect(() => buildHnsw(new Float32Array(4), 2, 'ip', option)).toThrow(broken)
  }
})
