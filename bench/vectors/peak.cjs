// Loaded before a program (node -r): at its end prints a line of JSON with the most memory it has had (resident, in bytes) and its seconds.
const { readFileSync, writeSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

if (isMainThread) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
    writeSync(1, `${JSON.stringify({ peak, cpu: (user + system) / 1e6, wall: process.uptime() })}\n`)
  })
}
