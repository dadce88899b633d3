export const SCHEDULES = ['cosine', 'linear', 'constant'] as const
export type Schedule = (typeof SCHEDULES)[number]

/**
 * Learning rate of `step` (1..steps): a linear rise to `peak` over the first `warmup` steps, then half a cosine or a straight line down
 * to nearly nothing, or no change.
 */
export function learningRate(step: number, steps: number, warmup: number, peak: number, schedule: Schedule): number {
  if (step <= warmup) return (peak * step) / warmup
  const past = (step - warmup) / (steps - warmup + 1)
  if (schedule === 'constant') return peak
  return schedule === 'linear' ? peak * (1 - past) : (peak * (1 + Math.cos(Math.PI * past))) / 2
}
