import type { Language } from '../../text/language.js'
import { groundOf, hex, INK } from './colours.js'
import { LABELS } from './labels.js'
import { linesOf, type Piece } from './lines.js'
import { escapeMarkup, FONTS } from './markup.js'
import { percent, type Shown, segmentsOf } from './segments.js'
import { widthOf } from './widths.js'

/** All in pixels of the picture's own coordinates. */
const FONT = 20
const LINE = 36
const MARGIN = 28
const WIDEST = 720
/** A title line and its distance from the text. */
const HEAD = 44
/** The scale and its distance from the text. */
const FOOT = 56
const SMALL = 14
const SCALE = { width: 150, height: 10 }
const STOPS = [-1, -0.5, 0, 0.5, 1]

/**
 * A picture that needs nothing else: the text on grounds of the two colours, evidence for the target underlined with a line, evidence against
 * it with a broken one; above it the target with its probability, below it the scale. Each run is set to the width that it was laid out
 * with (`textLength`), so that grounds fit in whatever font there is.
 */
export function renderSvg({ heatMap, probability }: Shown, language: Language = 'ko'): string {
  const labels = LABELS[language]
  const lines = linesOf(segmentsOf(heatMap), (WIDEST - 2 * MARGIN) / FONT)
  const title = `${labels.title(heatMap.target)} · ${percent(probability)}`
  const scale = scaleOf(labels.against(heatMap.target), labels.for(heatMap.target))
  const widest = Math.max(...lines.flat().map(({ x, width }) => (x + width) * FONT), widthOf(title) * SMALL, scale.width)
  const [width, height] = [Math.ceil(widest + 2 * MARGIN), HEAD + MARGIN + lines.length * LINE + FOOT]
  const text = lines.flatMap((line, row) => line.map((piece) => pieceOf(piece, HEAD + MARGIN + row * LINE)))
  const name = escapeMarkup(title)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}" xml:lang="${language}" lang="${language}" font-family="${FONTS}">
<title>${name}</title>
<rect width="100%" height="100%" rx="12" fill="#ffffff"/>
<text x="${MARGIN}" y="${MARGIN + SMALL}" font-size="${SMALL}" fill="#555555">${name}</text>
<g font-size="${FONT}" fill="${hex(INK)}">
${text.join('\n')}
</g>
<g transform="translate(${MARGIN} ${height - FOOT + 18})" font-size="${SMALL}" fill="#555555">
${scale.svg}
</g>
</svg>
`
}

function pieceOf({ text, score, x, width }: Piece, top: number): string {
  const [left, wide] = [MARGIN + x * FONT, width * FONT].map(rounded)
  const baseline = top + LINE * 0.65
  const words = `<text x="${left}" y="${rounded(baseline)}" textLength="${wide}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(text)}</text>`
  const ground = groundOf(score)
  if (!ground) return words
  const line = rounded(top + LINE - 5)
  const broken = score < 0 ? ' stroke-dasharray="5 4"' : ''
  return `<rect x="${rounded(left - 2.5)}" y="${top + 2}" width="${rounded(wide + 5)}" height="${LINE - 5}" rx="5" fill="${hex(ground)}"/>
<path d="M${left} ${line}H${rounded(left + wide)}" stroke="${hex(INK)}" stroke-width="1.5"${broken}/>
${words}`
}

/** '반대쪽 ▮▮▮▮▮ ‘부정’ 쪽' */
function scaleOf(against: string, toward: string): { svg: string; width: number } {
  const left = widthOf(against) * SMALL + 10
  const stops = STOPS.map((score) => {
    const colour = groundOf(score)
    return `<stop offset="${(score + 1) / 2}" stop-color="${colour ? hex(colour) : '#ffffff'}"/>`
  })
  const svg = `<defs><linearGradient id="scale">${stops.join('')}</linearGradient></defs>
<text y="${SCALE.height}">${escapeMarkup(against)}</text>
<rect x="${rounded(left)}" width="${SCALE.width}" height="${SCALE.height}" rx="3" fill="url(#scale)" stroke="#999999" stroke-width="0.5"/>
<text x="${rounded(left + SCALE.width + 10)}" y="${SCALE.height}">${escapeMarkup(toward)}</text>`
  return { svg, width: left + SCALE.width + 10 + widthOf(toward) * SMALL }
}

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10
