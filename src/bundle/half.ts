const FLOAT_INFINITY = 0x7f800000
const OVERFLOW = 0x47800000 // 65536, from where a half is infinite whatever the rounding
const SMALLEST_NORMAL = 0x38800000 // 2^-14
/** (15 − 127) << 23, to move the exponent's bias, and 0xfff to round up all but the lower half. */
const REBIAS_AND_ROUND = 0xc8000fff | 0

/**
 * IEEE 754 binary32 → binary16, rounding to the nearest and ties to even; above 65,504 (from 65,520 on) infinite, NaN stays NaN.
 * The method is Giesen's float_to_half_fast3_rtne: the sum with ½ lets the hardware round the subnormal ones.
 */
export function toHalf(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  const float = new Float32Array(1)
  const bits = new Int32Array(float.buffer)
  for (let i = 0; i < values.length; i++) {
    float[0] = values[i]
    const sign = (bits[0] >>> 16) & 0x8000
    const magnitude = bits[0] & 0x7fffffff
    let half: number
    if (magnitude >= OVERFLOW) {
      half = magnitude > FLOAT_INFINITY ? 0x7e00 : 0x7c00
    } else if (magnitude < SMALLEST_NORMAL) {
      bits[0] = magnitude
      float[0] += 0.5
      half = bits[0] - 0x3f000000
    } else {
      half = (magnitude + REBIAS_AND_ROUND + ((magnitude >>> 13) & 1)) >>> 13
    }
    halves[i] = sign | half
  }
  return halves
}

let table: Float32Array | undefined

/** binary16 → binary32, exact: a look-up in a table of all 65,536 (256 kB, made at the first call). */
export function fromHalf(halves: Uint16Array): Float32Array {
  table ??= allHalves()
  const values = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i]]
  return values
}

function allHalves(): Float32Array {
  const all = new Float32Array(0x10000)
  for (let half = 0; half < 0x10000; half++) {
    const sign = half & 0x8000 ? -1 : 1
    const exponent = (half >>> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0x1f) all[half] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    else if (exponent === 0) all[half] = sign * fraction * 2 ** -24
    else all[half] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  }
  return all
}
