import { setImmediate } from 'node:timers/promises'
import type { BatchSource } from './batches/source.js'
import type { Embedding } from './embedding.js'
import type { TrainingSession } from './training-session.js'

/** Mean loss, and logits [docs × classes] in the order of `docs`, without dropout. */
export async function evaluate(
  docs: Uint32Array,
  classes: number,
  parts: { batches: BatchSource; embedding: Embedding; session: TrainingSession },
): Promise<{ loss: number; logits: Float32Array }> {
  const place = new Map<number, number>()
  for (const [i, doc] of docs.entries()) place.set(doc, i)
  const logits = new Float32Array(docs.length * classes)
  let sum = 0
  for await (const batch of parts.batches.pass({ docs })) {
    const { tokens, feeds } = batch
    parts.embedding.lookup(tokens)
    const result = await parts.session.forward(feeds)
    sum += result.loss * batch.docs.length
    for (const [b, doc] of batch.docs.entries()) {
      logits.set(result.logits.subarray(b * classes, (b + 1) * classes), (place.get(doc) as number) * classes)
    }
    await setImmediate()
  }
  return { loss: docs.length === 0 ? 0 : sum / docs.length, logits }
}
