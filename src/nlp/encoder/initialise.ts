export const zeros = (length: number): Float32Array => new Float32Array(length)

/**
 * Uniform in ±√(6 / (inputs + outputs)): Glorot & Bengio 2010, eq. 16.
 *
 * @param inputs that an output sees, and outputs that an input leads to
 * @param length how many numbers; a matrix by default
 */
export function glorot(inputs: number, outputs: number, random: () => number, length = inputs * outputs): Float32Array {
  const bound = Math.sqrt(6 / (inputs + outputs))
  return Float32Array.from({ length }, () => (2 * random() - 1) * bound)
}

/** A random orthogonal matrix [size, size]: normal numbers, made orthonormal row by row (Saxe et al. 2014 use such to begin with). */
function orthogonal(size: number, random: () => number): Float64Array {
  const matrix = Float64Array.from(
    { length: size * size },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  )
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size))
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
  for (const [i, row] of rows.entries()) {
    for (const earlier of rows.slice(0, i)) {
      const along = dot(row, earlier)
      for (let k = 0; k < size; k++) row[k] -= along * earlier[k]
    }
    const norm = Math.sqrt(dot(row, row))
    for (let k = 0; k < size; k++) row[k] /= norm
  }
  return matrix
}

/** The recurrent weights of a cell [H, gates · H]: an orthogonal block a gate. */
export function recurrent(hidden: number, gates: number, random: () => number): Float32Array {
  const weights = new Float32Array(hidden * gates * hidden)
  for (let gate = 0; gate < gates; gate++) {
    const block = orthogonal(hidden, random)
    for (let row = 0; row < hidden; row++) {
      weights.set(block.subarray(row * hidden, (row + 1) * hidden), (row * gates + gate) * hidden)
    }
  }
  return weights
}
