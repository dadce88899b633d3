/** sRGB, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number]

/**
 * Sky blue for evidence for the target, orange for evidence against it: two of the palette of Okabe & Ito, "Color Universal Design" (2008),
 * which people with any of the common colour vision deficiencies can tell apart. https://jfly.uni-koeln.de/color/
 */
export const FOR: Rgb = [86, 180, 233]
export const AGAINST: Rgb = [230, 159, 0]
/** On either, and on any tint of them, this has a contrast of at least 7 : 1. */
export const INK: Rgb = [17, 17, 17]
export const PAPER: Rgb = [255, 255, 255]

/** Evidence weaker than this is not shown: it would be a tint that nobody sees. */
export const FAINTEST = 0.08
/** The tint of the weakest evidence that is shown; it grows linearly with the score from there. */
const LIGHTEST = 0.3

/** The ground of words with this score (−1 to 1): a tint of one of the two colours on paper; null for what is not shown. */
export function groundOf(score: number, paper: Rgb = PAPER): Rgb | null {
  const strength = Math.min(1, Math.abs(score))
  if (!(strength >= FAINTEST)) return null
  const colour = score > 0 ? FOR : AGAINST
  const share = LIGHTEST + (1 - LIGHTEST) * strength
  return paper.map((part, at) => Math.round(part + (colour[at] - part) * share)) as unknown as Rgb
}

export const hex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
