import { openTrained } from '../../encoder/open.js'
import { eachStep, type Maps } from '../maps.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'

/**
 * Grad-CAM (Selvaraju et al. 2017, eqs. 1–2) in one dimension, from the gradient of the feature map itself: α_k^c = 1/T Σ_i ∂y^c/∂A_i^k over
 * the T steps of a document, L_i^c = ReLU(Σ_k α_k^c A_i^k). The serving graph answers the same by a shorter way, see encoder/grad-cam.ts.
 *
 * @returns [T, R], at least 0
 */
export function gradCam(maps: Maps): Float32Array {
  const { map, gradient, channels, documents } = maps
  const alpha = new Float64Array(documents * channels)
  const steps = new Float64Array(documents)
  eachStep(maps, (at, document) => {
    steps[document]++
    for (let k = 0; k < channels; k++) alpha[document * channels + k] += gradient[at * channels + k]
  })
  const heat = new Float32Array(map.length / channels)
  eachStep(maps, (at, document) => {
    let sum = 0
    for (let k = 0; k < channels; k++) sum += alpha[document * channels + k] * map[at * channels + k]
    heat[at] = Math.max(0, sum / steps[document])
  })
  return heat
}

/** Grad-CAM as it is served: one run gives it for all classes beside the logits. */
export async function openGradCam({ record, onnx, folder }: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const encoder = await openTrained(record, onnx, folder, options)
  return {
    async explain(documents, classes) {
      const { cam } = await encoder.run(documents)
      return documents.map(({ length }, d) => cam[d].slice(classes[d] * length, (classes[d] + 1) * length))
    },
    release: () => encoder.release(),
  }
}
