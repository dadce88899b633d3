import { MalgwiError } from '../../../errors.js'
import type { TokenForm } from '../../text/morpheme.js'
import { explainBatches, type GradientSession, openGradients } from '../gradient-session.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { ROWS, type RowBatch } from '../row-batch.js'

const STEPS = 50

/** The batch once for each of `shares`: x' + share·(x − x') in the place of x. Documents are numbered copy by copy. */
function alongPath(batch: RowBatch, shares: readonly number[]): RowBatch {
  const { documents, rows, steps, x, wordless } = batch
  const count = documents.length
  const width = x.length / (steps * rows)
  const copies = shares.length
  const many = Array.from({ length: rows * copies }, (_, r) => {
    const [sentence, document] = [Math.floor(r / (count * copies)), r % (count * copies)]
    return { from: sentence * count + (document % count), share: shares[Math.floor(document / count)] }
  })
  const scaled = new Float32Array(x.length * copies)
  for (let t = 0; t < steps; t++) {
    for (const [r, { from, share }] of many.entries()) {
      const at = t * rows + from
      const to = (t * many.length + r) * width
      const by = wordless[at] ? 1 : share
      for (let k = 0; k < width; k++) scaled[to + k] = by * x[at * width + k]
    }
  }
  return {
    ...batch,
    documents: shares.flatMap(() => documents),
    rows: many.length,
    lengths: many.map(({ from }) => batch.lengths[from]),
    first: many.map(({ from }) => batch.first[from]),
    x: scaled,
  }
}

/**
 * Integrated gradients (Sundararajan et al. 2017, eq. 1) of the token vectors: IG_i^c = Σ_e (x_i^e − x'_i^e) · ∫₀¹ ∂y^c/∂x_i^e (x' + a·(x − x')) da,
 * the integral by the midpoint rule. The baseline x' has the row of padding, zeros, for every word; [CLS] and [SEP] stay where they are.
 * Completeness: Σ_i IG_i^c = y^c(x) − y^c(x'), the better the more steps there are.
 *
 * @throws MalgwiError USAGE where `options.steps` is no number of steps
 */
export async function openIntegratedGradients(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const { steps = STEPS } = options
  if (!Number.isInteger(steps) || steps < 1)
    throw new MalgwiError('USAGE', `Integrated gradients are summed over 1, 2, 3 … steps, not over ${steps}.`)
  const session = await openGradients(trained, { rowGradient: true }, options)
  return {
    explain: (documents: readonly (readonly TokenForm[])[], classes: readonly number[]) =>
      explainBatches(session, documents, classes, (batch, own) => integrate(session, batch, own, steps), steps),
    release: () => session.release(),
  }
}

/** [T, R], steps in as few runs as the engine takes well. */
async function integrate(
  session: GradientSession,
  batch: RowBatch,
  classes: readonly number[],
  steps: number,
): Promise<Float32Array> {
  const { rows, x, documents } = batch
  const count = documents.length
  const heat = new Float64Array(batch.steps * rows)
  const width = x.length / heat.length
  const atOnce = Math.max(1, Math.floor(ROWS / rows))
  for (let from = 0; from < steps; from += atOnce) {
    const shares = Array.from({ length: Math.min(atOnce, steps - from) }, (_, j) => (from + j + 0.5) / steps)
    const path = alongPath(batch, shares)
    const asked = shares.flatMap(() => classes)
    const { rowGradient } = await session.run(path, asked)
    for (let at = 0; at < batch.steps * path.rows; at++) {
      const [t, r] = [Math.floor(at / path.rows), at % path.rows]
      const [sentence, document] = [Math.floor(r / (count * shares.length)), r % count]
      const own = t * rows + sentence * count + document
      if (batch.wordless[own]) continue
      let sum = 0
      for (let k = 0; k < width; k++) sum += rowGradient[at * width + k] * x[own * width + k]
      heat[own] += sum / steps
    }
  }
  return Float32Array.from(heat)
}
