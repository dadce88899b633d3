// Token embeddings and the optimiser, over raw pointers: a token's row is its word row plus the mean of its character n-gram rows.
// Rows are [dimensions] float32, dimensions a multiple of 4. All lists are int32; -1 stands for an absent token.

const ABSENT: i32 = -1

/**
 * Numbers the distinct keys of a batch. `slots` has a zero for every possible key, and again afterwards.
 * Writes each token's row number to `rows` and the keys in order of first appearance to `list`; returns how many there are.
 */
export function distinct(keys: usize, tokens: i32, slots: usize, rows: usize, list: usize): i32 {
  let count: i32 = 0
  for (let i: i32 = 0; i < tokens; i++) {
    const key = load<i32>(keys + (<usize>i << 2))
    if (key < 0) {
      store<i32>(rows + (<usize>i << 2), ABSENT)
      continue
    }
    const slot = slots + (<usize>key << 2)
    let row = load<i32>(slot)
    if (row == 0) {
      store<i32>(list + (<usize>count << 2), key)
      row = ++count
      store<i32>(slot, row)
    }
    store<i32>(rows + (<usize>i << 2), row - 1)
  }
  for (let i: i32 = 0; i < count; i++) store<i32>(slots + (<usize>load<i32>(list + (<usize>i << 2)) << 2), 0)
  return count
}

// @ts-ignore: decorator
@inline
function addRow(target: usize, source: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) v128.store(target + j, f32x4.add(v128.load(target + j), v128.load(source + j)))
}

// @ts-ignore: decorator
@inline
function addScaledRow(target: usize, source: usize, scale: v128, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(target + j, f32x4.add(v128.load(target + j), f32x4.mul(v128.load(source + j), scale)))
  }
}

// A key is a form number doubled, plus one where the form's word is to be taken for an unknown one.
// @ts-ignore: decorator
@inline
function wordOf(key: i32, formWords: usize, unknown: i32): i32 {
  return key & 1 ? unknown : load<i32>(formWords + (<usize>(key >> 1) << 2))
}

/**
 * out[u] = word row + mean of n-gram rows, for the `count` keys of `list`. Sixteen numbers at a time stay in registers over all
 * n-grams; the lines of a row that come later are in the cache by then.
 */
export function compose(
  list: usize, count: i32, formWords: usize, unknown: i32, starts: usize, ids: usize,
  words: usize, ngrams: usize, dimensions: i32, out: usize,
): void {
  const bytes = <usize>dimensions << 2
  for (let u: i32 = 0; u < count; u++) {
    const key = load<i32>(list + (<usize>u << 2))
    const target = out + <usize>u * bytes
    const word = words + <usize>wordOf(key, formWords, unknown) * bytes
    const start = load<i32>(starts + (<usize>(key >> 1) << 2))
    const end = load<i32>(starts + (<usize>(key >> 1) << 2), 4)
    const scale = f32x4.splat(1 / <f32>max(end - start, 1))
    let j: usize = 0
    for (; j + 64 <= bytes; j += 64) {
      let a = f32x4.splat(0)
      let b = a
      let c = a
      let d = a
      for (let k = start; k < end; k++) {
        const row = ngrams + <usize>load<i32>(ids + (<usize>k << 2)) * bytes + j
        a = f32x4.add(a, v128.load(row))
        b = f32x4.add(b, v128.load(row, 16))
        c = f32x4.add(c, v128.load(row, 32))
        d = f32x4.add(d, v128.load(row, 48))
      }
      v128.store(target + j, f32x4.add(f32x4.mul(a, scale), v128.load(word + j)))
      v128.store(target + j, f32x4.add(f32x4.mul(b, scale), v128.load(word + j, 16)), 16)
      v128.store(target + j, f32x4.add(f32x4.mul(c, scale), v128.load(word + j, 32)), 32)
      v128.store(target + j, f32x4.add(f32x4.mul(d, scale), v128.load(word + j, 48)), 48)
    }
    for (; j < bytes; j += 16) {
      let a = f32x4.splat(0)
      for (let k = start; k < end; k++) {
        a = f32x4.add(a, v128.load(ngrams + <usize>load<i32>(ids + (<usize>k << 2)) * bytes + j))
      }
      v128.store(target + j, f32x4.add(f32x4.mul(a, scale), v128.load(word + j)))
    }
  }
}

/** x[i] = rows[index[i]], zeros for an absent token. */
export function spread(index: usize, tokens: i32, rows: usize, dimensions: i32, x: usize): void {
  const bytes = <usize>dimensions << 2
  for (let i: i32 = 0; i < tokens; i++) {
    const row = load<i32>(index + (<usize>i << 2))
    const target = x + <usize>i * bytes
    if (row < 0) memory.fill(target, 0, bytes)
    else memory.copy(target, rows + <usize>row * bytes, bytes)
  }
}

/** The gradient of `spread`: rowGradients[index[i]] += gx[i]; absent tokens get none. */
export function collect(index: usize, tokens: i32, gx: usize, dimensions: i32, count: i32, rowGradients: usize): void {
  const bytes = <usize>dimensions << 2
  memory.fill(rowGradients, 0, <usize>count * bytes)
  for (let i: i32 = 0; i < tokens; i++) {
    const row = load<i32>(index + (<usize>i << 2))
    if (row >= 0) addRow(rowGradients + <usize>row * bytes, gx + <usize>i * bytes, bytes)
  }
}

// The compact gradient row of table row `id`, made (and zeroed) when it is first asked for.
// @ts-ignore: decorator
@inline
function compactRow(id: i32, slots: usize, touched: usize, gradients: usize, bytes: usize, count: i32): i32 {
  const slot = slots + (<usize>id << 2)
  const row = load<i32>(slot)
  if (row != 0) return row - 1
  store<i32>(slot, count + 1)
  store<i32>(touched + (<usize>count << 2), id)
  memory.fill(gradients + <usize>count * bytes, 0, bytes)
  return count
}

