// Inner products of one query with every row of a matrix, in single precision.

/**
 * @param matrix row-major `[rows, width]`, @param query `[width]`, @param out `[rows]`: byte offsets, each a multiple of 16
 * @param width a multiple of 4
 */
export function products(matrix: usize, rows: i32, width: i32, query: usize, out: usize): void {
  const blocks = width & ~15
  let at = matrix
  for (let row = 0; row < rows; row++) {
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    let j = 0
    for (; j < blocks; j += 16) {
      const x = at + ((<usize>j) << 2)
      const q = query + ((<usize>j) << 2)
      a = f32x4.add(a, f32x4.mul(v128.load(x), v128.load(q)))
      b = f32x4.add(b, f32x4.mul(v128.load(x, 16), v128.load(q, 16)))
      c = f32x4.add(c, f32x4.mul(v128.load(x, 32), v128.load(q, 32)))
      d = f32x4.add(d, f32x4.mul(v128.load(x, 48), v128.load(q, 48)))
    }
    for (; j < width; j += 4) {
      const offset = (<usize>j) << 2
      a = f32x4.add(a, f32x4.mul(v128.load(at + offset), v128.load(query + offset)))
    }
    const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d))
    store<f32>(
      out + ((<usize>row) << 2),
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)),
    )
    at += (<usize>width) << 2
  }
}
