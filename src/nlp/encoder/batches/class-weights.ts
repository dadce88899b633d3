export type ClassWeighting = 'none' | 'balanced'

/**
 * What a document of each class counts. Balanced: in inverse proportion to the class's documents, so that classes count alike and
 * documents 1 on average; a class without documents counts nothing.
 */
export function classWeights(labels: Uint8Array, docs: Uint32Array, classes: number, weighting: ClassWeighting): Float32Array {
  const weights = new Float32Array(classes).fill(1)
  if (weighting === 'none') return weights
  const counts = new Float64Array(classes)
  for (const doc of docs) counts[labels[doc]]++
  const present = counts.reduce((sum, count) => sum + Math.min(count, 1), 0)
  return weights.map((_, c) => (counts[c] === 0 ? 0 : docs.length / (present * counts[c])))
}
