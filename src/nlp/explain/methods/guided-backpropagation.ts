import { explainBatches, openGradients } from '../gradient-session.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { alongVectors } from '../row-batch.js'

/**
 * Guided backpropagation (Springenberg et al. 2015, section 3.4): as the gradient by the token vectors is gone back for, each ReLU lets
 * through only what is positive, R_l = (f_l > 0)·(R_{l+1} > 0)·R_{l+1}. Where an image shows that signal pixel by pixel, a coordinate of a
 * token's vector means nothing by itself: the heat is Σ_e R_i^e · x_i^e, signed, as in gradient × input.
 */
export async function openGuidedBackpropagation(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const session = await openGradients(trained, { rowGradient: true, guided: true }, options)
  return {
    explain: (documents, classes) =>
      explainBatches(session, documents, classes, async (batch, own) =>
        alongVectors(batch, (await session.run(batch, own)).rowGradient),
      ),
    release: () => session.release(),
  }
}
