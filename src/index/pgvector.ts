import { MalgwiError } from '../errors.js'
import { saveIndex } from './index-file.js'
import { Rows } from './rows.js'
import { euclideanNorm } from './scorer.js'
import { checkAdded, checkQuery, type Filter, type Hit, type Metric, type VectorIndex } from './types.js'

/** A connection, as `pg`'s Client and PGlite are: one session, which keeps what is set in it. A pool is none. */
export interface SqlClient {
  query(sql: string, params?: unknown[]): Promise<{ rows: unknown[] }>
}

export interface PgvectorOptions {
  /** A name of lower-case letters, digits and _, with a schema before a point or without. Made where there is none. */
  table: string
  /** 1 to 16,000, with a graph to 2,000. */
  dimensions: number
  metric: Metric
  /** With a graph in the database, which finds nearly all; without, each search scans and finds all. */
  hnsw?: { m?: number; efConstruction?: number; efSearch?: number }
}

export interface PgvectorIndex extends VectorIndex {
  readonly size: Promise<number>
  search(query: Float32Array, k: number, filter?: Filter): Promise<Hit[]>
  add(ids: readonly number[], vectors: Float32Array): Promise<void>
  remove(ids: readonly number[]): Promise<number>
  /** A file of the vectors as one statement saw them, for `openIndex`. */
  save(path: string): Promise<void>
}

const NAME = /^[a-z_][a-z0-9_]{0,40}$/
const HNSW_DEFAULTS = { m: 16, efConstruction: 200, efSearch: 128 } as const
const OPERATORS = {
  cosine: { distance: '<=>', class: 'vector_cosine_ops' },
  ip: { distance: '<#>', class: 'vector_ip_ops' },
} as const

/**
 * Vectors in a table of a PostgreSQL with pgvector 0.8 or newer: { id integer, embedding vector(dimensions) }. Scores are of single
 * precision, as pgvector's are. What is added and removed is durable when the promise is kept, whatever `save` is for elsewhere.
 *
 * A filter that is a list goes into the statement. A predicate cannot: it is asked about every id of the table first, here, and those
 * that pass are sent; give a list where the table is large.
 * @throws MalgwiError INDEX_INPUT for a name or number that is none; INDEX_BROKEN for a table of other vectors; INDEX_DATABASE
 */
