import { openTrained } from '../../encoder/open.js'
import { inclusion } from '../inclusion.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'

/** What each unit of a text says by itself, see inclusion.ts: the method of every analysis. */
export async function openInclusion({ record, onnx, folder }: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const encoder = await openTrained(record, onnx, folder, options)
  return {
    async explain(documents, classes, units) {
      const heatOf = await inclusion(encoder, documents, units)
      return documents.map((_, d) => heatOf(d, classes[d]))
    },
    release: () => encoder.release(),
  }
}
