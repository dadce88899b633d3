// Recall@10, queries a second and build time of the exact scan, of HNSW and of hnswlib's own Python binding (python3-hnswlib), in the
// same run and taking turns, so that load touches all alike. One thread, one query a call, processor time and not the clock's. Both
// graphs have the same M and efConstruction, and each the least efSearch that finds 0.992 of the ten nearest of other queries: they are
// compared at equal recall, whatever efSearch that takes.
//   node bench/index.mjs [--bundle DIR]       the words, contexts and items of a bundle; models/movie by default
//   node bench/index.mjs --sizes 10000,100000 synthetic vectors of 100 dimensions by cosine
//   node bench/index.mjs --sizes 1000000 --long   a quarter of an hour or more, and 4 GB
//   … --only contexts                         one of a bundle's
//   … --ef 128                                a given efSearch for both
//   … --addon DIR                             another build of hnswlib-node, e.g. with -march=native:
//       cp -rL node_modules/hnswlib-node DIR && ln -s $PWD/node_modules DIR && cd DIR && CXXFLAGS=-march=native npx node-gyp rebuild
//   … --python /usr/bin/python3               '' for none
// Exits 1 where HNSW's recall@10 is under 0.99, or its queries a second are under --least (0.8) of Python's.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { register } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { setsOfBundle, syntheticSet } from './index/sets.mjs'

const K = 10
const LEAST_RECALL = 0.99
const TURN = 50
const ROUNDS = 4
const LONG = 200_000
const M = 16
const EF_CONSTRUCTION = 200

const { values: options } = parseArgs({
  options: {
    bundle: { type: 'string', default: 'models/movie' },
    sizes: { type: 'string' },
    long: { type: 'boolean', default: false },
    ef: { type: 'string' },
    only: { type: 'string' },
    addon: { type: 'string' },
    python: { type: 'string', default: '/usr/bin/python3' },
    least: { type: 'string', default: '0.8' },
    seed: { type: 'string', default: '1' },
  },
})
if (options.addon) {
  const url = pathToFileURL(resolve(options.addon, 'lib/index.js')).href
  const hook = `export const resolve = (name, context, next) =>
    name === 'hnswlib-node' ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context)`
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
}
const { exactIndex } = await import('#src/index/exact.js')
const { buildHnsw, openHnsw } = await import('#src/index/hnsw.js')
const { decodeGraph } = await import('#src/index/hnsw-graph.js')
const { EF_STEPS, ENOUGH_RECALL, leastEfSearch } = await import('#src/index/tune.js')

const seed = Number(options.seed)
const sizes = options.sizes?.split(',').map(Number)
if (sizes?.some((size) => size > LONG) && !options.long) throw new Error(`more than ${LONG} vectors take long: say --long`)
const makers = sizes ? sizes.map((size) => () => syntheticSet(size, 100, seed)) : namedSets().map((set) => () => set)
let good = true
for (const make of makers) good = (await measure(make())) && good
process.exitCode = good ? 0 : 1

function namedSets() {
  return setsOfBundle(options.bundle, seed).filter(({ name }) => !options.only || name === options.only)
}

