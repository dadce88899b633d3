import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIndex } from '#src/index/choose.js'
import { exactIndex } from '#src/index/exact.js'
import { buildHnsw } from '#src/index/hnsw.js'
import { decodeGraph } from '#src/index/hnsw-graph.js'
import { pgvectorIndex } from '#src/index/pgvector.js'
import type { Hit, Metric, VectorIndex } from '#src/index/types.js'
import { dropTables, openDatabases, type TestDatabase } from './databases.js'
import { clusteredVectors, randomNumbers, rowsOf, widened } from './vectors.js'

// Large enough that HNSW asks its graph for a few neighbours, with a filter too.
const SIZE = 400
const DIRECTIONS = 12
const DIMENSIONS = 32
const GRAPH = { m: 8, efConstruction: 24, efSearch: 40 }
const drawn = (count: number, seed: number) => widened(clusteredVectors(count, DIRECTIONS, seed, 8), DIRECTIONS, DIMENSIONS, seed)
const vectors = drawn(SIZE, 21)
const more = drawn(300, 22)
const queries = rowsOf(drawn(60, 23), DIMENSIONS)
const others = rowsOf(drawn(60, 24), DIMENSIONS)
const ids = [...Array(SIZE).keys()]
const metrics: Metric[] = ['cosine', 'ip']

type Kind = 'exact' | 'hnsw' | 'shortened hnsw' | 'pgvector' | 'pgvector hnsw' | 'server pgvector' | 'server pgvector hnsw'
const kinds: Kind[] = ['exact', 'hnsw', 'shortened hnsw', 'pgvector', 'pgvector hnsw']
if (process.env.DATABASE_URL?.startsWith('postgres')) kinds.push('server pgvector', 'server pgvector hnsw')

let databases: TestDatabase[] = []
let tables = 0
beforeAll(async () => {
  databases = await openDatabases()
})
afterAll(async () => {
  for (const database of databases) {
    await dropTables(database)
    await database.close()
  }
})

async function make(kind: Kind, metric: Metric, of = vectors): Promise<VectorIndex> {
  if (kind === 'exact') return exactIndex(of, DIMENSIONS, metric)
  if (kind === 'hnsw') return buildHnsw(of, DIMENSIONS, metric, GRAPH)
  if (kind === 'shortened hnsw') return buildHnsw(of, DIMENSIONS, metric, { ...GRAPH, queries: others })
  const database = databases[kind.startsWith('server') ? 1 : 0]
  const table = database.newTable(`t${tables++}`)
  const hnsw = kind.endsWith('hnsw') ? GRAPH : undefined
  const index = await pgvectorIndex(database.client, { table, dimensions: DIMENSIONS, metric, hnsw })
  await index.add([...Array(of.length / DIMENSIONS).keys()], of)
  return index
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0)

