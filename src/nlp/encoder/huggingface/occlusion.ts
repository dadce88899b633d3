import type { Piece } from './morphemes.js'

/** Scores documents of eojeols: logits [documents × classes], and the pieces of each that were read. */
type Score = (documents: string[][]) => Promise<{ logits: Float32Array; pieces: readonly (readonly Piece[])[] }>

/** Documents that are scored at once. */
const AT_ONCE = 512

/**
 * Occlusion (Zeiler & Fergus 2014, section 4.2), eojeol by eojeol: how much a class's logit, the mean of all classes' taken away, falls
 * when the eojeol is left out; 0 where it rises, and for eojeols that were not read.
 *
 * @returns for each document its logits [classes] and heat [classes × eojeols]
 */
export async function occlusionHeat(
  documents: readonly (readonly string[])[],
  score: Score,
): Promise<{ logits: Float32Array; heat: Float32Array }[]> {
  const whole = await score(documents.map((eojeols) => [...eojeols]))
  const classes = whole.logits.length / Math.max(1, documents.length)
  const results = documents.map((eojeols, d) => ({
    logits: whole.logits.slice(d * classes, (d + 1) * classes),
    heat: new Float32Array(classes * eojeols.length),
  }))
  const left = documents.flatMap((_, d) =>
    [...new Set(whole.pieces[d].map(({ eojeol }) => eojeol))].map((eojeol) => ({ d, eojeol })),
  )
  for (let from = 0; from < left.length; from += AT_ONCE) {
    const part = left.slice(from, from + AT_ONCE)
    const { logits } = await score(part.map(({ d, eojeol }) => documents[d].filter((_, e) => e !== eojeol)))
    for (const [i, { d, eojeol }] of part.entries()) {
      const before = centred(results[d].logits)
      const after = centred(logits.subarray(i * classes, (i + 1) * classes))
      for (let c = 0; c < classes; c++) results[d].heat[c * documents[d].length + eojeol] = Math.max(0, before[c] - after[c])
    }
  }
  return results
}

function centred(logits: Float32Array): number[] {
  const mean = logits.reduce((sum, value) => sum + value, 0) / logits.length
  return Array.from(logits, (value) => value - mean)
}
