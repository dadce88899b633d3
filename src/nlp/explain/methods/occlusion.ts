import { openTrained } from '../../encoder/open.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { partsOf, sharedOut } from '../parts.js'

/** Texts that are read at once. */
const AT_ONCE = 1024

/**
 * Occlusion (Zeiler & Fergus 2014, section 4.2), for text as erasure (Li et al. 2016): how much y^c falls when a unit is left out,
 * y^c(text) − y^c(text without it), in equal shares on its morphemes. Signed. A whole eojeol at least is left out rather than a morpheme,
 * since what is left is then still a text that somebody could have typed.
 */
export async function openOcclusion({ record, onnx, folder }: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const encoder = await openTrained(record, onnx, folder, options)
  const size = encoder.calibration.bias.length
  return {
    async explain(documents, classes, units) {
      const read = documents.map((tokens, d) => partsOf(tokens, units?.[d]))
      const variants = documents.flatMap((tokens, d) => [
        { d, tokens },
        ...Array.from({ length: read[d].count }, (_, left) => ({
          d,
          tokens: tokens.filter((_, i) => read[d].partOf[i] !== left),
        })),
      ])
      const y = new Float64Array(variants.length)
      for (let from = 0; from < variants.length; from += AT_ONCE) {
        const some = variants.slice(from, from + AT_ONCE)
        const logits = await encoder.logits(some.map(({ tokens }) => tokens))
        for (const [i, { d }] of some.entries()) y[from + i] = centred(logits, i * size, size, classes[d])
      }
      let at = 0
      return documents.map((tokens, d) => {
        const whole = y[at++]
        const first = at
        at += read[d].count
        return sharedOut(read[d], tokens.length, (part) => whole - y[first + part])
      })
    },
    release: () => encoder.release(),
  }
}

function centred(logits: Float32Array, start: number, classes: number, wanted: number): number {
  let sum = 0
  for (let c = 0; c < classes; c++) sum += logits[start + c]
  return logits[start + wanted] - sum / classes
}
