import { eojeolsOf } from '../../encoder/huggingface/morphemes.js'
import type { TokenForm } from '../../text/morpheme.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { openScores } from '../scores.js'

/** Texts that are read at once. */
const AT_ONCE = 1024

/**
 * Occlusion (Zeiler & Fergus 2014, section 4.2), for text as erasure (Li et al. 2016): how much y^c falls when an eojeol is left out,
 * y^c(text) − y^c(text without it), in equal shares on its morphemes. Signed. A whole eojeol is left out rather than a morpheme, since
 * what is left is then still a text that somebody could have typed.
 */
export async function openOcclusion(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const scores = await openScores(trained, options)
  return {
    async explain(documents, classes) {
      const read = documents.map((tokens) => eojeolsOf(tokens))
      const variants = documents.flatMap((tokens, d) => [
        { d, tokens },
        ...read[d].texts.map((_, left) => ({ d, tokens: tokens.filter((_, i) => read[d].places[i].eojeol !== left) })),
      ])
      const y = new Float64Array(variants.length)
      for (let from = 0; from < variants.length; from += AT_ONCE) {
        const some = variants.slice(from, from + AT_ONCE)
        const logits = await scores.logits(some.map(({ tokens }) => tokens))
        for (const [i, { d }] of some.entries()) y[from + i] = centred(logits, i * scores.classes, scores.classes, classes[d])
      }
      let at = 0
      return documents.map((tokens: readonly TokenForm[], d) => {
        const { texts, places } = read[d]
        const whole = y[at++]
        const sizes = new Uint32Array(texts.length)
        for (const { eojeol } of places) sizes[eojeol]++
        const falls = texts.map((_, eojeol) => (whole - y[at + eojeol]) / sizes[eojeol])
        at += texts.length
        return Float32Array.from(tokens, (_, i) => falls[places[i].eojeol])
      })
    },
    release: () => scores.release(),
  }
}

function centred(logits: Float32Array, start: number, classes: number, wanted: number): number {
  let sum = 0
  for (let c = 0; c < classes; c++) sum += logits[start + c]
  return logits[start + wanted] - sum / classes
}
