import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A process that answers one JSON object a line with one. */
export function contender(name, command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = []
  let failure
  const fail = (error) => {
    failure ??= error
    for (const { reject } of waiting.splice(0)) reject(failure)
  }
  child.once('error', fail)
  child.once('exit', (code) => fail(new Error(`${name} ended with ${code}`)))
  child.stdin.on('error', fail)
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)))
  const answer = () => (failure ? Promise.reject(failure) : new Promise((resolve, reject) => waiting.push({ resolve, reject })))
  return {
    name,
    answer,
    ask(order) {
      const answered = answer()
      child.stdin.write(`${JSON.stringify(order)}\n`)
      return answered
    },
    /** Megabytes of memory, at most so far. */
    memory: () => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024),
    close() {
      child.removeAllListeners('exit')
      child.kill()
    },
  }
}
