let table: Float32Array | undefined

/** binary16 → binary32, exact: a look-up in a table of all 65,536 (256 kB, made at the first call). */
export function fromHalf(halves: Uint16Array, into = new Float32Array(halves.length)): Float32Array {
  table ??= Float32Array.from({ length: 0x10000 }, (_, half) => value(half))
  for (let i = 0; i < halves.length; i++) into[i] = table[halves[i]]
  return into
}

function value(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
