import { eachStep, type Maps, openMaps } from '../maps.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'

/**
 * HiResCAM (Draelos & Carin 2020, eq. 4) in one dimension: H_i^c = Σ_k ∂y^c/∂A_i^k · A_i^k, the gradient not averaged over the steps. With a
 * linear head on channels that are pooled by themselves, Σ_i H_i^c is y^c without the bias, exactly.
 *
 * @returns [T, R], signed: the ReLU of the paper is left to who wants it
 */
export function hiResCam(maps: Maps): Float32Array {
  const { map, gradient, channels } = maps
  const heat = new Float32Array(map.length / channels)
  eachStep(maps, (at) => {
    let sum = 0
    for (let k = at * channels; k < (at + 1) * channels; k++) sum += map[k] * gradient[k]
    heat[at] = sum
  })
  return heat
}

export async function openHiResCam(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const source = await openMaps(trained, { gradient: true }, options)
  return {
    explain: (documents, classes) => source.explain(documents, classes, hiResCam),
    release: () => source.release(),
  }
}
