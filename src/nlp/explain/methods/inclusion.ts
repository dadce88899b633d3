import { eojeolsOf } from '../../encoder/huggingface/morphemes.js'
import type { TokenForm } from '../../text/morpheme.js'
import type { ExplainOptions, Explanation, TrainedModel } from '../method.js'
import { readTokens } from '../row-batch.js'
import { openScores } from '../scores.js'

/** Texts that are read at once. */
const AT_ONCE = 1024

const keyOf = (tokens: readonly TokenForm[]): string =>
  tokens.map(({ surface, lemma, tag, initial }) => `${initial ? ' ' : ''}${surface}\t${lemma}\t${tag}`).join('\n')

/**
 * Inclusion ("include individual", Covert, Lundberg & Lee 2021, section 6.1; occlusion is their "remove individual"): what an eojeol says
 * by itself, y^c(eojeol) − y^c(nothing), in equal shares on its morphemes. Signed. Each eojeol is read once, as a text of its own, however
 * often it stands in the documents: all of a text's together are as long as the text. What words do to each other is not seen.
 */
export async function openInclusion(trained: TrainedModel, options: ExplainOptions): Promise<Explanation> {
  const scores = await openScores(trained, options)
  const isRead = readTokens(trained.record)
  return {
    async explain(documents, classes) {
      const texts: TokenForm[][] = [[]]
      const rows = new Map<string, number>()
      const rowOf = (tokens: TokenForm[]): number => {
        const key = keyOf(tokens)
        const known = rows.get(key)
        if (known !== undefined) return known
        rows.set(key, texts.length)
        return texts.push(tokens) - 1
      }
      const read = documents.map((tokens) => {
        const { texts: eojeols, places } = eojeolsOf(tokens)
        const parts = eojeols.map((): TokenForm[] => [])
        for (const [i, { eojeol }] of places.entries()) parts[eojeol].push(tokens[i])
        return { places, sizes: parts.map(({ length }) => length), rows: parts.map(rowOf) }
      })
      const y = await centredScores(scores, texts)
      return documents.map((tokens, d) => {
        const { places, sizes, rows } = read[d]
        const seen = isRead(tokens)
        const heatOf = (eojeol: number): number => (y(rows[eojeol], classes[d]) - y(0, classes[d])) / sizes[eojeol]
        return Float32Array.from(places, ({ eojeol }, i) => (seen[i] ? heatOf(eojeol) : 0))
      })
    },
    release: () => scores.release(),
  }
}

/** y^c of each text: its logit less the mean of all. @throws MalgwiError MODEL_RUN_FAILED */
async function centredScores(
  { classes, logits }: Awaited<ReturnType<typeof openScores>>,
  texts: readonly TokenForm[][],
): Promise<(text: number, wanted: number) => number> {
  const found = new Float32Array(texts.length * classes)
  // Alike lengths together: a batch has the length of its longest.
  const order = [...texts.keys()].sort((a, b) => texts[a].length - texts[b].length || a - b)
  for (let from = 0; from < order.length; from += AT_ONCE) {
    const some = order.slice(from, from + AT_ONCE)
    const own = await logits(some.map((text) => texts[text]))
    for (const [i, text] of some.entries()) found.set(own.subarray(i * classes, (i + 1) * classes), text * classes)
  }
  return (text, wanted) => {
    const row = found.subarray(text * classes, (text + 1) * classes)
    return row[wanted] - row.reduce((sum, value) => sum + value, 0) / classes
  }
}