// @ts-ignore: decorator
@inline
function clearSlots(touched: usize, count: i32, slots: usize): void {
  for (let i: i32 = 0; i < count; i++) store<i32>(slots + (<usize>load<i32>(touched + (<usize>i << 2)) << 2), 0)
}

/** The gradient of `compose` for the word table: compact rows and the ids they belong to; returns how many. */
export function wordGradients(
  list: usize, count: i32, formWords: usize, unknown: i32, rowGradients: usize, dimensions: i32,
  slots: usize, touched: usize, gradients: usize,
): i32 {
  const bytes = <usize>dimensions << 2
  let rows: i32 = 0
  for (let u: i32 = 0; u < count; u++) {
    const key = load<i32>(list + (<usize>u << 2))
    const row = compactRow(wordOf(key, formWords, unknown), slots, touched, gradients, bytes, rows)
    if (row == rows) rows++
    addRow(gradients + <usize>row * bytes, rowGradients + <usize>u * bytes, bytes)
  }
  clearSlots(touched, rows, slots)
  return rows
}

/** The gradient of `compose` for the n-gram table: each n-gram of a form gets the form's gradient over their number. */
export function ngramGradients(
  list: usize, count: i32, starts: usize, ids: usize, rowGradients: usize, dimensions: i32,
  slots: usize, touched: usize, gradients: usize,
): i32 {
  const bytes = <usize>dimensions << 2
  let rows: i32 = 0
  for (let u: i32 = 0; u < count; u++) {
    const key = load<i32>(list + (<usize>u << 2))
    const start = load<i32>(starts + (<usize>(key >> 1) << 2))
    const end = load<i32>(starts + (<usize>(key >> 1) << 2), 4)
    const scale = f32x4.splat(1 / <f32>(end - start))
    for (let k = start; k < end; k++) {
      const row = compactRow(load<i32>(ids + (<usize>k << 2)), slots, touched, gradients, bytes, rows)
      if (row == rows) rows++
      addScaledRow(gradients + <usize>row * bytes, rowGradients + <usize>u * bytes, scale, bytes)
    }
  }
  clearSlots(touched, rows, slots)
  return rows
}

/** Sum of squares of `count` values (a multiple of 4), summed in float64: a clipping norm should not depend on the order. */
export function squaredNorm(values: usize, count: i32): f64 {
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  const end = values + (<usize>count << 2)
  for (let p = values; p < end; p += 16) {
    const value = v128.load(p)
    const first = f64x2.promote_low_f32x4(value)
    const second = f64x2.promote_low_f32x4(v128.shuffle<i32>(value, value, 2, 3, 2, 3))
    low = f64x2.add(low, f64x2.mul(first, first))
    high = f64x2.add(high, f64x2.mul(second, second))
  }
  const sum = f64x2.add(low, high)
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

// Four numbers of Adam: gradient, weight and moments lie at the pointers.
// @ts-ignore: decorator
@inline
function adamStep(
  gradient: usize, weight: usize, first: usize, second: usize,
  b1: v128, b2: v128, c1: v128, c2: v128, rate: v128, epsilon: v128,
): void {
  const g = v128.load(gradient)
  const m = f32x4.add(f32x4.mul(b1, v128.load(first)), f32x4.mul(c1, g))
  const v = f32x4.add(f32x4.mul(b2, v128.load(second)), f32x4.mul(c2, f32x4.mul(g, g)))
  v128.store(first, m)
  v128.store(second, v)
  const update = f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(v), epsilon))
  v128.store(weight, f32x4.sub(v128.load(weight), update))
}

/**
 * Adam (Kingma & Ba 2015, with the efficient order of section 2) on the table rows named by `touched`; the other rows keep their
 * value and moments. `rate` is α·√(1−β₂ᵗ)/(1−β₁ᵗ) and `epsilon` ε·√(1−β₂ᵗ), t being the global step; `scale` multiplies the
 * gradient. With one touched row 0 of any width it is plain Adam on a dense block.
 */
export function adam(
  touched: usize, count: i32, gradients: usize, table: usize, first: usize, second: usize, dimensions: i32,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32, scale: f32,
): void {
  const bytes = <usize>dimensions << 2
  const b1 = f32x4.splat(beta1)
  const b2 = f32x4.splat(beta2)
  const c1 = f32x4.splat((1 - beta1) * scale)
  const c2 = f32x4.splat((1 - beta2) * scale * scale)
  const step = f32x4.splat(rate)
  const eps = f32x4.splat(epsilon)
  for (let i: i32 = 0; i < count; i++) {
    const offset = <usize>load<i32>(touched + (<usize>i << 2)) * bytes
    const g = gradients + <usize>i * bytes
    const w = table + offset
    const m = first + offset
    const v = second + offset
    let j: usize = 0
    // A cache line at a time: a fifth faster than vector by vector.
    for (; j + 64 <= bytes; j += 64) {
      adamStep(g + j, w + j, m + j, v + j, b1, b2, c1, c2, step, eps)
      adamStep(g + j + 16, w + j + 16, m + j + 16, v + j + 16, b1, b2, c1, c2, step, eps)
      adamStep(g + j + 32, w + j + 32, m + j + 32, v + j + 32, b1, b2, c1, c2, step, eps)
      adamStep(g + j + 48, w + j + 48, m + j + 48, v + j + 48, b1, b2, c1, c2, step, eps)
    }
    for (; j < bytes; j += 16) adamStep(g + j, w + j, m + j, v + j, b1, b2, c1, c2, step, eps)
  }
}
