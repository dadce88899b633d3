/** A seeded generator (mulberry32): uniform in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function normalNumbers(seed: number): () => number {
  const random = randomNumbers(seed)
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Vectors around common centres with norms that differ, as word vectors have them: `[count, dimensions]`, row-major. */
export function clusteredVectors(count: number, dimensions: number, seed: number, clusters = 50): Float32Array {
  const random = randomNumbers(seed)
  const normal = normalNumbers(seed + 1)
  const centres = Float32Array.from({ length: clusters * dimensions }, normal)
  const vectors = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) {
    const centre = Math.floor(random() * clusters) * dimensions
    const scale = Math.exp(0.25 * normal())
    for (let j = 0; j < dimensions; j++) vectors[i * dimensions + j] = scale * (0.5 * centres[centre + j] + normal())
  }
  return vectors
}

export function rowsOf(vectors: Float32Array, dimensions: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimensions }, (_, i) => vectors.subarray(i * dimensions, (i + 1) * dimensions))
}

/** Vectors of few directions in more dimensions, and a little noise: as short ones in disguise. */
export function widened(vectors: Float32Array, from: number, to: number, seed: number): Float32Array {
  const mixing = normalNumbers(7)
  const mix = Float32Array.from({ length: from * to }, () => mixing() / Math.sqrt(from))
  const noise = normalNumbers(seed)
  const wide = new Float32Array((vectors.length / from) * to)
  for (let at = 0; at < wide.length; at++) {
    const row = Math.floor(at / to) * from
    wide[at] = 0.05 * noise()
    for (let i = 0; i < from; i++) wide[at] += vectors[row + i] * mix[i * to + (at % to)]
  }
  return wide
}