async function measure({ name, vectors, dimensions, metric, graph, queries, others }) {
  const count = vectors.length / dimensions
  const exact = exactIndex(vectors, dimensions, metric)
  const time = { exact: 0, hnsw: 0, python: 0 }
  const build = { exact: seconds(() => exact.search(queries[0], K)) }
  const at = (ef) => openHnsw(links, vectors, dimensions, metric, ef)
  let links = graph
  let ef = options.ef && Number(options.ef)
  // A bundle has its graph.
  if (links) ef ??= leastEfSearch(at, exact, others)
  else {
    let built
    build.hnsw = seconds(() => {
      built = buildHnsw(vectors, dimensions, metric, { m: M, efConstruction: EF_CONSTRUCTION, queries: others })
    })
    build.links = seconds(() => {
      links = built.graph()
    })
  }
  const hnsw = at(ef)
  build.open = seconds(() => hnsw.search(queries[0], K))

  const python = options.python ? await startPython({ vectors, queries, others, dimensions, metric }) : undefined
  const pythonEf = python && (options.ef ? Number(options.ef) : await leastOfPython(python, exact, queries.length, others))
  const recall = { hnsw: 0, python: 0 }
  // Once before it counts, which is the compiler's part.
  for (const index of [exact, hnsw]) for (const query of queries) index.search(query, K)
  for (let turns = 0; turns < (ROUNDS * queries.length) / TURN; turns++) {
    const from = (turns * TURN) % queries.length
    const turn = queries.slice(from, from + TURN)
    let nearest
    let found
    time.exact += seconds(() => {
      nearest = turn.map((query) => exact.search(query, K))
    })
    time.hnsw += seconds(() => {
      found = turn.map((query) => hnsw.search(query, K))
    })
    const wanted = nearest.map((hits) => new Set(hits.map(({ id }) => id)))
    const count = (lists) => lists.reduce((sum, ids, i) => sum + ids.filter((id) => wanted[i].has(id)).length, 0)
    recall.hnsw += count(found.map((hits) => hits.map(({ id }) => id)))
    if (python) {
      const turned = await python.ask(from, from + turn.length, pythonEf)
      time.python += turned.seconds
      recall.python += count(turned.found)
    }
  }
  python?.end()

  const perSecond = (kind) => Math.round((ROUNDS * queries.length) / time[kind])
  const share = (kind) => (recall[kind] / (K * ROUNDS * queries.length)).toFixed(4)
  const rows = [
    ['exact', '1.0000', perSecond('exact'), build.exact],
    [`HNSW, ef ${hnsw.efSearch}`, share('hnsw'), perSecond('hnsw'), build.hnsw],
    ...(python ? [[`Python, ef ${pythonEf}`, share('python'), perSecond('python'), python.build]] : []),
  ]
  console.log(`${name}, ${count} × ${dimensions}, ${metric}`)
  for (const [kind, found, rate, built] of rows) {
    console.log(
      `  ${kind.padEnd(14)} recall@${K} ${found}  ${String(rate).padStart(7)} queries/s  ${built === undefined ? '' : `build ${built.toFixed(2)} s`}`,
    )
  }
  const ratio = python ? time.python / time.hnsw : Number.POSITIVE_INFINITY
  const kB = Math.round(links.length / 1000)
  const { shortening } = decodeGraph(links)
  if (shortening) console.log(`  by ${shortening.axes.length / dimensions} axes, ${shortening.candidates} candidates for ten`)
  console.log(`  HNSW over exact × ${(time.exact / time.hnsw).toFixed(2)}${python ? `, over Python × ${ratio.toFixed(2)}` : ''}`)
  const taken = build.links === undefined ? '' : `, taken out in ${build.links.toFixed(2)} s`
  console.log(`  links ${kB} kB${taken}, opened in ${build.open.toFixed(2)} s`)
  const fits = Number(share('hnsw')) >= LEAST_RECALL && ratio >= Number(options.least)
  if (!fits) console.log('  UNDER THE MARK')
  return fits
}

/** Of the processor, for this process. */
function seconds(run) {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** As our HNSW has them under inner product: the order is the same, and the graph is one that finds. */
function centred(vectors, dimensions) {
  const mean = new Float64Array(dimensions)
  for (let i = 0; i < vectors.length; i++) mean[i % dimensions] += (vectors[i] * dimensions) / vectors.length
  return vectors.map((value, i) => value - mean[i % dimensions])
}

/** As `leastEfSearch` does, with the same queries. */
async function leastOfPython(python, exact, from, others) {
  const wanted = others.map((query) => new Set(exact.search(query, K).map(({ id }) => id)))
  for (const ef of EF_STEPS) {
    const { found } = await python.ask(from, from + others.length, ef)
    const hits = found.reduce((sum, ids, i) => sum + ids.filter((id) => wanted[i].has(id)).length, 0)
    if (hits >= ENOUGH_RECALL * wanted.reduce((sum, { size }) => sum + size, 0)) return ef
  }
  return EF_STEPS.at(-1)
}

/** Python's index over the same vectors, with the same M and efConstruction. It is asked by numbers, first the queries, then the others. */
async function startPython({ vectors, queries, others, dimensions, metric }) {
  const dir = mkdtempSync(join(tmpdir(), 'malgwi-bench-'))
  const paths = [join(dir, 'vectors'), join(dir, 'queries')]
  writeFileSync(paths[0], metric === 'ip' ? centred(vectors, dimensions) : vectors)
  writeFileSync(paths[1], new Float32Array([...queries, ...others].flatMap((query) => [...query])))
  const args = [...paths, dimensions, metric, M, EF_CONSTRUCTION, K].map(String)
  const child = spawn(options.python, [new URL('index/hnswlib-turns.py', import.meta.url).pathname, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('Python ended')
    return JSON.parse(value)
  }
  const { build } = await next()
  rmSync(dir, { recursive: true })
  return {
    build,
    ask(...numbers) {
      child.stdin.write(`${numbers.join(' ')}\n`)
      return next()
    },
    end: () => child.stdin.end(),
  }
}
