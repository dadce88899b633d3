import { readFileSync, writeFileSync } from 'node:fs'

/** Starts a new measurement of peak memory; only Linux can, elsewhere the peak is the whole process's so far. */
export function resetPeakMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Not Linux, or not allowed: peakMegabytes() then answers for the process so far.
  }
}

/** Peak resident memory in megabytes (10^6 bytes) since `resetPeakMemory`, worker threads included. */
export function peakMegabytes(): number {
  try {
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kibibytes) return Math.round((Number(kibibytes) * 1024) / 1e6)
  } catch {
    // Not Linux.
  }
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)
}