/** What is in an index, searched by sorting all scores. */
function naive(held: Map<number, Float32Array>, metric: Metric, query: Float32Array, k: number): Hit[] {
  const score = (row: Float32Array) => dot(row, query) / (metric === 'ip' ? 1 : Math.sqrt(dot(row, row) * dot(query, query)))
  return [...held]
    .map(([id, row]) => ({ id, score: score(row) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, k)
}

const held = () => new Map(rowsOf(vectors, DIMENSIONS).map((row, id) => [id, row]))

async function recall(index: VectorIndex, of: Map<number, Float32Array>, k: number): Promise<number> {
  let found = 0
  for (const query of queries) {
    const wanted = new Set(naive(of, index.metric, query, k).map(({ id }) => id))
    for (const { id } of await index.search(query, k)) if (wanted.has(id)) found++
  }
  return found / (k * queries.length)
}

describe.each(kinds)('%s', (kind) => {
  describe.each(metrics)('by %s', (metric) => {
    it('finds the nearest, best first, with their scores', async () => {
      const index = await make(kind, metric)
      expect(await index.size).toBe(SIZE)
      expect(await recall(index, held(), 10)).toBeGreaterThanOrEqual(kind.endsWith('hnsw') ? 0.98 : 1)
      const hits = await index.search(queries[0], 5)
      const wanted = naive(held(), metric, queries[0], 5)
      expect(hits.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
      for (const [at, { score }] of hits.entries()) expect(score).toBeCloseTo(wanted[at].score, 4)
    })

    it('a filter is a predicate or a list, and lets through much, little or nothing', async () => {
      const index = await make(kind, metric)
      for (const divisor of [2, 9, 100]) {
        const passes = (id: number) => id % divisor === 0
        const wanted = naive(new Map([...held()].filter(([id]) => passes(id))), metric, queries[1], 3)
        for (const filter of [passes, ids.filter(passes), [...ids.filter(passes), SIZE + 5]]) {
          const hits = await index.search(queries[1], 3, filter)
          expect(hits.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
        }
      }
      expect(await index.search(queries[1], 3, [])).toEqual([])
      expect(await index.search(queries[1], 3, () => false)).toEqual([])
    })

    it('a vector that is added is found at once; one whose id is there takes its place', async () => {
      const index = await make(kind, metric)
      const far = queries[2].map((value) => value * 100)
      await index.add([7_000_001], far)
      expect((await index.search(queries[2], 1))[0].id).toBe(7_000_001)
      expect(await index.size).toBe(SIZE + 1)
      await index.add(
        [7_000_001],
        far.map((value) => -value),
      )
      expect((await index.search(queries[2], 1))[0]).toEqual(
        expect.objectContaining({ id: naive(held(), metric, queries[2], 1)[0].id }),
      )
      expect(await index.size).toBe(SIZE + 1)
    })

    it('a vector that is removed is not found again, until its id is added', async () => {
      const index = await make(kind, metric)
      const nearest = naive(held(), metric, queries[3], 4).map(({ id }) => id)
      expect(await index.remove([nearest[0], nearest[2], SIZE + 1])).toBe(2)
      expect(await index.remove([nearest[0]])).toBe(0)
      expect(await index.size).toBe(SIZE - 2)
      expect((await index.search(queries[3], 2)).map(({ id }) => id)).toEqual([nearest[1], nearest[3]])
      expect(await index.search(queries[3], 2, [nearest[0]])).toEqual([])
      await index.add([nearest[0]], held().get(nearest[0])!)
      expect((await index.search(queries[3], 2)).map(({ id }) => id)).toEqual([nearest[0], nearest[1]])
    })

    it('after much adding and removing it finds as much as before, without being built again', async () => {
      const index = await make(kind, metric)
      const now = held()
      const random = randomNumbers(24)
      const newcomers = rowsOf(more, DIMENSIONS)
      for (let round = 0; round < 6; round++) {
        const gone = [...now.keys()].filter(() => random() < 0.1)
        await index.remove(gone)
        for (const id of gone) now.delete(id)
        const added = newcomers.slice(round * 50, round * 50 + 50)
        const names = added.map((_, at) => (at < 10 ? [...now.keys()][at * 3] : 1_000 * (round + 1) + at))
        await index.add(names, Float32Array.from(added.flatMap((row) => [...row])))
        for (const [at, id] of names.entries()) now.set(id, added[at])
      }
      expect(await index.size).toBe(now.size)
      expect(await recall(index, now, 10)).toBeGreaterThanOrEqual(kind.endsWith('hnsw') ? 0.98 : 1)
    })

    it('is saved to a file, and opened from it with what was added and without what was removed', async () => {
      const index = await make(kind, metric)
      await index.add([5_000], more.subarray(0, DIMENSIONS))
      await index.remove([3, 4, 5])
      const path = join(tmpdir(), `malgwi-index-${process.pid}`)
      try {
        await index.save(path)
        const opened = openIndex(path, { dimensions: DIMENSIONS, metric, size: SIZE - 2 })
        expect(opened.size).toBe(SIZE - 2)
        for (const query of queries.slice(0, 20)) {
          const [before, after] = [await index.search(query, 5), opened.search(query, 5)]
          expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
        }
        expect(opened.search(queries[0], 1, [3, 5_000]).map(({ id }) => id)).toEqual([5_000])
        opened.add(
          [6_000],
          queries[0].map((value) => value * 100),
        )
        expect(opened.search(queries[0], 1)[0].id).toBe(6_000)
      } finally {
        rmSync(path, { force: true })
      }
    })
  })

  it('starts empty, and is filled', async () => {
    const index = await make(kind, 'ip', new Float32Array())
    expect(await index.size).toBe(0)
    expect(await index.search(queries[0], 3)).toEqual([])
    expect(await index.remove([1])).toBe(0)
    await index.add(ids, vectors)
    await index.add([], new Float32Array())
    expect(await recall(index, held(), 10)).toBeGreaterThanOrEqual(0.98)
    expect(await index.remove(ids)).toBe(SIZE)
    expect(await index.search(queries[0], 3)).toEqual([])
  })

  it('refuses what cannot be added, and has changed nothing', async () => {
    const index = await make(kind, 'cosine')
    const two = more.subarray(0, 2 * DIMENSIONS)
    const refusal = expect.objectContaining({ code: 'INDEX_INPUT' })
    const add = async (names: number[], added: Float32Array) => index.add(names, added)
    await expect(add([1, 2], more.subarray(0, DIMENSIONS))).rejects.toThrow(refusal)
    await expect(add([900, 900], two)).rejects.toThrow(refusal)
    for (const bad of [-1, 1.5, Number.NaN, 2 ** 31]) await expect(add([900, bad], two)).rejects.toThrow(refusal)
    await expect(
      add(
        [900, 901],
        two.map((value, at) => (at === 20 ? Number.NaN : value)),
      ),
    ).rejects.toThrow(refusal)
    expect(await index.size).toBe(SIZE)
  })

  it('refuses a query of another length, of NaN or infinity, and a k that is no count', async () => {
    const index = await make(kind, 'ip')
    const refusal = expect.objectContaining({ code: 'INDEX_QUERY' })
    const search = async (query: Float32Array, k: number) => index.search(query, k)
    await expect(search(new Float32Array(DIMENSIONS + 1), 5)).rejects.toThrow(refusal)
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(search(new Float32Array(DIMENSIONS).fill(bad, 3, 4), 5)).rejects.toThrow(refusal)
    }
    for (const k of [-1, 1.5, Number.NaN]) await expect(search(queries[0], k)).rejects.toThrow(refusal)
  })

  it('a query of any length of arrow finds the same, and one of zeros has no direction', async () => {
    const index = await make(kind, 'cosine')
    const nearest = (await index.search(queries[4], 3)).map(({ id }) => id)
    for (const scale of [1e30, 1e-30]) {
      const hits = await index.search(
        queries[4].map((value) => value * scale),
        3,
      )
      expect(hits.map(({ id }) => id)).toEqual(nearest)
    }
    expect(await index.search(new Float32Array(DIMENSIONS), 3)).toEqual([])
  })
})

it.each(metrics)('the shortened graph by %s is one', (metric) => {
  const index = buildHnsw(vectors, DIMENSIONS, metric, { ...GRAPH, queries: others })
  expect(decodeGraph(index.graph()).shortening?.axes).toHaveLength((DIMENSIONS / 2) * DIMENSIONS)
})

it.each<Kind>(['exact', 'hnsw', 'pgvector'])('%s: a vector of zeros has cosine 0 with everything', async (kind) => {
  const axis = (value: number) => new Float32Array(DIMENSIONS).fill(value, 0, 1)
  const some = Float32Array.from([...axis(-1), ...axis(0), ...axis(3)])
  expect(await (await make(kind, 'cosine', some)).search(axis(2), 3)).toEqual([
    { id: 2, score: 1 },
    { id: 1, score: 0 },
    { id: 0, score: -1 },
  ])
})

it('a table of other vectors is refused, and so are names that are none', async () => {
  const { client, newTable } = databases[0]
  const table = newTable('other')
  await pgvectorIndex(client, { table, dimensions: 3, metric: 'ip' })
  await expect(pgvectorIndex(client, { table, dimensions: 4, metric: 'ip' })).rejects.toThrow(
    expect.objectContaining({ code: 'INDEX_BROKEN' }),
  )
  for (const name of ['', 'a b', 'films"; DROP TABLE x; --', 'a.b.c', 'Films', 'é']) {
    await expect(pgvectorIndex(client, { table: name, dimensions: 3, metric: 'ip' })).rejects.toThrow(
      expect.objectContaining({ code: 'INDEX_INPUT' }),
    )
  }
})

it('a database that fails says what to do', async () => {
  const client = { query: () => Promise.reject(new Error('connection refused')) }
  await expect(pgvectorIndex(client, { table: 'films', dimensions: 3, metric: 'ip' })).rejects.toThrow(
    /connection refused\. Check that the server runs/,
  )
})
