import type { Encoder } from '../encoder/infer.js'
import { openTrained } from '../encoder/open.js'
import type { TokenForm } from '../text/morpheme.js'
import type { ExplainOptions, TrainedModel } from './method.js'

/**
 * A trained encoder as it is served. Where padding stands before the tokens, a recurrent layer reads it, and a batch of other lengths is
 * another text: then documents are run with those of their own length only, so that each is read as if it were alone.
 *
 * @throws MalgwiError MODEL_…
 */
export async function openServed(
  { record, onnx, folder }: TrainedModel,
  { engine, threads }: ExplainOptions,
): Promise<Pick<Encoder, 'run' | 'release'>> {
  const encoder = await openTrained(record, onnx, folder, { engine, threads })
  const classes = encoder.calibration.bias.length
  if (record.config?.padding !== 'pre') return encoder
  const { maxLength } = record.config
  return {
    async run(documents) {
      const logits = new Float32Array(documents.length * classes)
      const cam = new Array<Float32Array>(documents.length)
      for (const docs of byLength(documents, maxLength)) {
        const found = await encoder.run(docs.map((d) => documents[d]))
        logitsInto(logits, found.logits, docs, classes)
        for (const [i, d] of docs.entries()) cam[d] = found.cam[i]
      }
      return { logits, cam }
    },
    release: () => encoder.release(),
  }
}

function byLength(documents: readonly (readonly TokenForm[])[], maxLength: number): number[][] {
  const groups = new Map<number, number[]>()
  for (const [d, { length }] of documents.entries()) {
    const read = Math.min(maxLength, Math.max(1, length))
    groups.set(read, [...(groups.get(read) ?? []), d])
  }
  return [...groups.values()]
}

function logitsInto(into: Float32Array, logits: Float32Array, docs: readonly number[], classes: number): void {
  for (const [i, d] of docs.entries()) into.set(logits.subarray(i * classes, (i + 1) * classes), d * classes)
}
