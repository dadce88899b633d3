/**
 * The k-th largest of some numbers, 1 ≤ k ≤ length, by quickselect (Hoare 1961): linear on average. No NaN.
 * @param values are put into another order
 */
export function kthLargest(values: Float32Array, k: number): number {
  let low = 0
  let high = values.length - 1
  const target = k - 1
  while (low < high) {
    // The middle of three keeps rows that are sorted already from being the worst case.
    const pivot = median(values[low], values[(low + high) >> 1], values[high])
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] > pivot) i++
      while (values[j] < pivot) j--
      if (i > j) break
      const swap = values[i]
      values[i++] = values[j]
      values[j--] = swap
    }
    if (target <= j) high = j
    else if (target >= i) low = i
    else break
  }
  return values[target]
}

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
