// Inner products of one query with every row of a matrix: all of them in single precision, or roughly, to look for the best.

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

/**
 * Inner products of a query with every row, of whole numbers of 16 bits: half the memory to read, which is what a scan waits for. Four
 * rows at a time, so that the query is read once for all of them.
 *
 * @param matrix row-major `[rows, width]`, @param query `[width]`, @param out `[rows]` of 32 bits, @param peaks `[rows / 16]`: the largest
 *   of each 16; byte offsets, each a multiple of 16
 * @param rows a multiple of 16, @param width a multiple of 8; no row and no query is longer than 2^15 + 2^14, so that no sum overflows
 */
export function wholeProducts(matrix: usize, rows: i32, width: i32, query: usize, out: usize, peaks: usize): void {
  const bytes = (<usize>width) << 1
  let at = matrix
  for (let row = 0; row < rows; row += 16) {
    let high = i32x4.splat(i32.MIN_VALUE)
    for (let four = 0; four < 4; four++) {
      const second = at + bytes
      const third = second + bytes
      const fourth = third + bytes
      let a = i32x4.splat(0)
      let b = i32x4.splat(0)
      let c = i32x4.splat(0)
      let d = i32x4.splat(0)
      for (let j: usize = 0; j < bytes; j += 16) {
        const q = v128.load(query + j)
        a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(at + j), q))
        b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(second + j), q))
        c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(third + j), q))
        d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(fourth + j), q))
      }
      // Transposed, so that lane i of the sum is row i's.
      const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
      const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
      const sums = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
      v128.store(out, sums)
      high = i32x4.max_s(high, sums)
      out += 16
      at = fourth + bytes
    }
    const left = max(i32x4.extract_lane(high, 0), i32x4.extract_lane(high, 1))
    store<i32>(peaks, max(left, max(i32x4.extract_lane(high, 2), i32x4.extract_lane(high, 3))))
    peaks += 4
  }
}
