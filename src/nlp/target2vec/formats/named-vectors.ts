/** Vectors with their names, as files hold them. */
export interface NamedVectors {
  names: readonly string[]
  dimensions: number
  /** [names, dimensions] */
  vectors: Float32Array
  /** How often each occurs; absent where nobody says. */
  counts?: readonly number[]
}

/** The vectors of a stream, in its order. Of a name that comes again the first one counts, as gensim has it. */
export async function collected(
  rows: AsyncIterable<{ word: string; vector: Float32Array }>,
  dimensions: number,
): Promise<NamedVectors> {
  const names = new Set<string>()
  let vectors = new Float32Array(1024 * dimensions)
  for await (const { word, vector } of rows) {
    if (names.has(word)) continue
    const at = names.size * dimensions
    if (at === vectors.length) {
      const wider = new Float32Array(2 * vectors.length)
      wider.set(vectors)
      vectors = wider
    }
    vectors.set(vector, at)
    names.add(word)
  }
  return { names: [...names], dimensions, vectors: vectors.slice(0, names.size * dimensions) }
}
