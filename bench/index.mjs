// Recall@10 and queries a second of HNSW against the exact scan, in the same run and taking turns, so that load touches both alike.
//   node bench/index.mjs [--bundle DIR]              the words, contexts and items of a bundle; models/movie by default
//   node bench/index.mjs --synthetic 26000,100       random vectors of few directions, by cosine and by inner product
// Exits 1 where recall@10 is under 0.98 or HNSW is under five times as fast as the scan.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openBundle } from '#src/bundle/open.js'
import { exactIndex } from '#src/index/exact.js'
import { buildHnsw, openHnsw } from '#src/index/hnsw.js'
import { recallAt } from '#src/index/recall.js'

const K = 10
const LEAST_RECALL = 0.98
const LEAST_RATIO = 5
const QUERIES = 1000
const TURN = 50

const { values: options } = parseArgs({
  options: {
    bundle: { type: 'string', default: 'models/movie' },
    synthetic: { type: 'string' },
    ef: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const random = generator(Number(options.seed))

const useBundle = options.synthetic === undefined && existsSync(`${options.bundle}/manifest.json`)
const sets = useBundle
  ? setsOfBundle(options.bundle)
  : syntheticSets(...(options.synthetic ?? '26000,100').split(',').map(Number))
let good = true
for (const set of sets) good = measure(set) && good
process.exitCode = good ? 0 : 1

function measure({ name, vectors, dimensions, metric, graph, queries }) {
  const buildStart = performance.now()
  const built = buildHnsw(vectors, dimensions, metric, options.ef ? { efSearch: Number(options.ef) } : {})
  const build = performance.now() - buildStart
  const links = options.ef || !graph ? built.graph() : graph
  const openStart = performance.now()
  const index = openHnsw(links, vectors, dimensions, metric)
  const open = performance.now() - openStart
  const exact = exactIndex(vectors, dimensions, metric)

  const time = { index: 0, exact: 0 }
  for (let from = 0; from < queries.length; from += TURN) {
    const turn = queries.slice(from, from + TURN)
    time.exact += clock(() => turn.map((query) => exact.search(query, K)))
    time.index += clock(() => turn.map((query) => index.search(query, K)))
  }
  const perSecond = (milliseconds) => Math.round((queries.length / milliseconds) * 1000)
  const ratio = time.exact / time.index
  const recall = recallAt(K, index, exact, queries)
  const fits = recall >= LEAST_RECALL && ratio >= LEAST_RATIO
  console.log(
    [
      `${name} ${index.size} × ${dimensions} ${metric}, ef ${index.efSearch}:`,
      `recall@${K} ${recall.toFixed(4)},`,
      `${perSecond(time.index)} queries/s against ${perSecond(time.exact)} exact (× ${ratio.toFixed(1)}),`,
      `links ${Math.round(links.length / 1000)} kB, build ${Math.round(build)} ms, open ${Math.round(open)} ms`,
      fits ? '' : '  UNDER THE MARK',
    ].join(' '),
  )
  return fits
}

function clock(run) {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** What the product asks: words near a word or an analogy, contexts of a word or an item under a target, items near an item. */
function setsOfBundle(dir) {
  const bundle = openBundle(dir)
  const tensors = bundle.tensors('vectors.safetensors')
  const matrix = (name) => {
    const { shape, data } = tensors.floats(name, 2)
    return { data, dimensions: shape[1], count: shape[0], row: (i) => data.subarray(i * shape[1], (i + 1) * shape[1]) }
  }
  const [words, contexts, targets, items] = ['words', 'contexts', 'targets', 'items'].map(matrix)
  const any = ({ count, row }) => row(Math.floor(random() * count))
  const plus = (a, b, sign = 1) => a.map((value, i) => value + sign * b[i])
  const queries = (...kinds) => Array.from({ length: QUERIES }, (_, i) => kinds[i % kinds.length]())
  const set = (name, { data, dimensions }, metric, asked) => ({
    name,
    vectors: data,
    dimensions,
    metric,
    graph: bundle.bytes(`${name}.hnsw`),
    queries: asked,
  })
  const analogy = () => plus(plus(any(words), any(targets), -1), any(targets))
  return [
    set(
      'words',
      words,
      'cosine',
      queries(() => any(words), analogy),
    ),
    set(
      'contexts',
      contexts,
      'ip',
      queries(
        () => any(words),
        () => plus(any(words), any(targets)),
        () => plus(any(items), any(targets)),
      ),
    ),
    set(
      'items',
      items,
      'cosine',
      queries(
        () => any(items),
        () => plus(any(items), any(targets)),
      ),
    ),
  ].filter(({ vectors }) => vectors.length > 0)
}

/** As word vectors are: few directions count (16, mixed into all, and some noise), and norms differ (log-normal). */
function syntheticSets(count, dimensions) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const directions = Array.from({ length: 16 }, () => Float32Array.from({ length: dimensions }, normal))
  const draw = () => {
    const vector = Float32Array.from({ length: dimensions }, normal)
    for (const direction of directions) {
      const weight = normal()
      for (let j = 0; j < dimensions; j++) vector[j] += weight * direction[j]
    }
    const norm = Math.exp(0.25 * normal())
    return vector.map((value) => norm * value)
  }
  const vectors = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) vectors.set(draw(), i * dimensions)
  const queries = Array.from({ length: QUERIES }, draw)
  return ['cosine', 'ip'].map((metric) => ({ name: 'synthetic', vectors, dimensions, metric, queries }))
}

/** mulberry32, uniform in [0, 1). */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
