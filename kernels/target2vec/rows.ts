// Sums and products of rows of floats, padded with zeros to a multiple of 16, so that no loop has a remainder.

/** Bytes a row. */
export let stride: usize = 0

export function setStride(bytes: usize): void {
  stride = bytes
}

@inline
function sum(s0: v128, s1: v128, s2: v128, s3: v128): f32 {
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
}

export function dot(a: usize, b: usize): f32 {
  let s0 = f32x4.splat(0)
  let s1 = f32x4.splat(0)
  let s2 = f32x4.splat(0)
  let s3 = f32x4.splat(0)
  for (let d: usize = 0; d < stride; d += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + d), v128.load(b + d)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a + d, 16), v128.load(b + d, 16)))
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a + d, 32), v128.load(b + d, 32)))
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a + d, 48), v128.load(b + d, 48)))
  }
  return sum(s0, s1, s2, s3)
}

/** Three dot products of one row, which is loaded once for all of them; each is summed as `dot` sums. */
export function dots(a: usize, b: usize, to: usize): void {
  const b0 = <usize>load<u32>(b)
  const b1 = <usize>load<u32>(b, 4)
  const b2 = <usize>load<u32>(b, 8)
  let s00 = f32x4.splat(0)
  let s01 = f32x4.splat(0)
  let s02 = f32x4.splat(0)
  let s03 = f32x4.splat(0)
  let s10 = f32x4.splat(0)
  let s11 = f32x4.splat(0)
  let s12 = f32x4.splat(0)
  let s13 = f32x4.splat(0)
  let s20 = f32x4.splat(0)
  let s21 = f32x4.splat(0)
  let s22 = f32x4.splat(0)
  let s23 = f32x4.splat(0)
  for (let d: usize = 0; d < stride; d += 64) {
    const a0 = v128.load(a + d)
    s00 = f32x4.add(s00, f32x4.mul(a0, v128.load(b0 + d)))
    s10 = f32x4.add(s10, f32x4.mul(a0, v128.load(b1 + d)))
    s20 = f32x4.add(s20, f32x4.mul(a0, v128.load(b2 + d)))
    const a1 = v128.load(a + d, 16)
    s01 = f32x4.add(s01, f32x4.mul(a1, v128.load(b0 + d, 16)))
    s11 = f32x4.add(s11, f32x4.mul(a1, v128.load(b1 + d, 16)))
    s21 = f32x4.add(s21, f32x4.mul(a1, v128.load(b2 + d, 16)))
    const a2 = v128.load(a + d, 32)
    s02 = f32x4.add(s02, f32x4.mul(a2, v128.load(b0 + d, 32)))
    s12 = f32x4.add(s12, f32x4.mul(a2, v128.load(b1 + d, 32)))
    s22 = f32x4.add(s22, f32x4.mul(a2, v128.load(b2 + d, 32)))
    const a3 = v128.load(a + d, 48)
    s03 = f32x4.add(s03, f32x4.mul(a3, v128.load(b0 + d, 48)))
    s13 = f32x4.add(s13, f32x4.mul(a3, v128.load(b1 + d, 48)))
    s23 = f32x4.add(s23, f32x4.mul(a3, v128.load(b2 + d, 48)))
  }
  store<f32>(to, sum(s00, s01, s02, s03))
  store<f32>(to, sum(s10, s11, s12, s13), 4)
  store<f32>(to, sum(s20, s21, s22, s23), 8)
}

/** to = (to or 0) + Σ_n factors[n · pitch] · list[n], sixteen floats at a time in registers. */
@inline
export function addRows(to: usize, onto: bool, list: usize, count: u32, factors: usize, pitch: usize): void {
  for (let d: usize = 0; d < stride; d += 64) {
    let s0 = onto ? v128.load(to + d) : f32x4.splat(0)
    let s1 = onto ? v128.load(to + d, 16) : f32x4.splat(0)
    let s2 = onto ? v128.load(to + d, 32) : f32x4.splat(0)
    let s3 = onto ? v128.load(to + d, 48) : f32x4.splat(0)
    let factor = factors
    for (let n: u32 = 0; n < count; n++) {
      const row = <usize>load<u32>(list + (<usize>n << 2)) + d
      const g = v128.load32_splat(factor)
      factor += pitch
      s0 = f32x4.add(s0, f32x4.mul(g, v128.load(row)))
      s1 = f32x4.add(s1, f32x4.mul(g, v128.load(row, 16)))
      s2 = f32x4.add(s2, f32x4.mul(g, v128.load(row, 32)))
      s3 = f32x4.add(s3, f32x4.mul(g, v128.load(row, 48)))
    }
    v128.store(to + d, s0)
    v128.store(to + d, s1, 16)
    v128.store(to + d, s2, 32)
    v128.store(to + d, s3, 48)
  }
}

/** The same for two rows at once, so that those of the list are loaded once: the second one's factors begin `apart` after the first's. */
@inline
export function addRowsTwice(to0: usize, to1: usize, onto: bool, list: usize, count: u32, factors: usize, apart: usize, pitch: usize): void {
  for (let d: usize = 0; d < stride; d += 64) {
    let s0 = onto ? v128.load(to0 + d) : f32x4.splat(0)
    let s1 = onto ? v128.load(to0 + d, 16) : f32x4.splat(0)
    let s2 = onto ? v128.load(to0 + d, 32) : f32x4.splat(0)
    let s3 = onto ? v128.load(to0 + d, 48) : f32x4.splat(0)
    let t0 = onto ? v128.load(to1 + d) : f32x4.splat(0)
    let t1 = onto ? v128.load(to1 + d, 16) : f32x4.splat(0)
    let t2 = onto ? v128.load(to1 + d, 32) : f32x4.splat(0)
    let t3 = onto ? v128.load(to1 + d, 48) : f32x4.splat(0)
    let factor = factors
    for (let n: u32 = 0; n < count; n++) {
      const row = <usize>load<u32>(list + (<usize>n << 2)) + d
      const g = v128.load32_splat(factor)
      const h = v128.load32_splat(factor + apart)
      factor += pitch
      const r0 = v128.load(row)
      s0 = f32x4.add(s0, f32x4.mul(g, r0))
      t0 = f32x4.add(t0, f32x4.mul(h, r0))
      const r1 = v128.load(row, 16)
      s1 = f32x4.add(s1, f32x4.mul(g, r1))
      t1 = f32x4.add(t1, f32x4.mul(h, r1))
      const r2 = v128.load(row, 32)
      s2 = f32x4.add(s2, f32x4.mul(g, r2))
      t2 = f32x4.add(t2, f32x4.mul(h, r2))
      const r3 = v128.load(row, 48)
      s3 = f32x4.add(s3, f32x4.mul(g, r3))
      t3 = f32x4.add(t3, f32x4.mul(h, r3))
    }
    v128.store(to0 + d, s0)
    v128.store(to0 + d, s1, 16)
    v128.store(to0 + d, s2, 32)
    v128.store(to0 + d, s3, 48)
    v128.store(to1 + d, t0)
    v128.store(to1 + d, t1, 16)
    v128.store(to1 + d, t2, 32)
    v128.store(to1 + d, t3, 48)
  }
}

/** to += factor · from */
@inline
export function addScaled(to: usize, from: usize, factor: usize): void {
  const g = v128.load32_splat(factor)
  for (let d: usize = 0; d < stride; d += 16) v128.store(to + d, f32x4.add(v128.load(to + d), f32x4.mul(g, v128.load(from + d))))
}
