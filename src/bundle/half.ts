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
