import { explainBatches, openGradients } from '../gradient-session.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { alongVectors } from '../row-batch.js'
import { gradCam } from './grad-cam.js'

/**
 * Guided Grad-CAM (Selvaraju et al. 2017, section 3.2): Grad-CAM times guided backpropagation, token by token, of the latter what is
 * positive, so that two negatives make no evidence: L_i^c · max(0, Σ_e R_i^e · x_i^e), at least 0.
 */
export async function openGuidedGradCam(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const plain = await openGradients(trained, { map: true, mapGradient: true }, options)
  const guided = await openGradients(trained, { rowGradient: true, guided: true }, options)
  return {
    explain: (documents, classes) =>
      explainBatches(plain, documents, classes, async (batch, own) => {
        const { map, mapGradient } = await plain.run(batch, own)
        const { steps, rows, lengths, first } = batch
        const channels = map.length / (steps * rows)
        const heat = gradCam({ documents: own.length, steps, rows, channels, lengths, first, map, gradient: mapGradient })
        const along = alongVectors(batch, (await guided.run(batch, own)).rowGradient)
        return heat.map((value, i) => value * Math.max(0, along[i]))
      }),
    release: () => Promise.all([plain.release(), guided.release()]).then(() => undefined),
  }
}