export async function pgvectorIndex(client: SqlClient, options: PgvectorOptions): Promise<PgvectorIndex> {
  const { dimensions, metric } = options
  const hnsw = options.hnsw && { ...HNSW_DEFAULTS, ...options.hnsw }
  const table = quoted(options.table)
  checkNumber('dimensions', dimensions, 1, hnsw ? 2_000 : 16_000)
  const { distance, class: operators } = OPERATORS[metric]
  const score = metric === 'ip' ? `-(embedding ${distance} $1::vector)` : `1 - (embedding ${distance} $1::vector)`
  // A vector of zeros has no cosine: pgvector says NaN, which sorts above all, and the other indexes say 0.
  const scored = `SELECT id, coalesce(nullif(${score}, 'NaN'), 0) AS score FROM ${table}`

  async function ask<Row>(sql: string, params: unknown[] = []): Promise<Row[]> {
    try {
      return (await client.query(sql, params)).rows as Row[]
    } catch (error) {
      throw new MalgwiError('INDEX_DATABASE', (error as Error).message)
    }
  }

  await ask('CREATE EXTENSION IF NOT EXISTS vector')
  await ask(`CREATE TABLE IF NOT EXISTS ${table} (id integer PRIMARY KEY, embedding vector(${dimensions}) NOT NULL)`)
  const columns = await ask<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attname IN ('id', 'embedding')`,
    [table],
  )
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  // The type has its schema before it where that is not on the search path.
  if (types.get('id') !== 'integer' || types.get('embedding')?.replace(/^.*\./, '') !== `vector(${dimensions})`) {
    const is = [...types].map((column) => column.join(' ')).join(', ')
    throw new MalgwiError('INDEX_BROKEN', `the table ${options.table} has ${is || 'other columns'}, not vectors of ${dimensions}`)
  }
  if (hnsw) {
    checkNumber('m', hnsw.m, 2, 100)
    checkNumber('efConstruction', hnsw.efConstruction, Math.max(4, 2 * hnsw.m), 1_000)
    checkNumber('efSearch', hnsw.efSearch, 1, 1_000)
    const name = `${options.table.split('.').at(-1)}_hnsw_${metric}`
    await ask(
      `CREATE INDEX IF NOT EXISTS "${name}" ON ${table} USING hnsw (embedding ${operators})
       WITH (m = ${hnsw.m}, ef_construction = ${hnsw.efConstruction})`,
    )
    // Further along the graph, in order, until k have passed the filter: pgvector 0.8.
    await ask(`SELECT set_config('hnsw.ef_search', $1, false), set_config('hnsw.iterative_scan', 'strict_order', false)`, [
      String(hnsw.efSearch),
    ])
  }

  async function passing(filter: Filter): Promise<readonly number[]> {
    if (typeof filter !== 'function') return filter
    return (await ask<{ id: number }>(`SELECT id FROM ${table}`)).map(({ id }) => id).filter(filter)
  }

  return {
    dimensions,
    metric,
    get size() {
      return ask<{ size: number }>(`SELECT count(*)::integer AS size FROM ${table}`).then(([{ size }]) => size)
    },
    async search(query, k, filter) {
      checkQuery(query, k, dimensions)
      const norm = euclideanNorm(query)
      if (k === 0 || (metric === 'cosine' && norm === 0)) return []
      // A unit query cannot overflow single precision.
      const unit = norm === 0 ? query : query.map((value) => value / norm)
      const ids = filter && (await passing(filter))
      if (ids?.length === 0) return []
      const where = ids ? ' WHERE id = ANY($3::integer[])' : ''
      const nearest = hnsw ? `embedding ${distance} $1::vector` : 'score DESC, id'
      const params = [literal(unit), k, ...(ids ? [ids] : [])]
      const hits = await ask<Hit>(`${scored}${where} ORDER BY ${nearest} LIMIT $2::integer`, params)
      const scale = metric === 'ip' && norm > 0 ? norm : 1
      return hits.map(({ id, score }) => ({ id, score: score * scale })).sort((a, b) => b.score - a.score || a.id - b.id)
    },
    async add(ids, vectors) {
      checkAdded(ids, vectors, dimensions)
      if (ids.length === 0) return
      const literals = ids.map((_, at) => literal(vectors.subarray(at * dimensions, (at + 1) * dimensions)))
      await ask(
        `INSERT INTO ${table} (id, embedding)
         SELECT id, embedding::vector FROM unnest($1::integer[], $2::text[]) AS added(id, embedding)
         ON CONFLICT (id) DO UPDATE SET embedding = excluded.embedding`,
        [ids, literals],
      )
    },
    async remove(ids) {
      return (await ask(`DELETE FROM ${table} WHERE id = ANY($1::integer[]) RETURNING id`, [ids])).length
    },
    async save(path) {
      const all = await ask<{ id: number; embedding: string }>(
        `SELECT id, embedding::text AS embedding FROM ${table} ORDER BY id`,
      )
      const vectors = new Float32Array(all.length * dimensions)
      for (const [at, { embedding }] of all.entries()) vectors.set(JSON.parse(embedding), at * dimensions)
      const ids = Int32Array.from(all, ({ id }) => id)
      saveIndex(path, { rows: new Rows(vectors, dimensions, metric, ids) })
    },
  }
}

/** As pgvector reads it; every digit of single precision is there. */
function literal(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}

function quoted(name: string): string {
  const parts = name.split('.')
  if (parts.length <= 2 && parts.every((part) => NAME.test(part))) return parts.map((part) => `"${part}"`).join('.')
  throw new MalgwiError('INDEX_INPUT', `${JSON.stringify(name)} is no name of a table; use lower-case letters, digits and _`)
}

function checkNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new MalgwiError('INDEX_INPUT', `${name} is ${value}, and must be from ${least} to ${most}`)
}
