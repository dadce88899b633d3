/** Ranks from 1, ties sharing the mean of theirs. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b])
  const ranks = new Float64Array(values.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2
  }
  return ranks
}

/**
 * Spearman's ρ: the correlation of the ranks, ties sharing theirs.
 *
 * @returns −1 to 1; NaN where one side is the same everywhere
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranksOf(a), ranksOf(b)]
  const middle = (x.length + 1) / 2
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - middle) * (y[i] - middle)
    xx += (x[i] - middle) ** 2
    yy += (y[i] - middle) ** 2
  }
  return xy / Math.sqrt(xx * yy)
}

/**
 * Kendall's τ-b (Kendall 1945): (P − Q) / √((P + Q + T_a)(P + Q + T_b)) over pairs of which P go the same way, Q the other way, T_a are tied
 * in b alone and T_b in a alone.
 *
 * @returns −1 to 1; NaN where one side is the same everywhere
 */
export function kendallTauB(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [balance, untiedA, untiedB] = [0, 0, 0]
  for (let i = 1; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i] - a[j]), Math.sign(b[i] - b[j])]
      balance += x * y
      untiedA += x * x
      untiedB += y * y
    }
  }
  return balance / Math.sqrt(untiedA * untiedB)
}
