import { readFileSync } from 'node:fs'

/**
 * Milliseconds that the main thread of a process (of this one: all its threads) has computed so far: other processes do not lengthen
 * them. Linux; elsewhere NaN.
 */
export function computed(pid) {
  if (pid === process.pid) {
    // A thread's own figure in /proc is behind by a tick.
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}
