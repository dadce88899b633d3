const FLOAT = new Float32Array(1)
const BITS = new Uint32Array(FLOAT.buffer)

// The last bit of a float32 near one half is worth 2⁻²⁴, as is that of a subnormal half: the sum rounds to it, ties to even.
const SUBNORMAL_SHIFT = 0.5

function halfOf(value: number): number {
  FLOAT[0] = value
  const sign = (BITS[0] >>> 16) & 0x8000
  const magnitude = BITS[0] & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude < 0x38800000) {
    FLOAT[0] = Math.abs(value) + SUBNORMAL_SHIFT
    return sign | (BITS[0] - 0x3f000000)
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

/** IEEE 754 half precision, as bit patterns, rounded to nearest, ties to even; what is too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = halfOf(values[i])
  return halves
}

let table: Float32Array | undefined

/** binary16 → binary32, exact: a look-up in a table of all 65,536 (256 kB, made at the first call). */
export function fromHalf(halves: Uint16Array, into = new Float32Array(halves.length)): Float32Array {
  table ??= Float32Array.from({ length: 0x10000 }, (_, half) => numberOf(half))
  for (let i = 0; i < halves.length; i++) into[i] = table[halves[i]]
  return into
}

function numberOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
