import { explainBatches, openGradients } from '../gradient-session.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { alongVectors } from '../row-batch.js'

/**
 * Gradient × input (Shrikumar et al. 2016; for token vectors Denil et al. 2014, section 5): S_i^c = Σ_e ∂y^c/∂x_i^e · x_i^e, what y^c
 * would lose, to first order, if the token's vector went to zero. Signed.
 */
export async function openGradientInput(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const session = await openGradients(trained, { rowGradient: true }, options)
  return {
    explain: (documents, classes) =>
      explainBatches(session, documents, classes, async (batch, own) =>
        alongVectors(batch, (await session.run(batch, own)).rowGradient),
      ),
    release: () => session.release(),
  }
}
