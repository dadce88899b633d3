import { type Normalised, normalise as normaliseAny } from '../normalise.js'

/** Layout that is left over in texts from web pages. Other words between angle brackets (<sigh>) are said. */
const LAYOUT = /<\/?(?:br|hr|p|i|b|u|em|strong)\s?\/?>/gi

/** What one sign is typed as, each a single UTF-16 unit: curly quotes, and the signs of Windows-1252 taken for Latin 1. */
const SIGNS: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‛': "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '\u0085': '…',
  '\u0091': "'",
  '\u0092': "'",
  '\u0093': '"',
  '\u0094': '"',
  '\u0096': '–',
  '\u0097': '—',
}
const SIGN = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'g')

/**
 * As the normalisation of every language (../normalise.ts), with line breaks of HTML as spaces, and one kind of quote. The case of
 * letters is kept: whoever counts words folds it.
 */
export function normalise(original: string): Normalised {
  // Unit for unit, so that the way back stays what it is.
  const plain = original.replace(LAYOUT, (tag) => ' '.repeat(tag.length)).replace(SIGN, (sign) => SIGNS[sign])
  return normaliseAny(plain)
}
