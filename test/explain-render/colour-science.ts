import type { Rgb } from '#src/nlp/explain/render/colours.js'

type Vector = [number, number, number]
type Matrix = readonly [Vector, Vector, Vector]

/**
 * What people see who lack one kind of cone: linear RGB in, linear RGB out. Machado, Oliveira & Fernandes 2009, "A Physiologically-based Model
 * for Simulation of Color Vision Deficiency", severity 1.0.
 */
export const DEFICIENCIES: Record<'protanopia' | 'deuteranopia' | 'tritanopia', Matrix> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const times = (matrix: Matrix, vector: Vector): Vector =>
  matrix.map((row) => row.reduce((sum, value, at) => sum + value * vector[at], 0)) as Vector

/** sRGB, IEC 61966-2-1. */
const linear = (colour: Rgb): Vector =>
  colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as Vector
const encoded = (colour: Vector): Rgb =>
  colour.map((part) => {
    const clipped = Math.min(1, Math.max(0, part))
    return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055)
  }) as unknown as Rgb

export const seenWith = (deficiency: keyof typeof DEFICIENCIES, colour: Rgb): Rgb =>
  encoded(times(DEFICIENCIES[deficiency], linear(colour)))

/** CIE L*a*b* under D65. */
function lab(colour: Rgb): Vector {
  const toXyz: Matrix = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.072175],
    [0.0193339, 0.119192, 0.9503041],
  ]
  const white: Vector = [0.95047, 1, 1.08883]
  const [x, y, z] = times(toXyz, linear(colour)).map((value, at) => {
    const t = value / white[at]
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116
  })
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** ΔE*ab, CIE 1976: 2.3 is just noticeable. */
export const deltaE = (one: Rgb, other: Rgb): number => {
  const [a, b] = [lab(one), lab(other)]
  return Math.hypot(...a.map((value, at) => value - b[at]))
}

/** WCAG 2.2, contrast ratio. */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [one, other]
    .map((colour) => linear(colour))
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}
