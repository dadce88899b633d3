import { groundOf, INK, type Rgb } from './colours.js'
import { tableOf } from './plain.js'
import { percent, type Shown, segmentsOf } from './segments.js'

/** How many colours a terminal has: 24 bits of them, xterm's palette of 256, or the first 16 of it. */
export type ColourDepth = 24 | 8 | 4

const RESET = '\u001b[0m'
const BOLD = 1
const UNDERLINE = 4

/**
 * For a terminal: evidence for the target bold on blue, evidence against it underlined on orange, the deeper the stronger; in dark letters,
 * whatever the terminal's own colours are. Then the target with its probability, and what is marked with its score.
 *
 * Escape sequences: ECMA-48 (SGR), with xterm's 38/48;5 and 38/48;2.
 */
export function renderAnsi({ heatMap, probability }: Shown, depth: ColourDepth): string {
  const text = segmentsOf(heatMap)
    .map(({ text, score }) => (score === 0 ? text : marked(text, score, depth)))
    .join('')
  const key = `${marked(' + ', 1, depth)} ${heatMap.target}   ${marked(' − ', -1, depth)} ↔`
  return [text, '', `\u001b[${BOLD}m${heatMap.target}  ${percent(probability)}${RESET}   ${key}`, ...tableOf(heatMap)].join('\n')
}

/** Whether the environment asks for colours, and how many the terminal has; null for none (https://no-color.org). */
export function colourDepthOf(env: Record<string, string | undefined>): ColourDepth | null {
  const { NO_COLOR = '', TERM = '', COLORTERM = '' } = env
  if (NO_COLOR !== '' || TERM === 'dumb') return null
  if (/^(truecolor|24bit)$/i.test(COLORTERM) || /-direct$/.test(TERM)) return 24
  return /256/.test(TERM) ? 8 : 4
}

function marked(text: string, score: number, depth: ColourDepth): string {
  const ground = groundOf(score)!
  const codes = [score > 0 ? BOLD : UNDERLINE, ...codesOf(INK, 'letters', depth), ...codesOf(ground, 'ground', depth)]
  // A ground that is left open at a line's end fills the rest of the screen's line.
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `\u001b[${codes.join(';')}m${line}${RESET}`))
    .join('\n')
}

function codesOf(colour: Rgb, where: 'letters' | 'ground', depth: ColourDepth): number[] {
  const extended = where === 'letters' ? 38 : 48
  if (depth === 24) return [extended, 2, ...colour]
  if (depth === 8) return [extended, 5, cubeOf(colour)]
  // Black on cyan or yellow: the nearest of the eight that every terminal has.
  return [where === 'letters' ? 30 : colour[2] > colour[0] ? 46 : 43]
}

/** Levels of a channel in the 6 × 6 × 6 cube of xterm's palette. */
const LEVELS = [0, 95, 135, 175, 215, 255]

function cubeOf(colour: Rgb): number {
  const nearest = (part: number): number =>
    LEVELS.reduce((best, level, at) => (Math.abs(level - part) < Math.abs(LEVELS[best] - part) ? at : best), 0)
  const [red, green, blue] = colour.map(nearest)
  return 16 + 36 * red + 6 * green + blue
}
