import type { Encoder } from '../encoder/infer.js'
import type { TokenForm } from '../text/morpheme.js'
import { partsOf, sharedOut } from './parts.js'

/**
 * Inclusion ("include individual", Covert, Lundberg & Lee 2021, section 6.1; occlusion is their "remove individual"): what a unit says by
 * itself, y^c(unit) − y^c(nothing) with y^c = logit_c − mean of all logits, in equal shares on its tokens. Signed. Each unit is read as a text
 * of its own: all of a text's together are as long as the text. What units do to each other is not seen.
 *
 * @param units for each token of each document the number of its unit; none: eojeol
 * @returns heat `[tokens]` of a document for a class; 0 on tokens that the encoder does not read
 * @throws MalgwiError MODEL_RUN_FAILED
 */
export async function inclusion(
  { logits, isRead, calibration }: Pick<Encoder, 'logits' | 'isRead' | 'calibration'>,
  documents: readonly (readonly TokenForm[])[],
  units?: readonly ArrayLike<number>[],
): Promise<(document: number, label: number) => Float32Array> {
  const texts: TokenForm[][] = [[]]
  const read = documents.map((tokens, d) => {
    const parts = partsOf(tokens, units?.[d])
    const first = texts.length
    for (let part = 0; part < parts.count; part++) texts.push([])
    for (const [i, token] of tokens.entries()) texts[first + parts.partOf[i]].push(token)
    return { tokens, parts, first }
  })
  const found = await logits(texts)
  const classes = calibration.bias.length
  const centred = (text: number, label: number): number => {
    const row = found.subarray(text * classes, (text + 1) * classes)
    return row[label] - row.reduce((sum, value) => sum + value, 0) / classes
  }
  return (document, label) => {
    const { tokens, parts, first } = read[document]
    const seen = isRead(tokens)
    const nothing = centred(0, label)
    const heat = sharedOut(parts, tokens.length, (part) => centred(first + part, label) - nothing)
    return heat.map((value, i) => (seen[i] ? value : 0))
  }
}
