import { openBundle } from '#src/bundle/open.js'

const QUERIES = 1000

/**
 * What the product asks of a bundle: words near a word or an analogy, contexts of a word or an item under a target, items near an item.
 * `queries` are measured, `others`, drawn alike, choose efSearch.
 */
export function setsOfBundle(dir, seed) {
  const random = generator(seed)
  const bundle = openBundle(dir)
  const tensors = bundle.tensors('vectors.safetensors')
  const matrix = (name) => {
    const { shape, data } = tensors.floats(name, 2)
    return { data, dimensions: shape[1], count: shape[0], row: (i) => data.subarray(i * shape[1], (i + 1) * shape[1]) }
  }
  const [words, contexts, targets, items] = ['words', 'contexts', 'targets', 'items'].map(matrix)
  const any = ({ count, row }) => row(Math.floor(random() * count))
  const plus = (a, b, sign = 1) => a.map((value, i) => value + sign * b[i])
  const asked = {
    words: [() => any(words), () => plus(plus(any(words), any(targets), -1), any(targets))],
    contexts: [() => any(words), () => plus(any(words), any(targets)), () => plus(any(items), any(targets))],
    items: [() => any(items), () => plus(any(items), any(targets))],
  }
  const draw = (kinds) => Array.from({ length: QUERIES }, (_, i) => kinds[i % kinds.length]())
  const of = { words: [words, 'cosine'], contexts: [contexts, 'ip'], items: [items, 'cosine'] }
  return Object.entries(of)
    .filter(([, [{ count }]]) => count > 0)
    .map(([name, [{ data, dimensions }, metric]]) => ({
      name,
      vectors: data,
      dimensions,
      metric,
      graph: bundle.bytes(`${name}.hnsw`),
      queries: draw(asked[name]),
      others: draw(asked[name]),
    }))
}

/**
 * Vectors as those of words are: a thousand clusters, few directions that count (16, mixed into all, and some noise), and norms that
 * differ (log-normal). Queries are drawn alike.
 */
export function syntheticSet(count, dimensions, seed) {
  const random = generator(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const directions = Array.from({ length: 16 }, () => Float32Array.from({ length: dimensions }, normal))
  const mix = () => {
    const vector = new Float32Array(dimensions)
    for (const direction of directions) {
      const weight = normal()
      for (let j = 0; j < dimensions; j++) vector[j] += weight * direction[j]
    }
    return vector
  }
  const centres = Array.from({ length: 1000 }, mix)
  const draw = () => {
    const centre = centres[Math.floor(random() * centres.length)]
    const norm = Math.exp(0.25 * normal())
    return mix().map((value, j) => norm * (centre[j] + 0.5 * value + 0.5 * normal()))
  }
  const vectors = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) vectors.set(draw(), i * dimensions)
  const queries = () => Array.from({ length: QUERIES }, draw)
  return { name: 'synthetic', vectors, dimensions, metric: 'cosine', queries: queries(), others: queries() }
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
