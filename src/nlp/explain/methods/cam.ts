import { eachStep, type Maps, openMaps } from '../maps.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'

/**
 * Class activation mapping (Zhou et al. 2016, eq. 2) in one dimension: M_i^c = Σ_k w_k^c A_i^k, here with the class weights centred over
 * the classes and divided by the number T of steps, so that Grad-CAM is its positive part, and so that for a mean over time
 * Σ_i M_i^c is y^c without the bias.
 *
 * @param weights [K, C], from channels pooled by themselves to the logits
 * @returns [T, R], signed
 */
export function cam(maps: Maps, classes: readonly number[], weights: Float32Array): Float32Array {
  const { map, channels, documents, lengths } = maps
  const count = weights.length / channels
  const total = new Float32Array(documents)
  for (const [r, length] of lengths.entries()) total[r % documents] += length
  const centred = Float32Array.from(weights, (weight, i) => {
    const row = weights.subarray(i - (i % count), i - (i % count) + count)
    return weight - row.reduce((sum, value) => sum + value, 0) / count
  })
  const heat = new Float32Array(map.length / channels)
  eachStep(maps, (at, document) => {
    let sum = 0
    for (let k = 0; k < channels; k++) sum += map[at * channels + k] * centred[k * count + classes[document]]
    heat[at] = sum / total[document]
  })
  return heat
}

export async function openCam(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const source = await openMaps(trained, { gradient: false }, options)
  return {
    explain: (documents, classes) => source.explain(documents, classes, (maps, own) => cam(maps, own, source.weights)),
    release: () => source.release(),
  }
}
