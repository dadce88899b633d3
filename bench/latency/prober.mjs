// Asks /livez every few milliseconds, whatever the others do, and says how long each answer took. In a thread of its own: what the bench
// itself has to do must not count. Beside the clock: how long the server's main thread computed meanwhile.
import { get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { computed } from './computed.mjs'

const { url, pid, every } = workerData
const answers = []
const open = new Set()
let late = 0
let due = performance.now()

const timer = setInterval(() => {
  const now = performance.now()
  late = Math.max(late, now - due)
  due = now + every
  const before = computed(pid)
  const asked = new Promise((resolve, reject) => {
    get(`${url}/livez`, { agent: false }, (response) => {
      response.resume().on('end', () => {
        answers.push({ took: performance.now() - now, computed: computed(pid) - before })
        resolve()
      })
    }).on('error', reject)
  }).finally(() => open.delete(asked))
  open.add(asked)
}, every)

parentPort.once('message', async () => {
  clearInterval(timer)
  await Promise.all(open)
  parentPort.postMessage({ answers, late })
})
