/** Learning rate of `step` (1..steps): linear warm-up over the first `warmup` steps, then half a cosine down to nearly nothing. */
export function learningRate(step: number, steps: number, warmup: number, peak: number): number {
  if (step <= warmup) return (peak * step) / warmup
  return (peak * (1 + Math.cos((Math.PI * (step - warmup)) / (steps - warmup + 1)))) / 2
}
