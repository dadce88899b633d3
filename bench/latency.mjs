// How long one waits: for an analysis, tokenising and driving words included, in process and over HTTP; and for /livez while a hundred people
// say something at once, over /v1/analyze and over Direct Line.
//   npm run build && node bench/latency.mjs [--count 1000] [--bursts 5] [--turns 100] [--bundle DIR] [--json]
// Texts are of about 20 morphemes, all distinct. Exits 1 where p50 is over 2 ms, p99 over 6 ms, or /livez is held for over 50 ms. What HTTP takes
// by itself stands beside: a server of Node's own answers the same bodies with as many bytes.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { WebSocket } from 'ws'
import { openRecognizer } from '#src/recognizer/open.js'
import { computed } from './latency/computed.mjs'
import { sentences } from './latency/texts.mjs'

const MOST = { p50: 2, p99: 6, livez: 50 }
const MORPHEMES = { least: 19, most: 21 }
const PROBE_MS = 10
const WARM = 300

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    bursts: { type: 'string', default: '5' },
    turns: { type: 'string', default: '100' },
    bundle: { type: 'string', default: 'models/movie' },
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const [count, bursts, turns, threads] = [values.count, values.bursts, values.turns, values.threads].map(Number)
// As `malgwi serve` has it.
setFlagsFromString('--no-parallel-scavenge')
const recognizer = await openRecognizer(values.bundle, { engine: 'onnxruntime', threads })
const texts = sentences(1 + 3 * (WARM + count) + (2 * bursts + 2) * turns, {
  ...MORPHEMES,
  morphemes: (text) => recognizer.tokenizer.analyse(text).morphemes.length,
  seed: 1,
})
const take = (number) => texts.splice(0, number)
const folder = mkdtempSync(join(tmpdir(), 'malgwi-bench-'))
const server = await start(['bin/malgwi.js', 'serve', '--port', '0', '--bundle', values.bundle])
const plain = await start(['bench/latency/plain.mjs', String(await answerBytes())])
const result = { load: loadavg()[0] }
try {
  result.inProcess = spread(await oneByOne((text) => recognizer.analyse(text), process.pid))
  const agent = new Agent({ keepAlive: true, maxSockets: turns })
  const analyse = (text) => post(agent, `${server.url}/v1/analyze`, { text })
  result.http = spread(await oneByOne(analyse, server.process.pid))
  result.plain = spread(await oneByOne((text) => post(agent, plain.url, { text }), plain.process.pid))
  await Promise.all(take(turns).map(analyse))
  result.analyses = await held(() => Promise.all(take(turns).map(analyse)))

  const conversations = await Promise.all(Array.from({ length: turns }, () => enter(agent)))
  await Promise.all(take(turns).map((text, i) => conversations[i].say(text)))
  result.turns = await held(() => Promise.all(take(turns).map((text, i) => conversations[i].say(text))))
  for (const { leave } of conversations) leave()
  agent.destroy()
} finally {
  server.process.kill()
  plain.process.kill()
  await recognizer.encoder.release()
  rmSync(folder, { recursive: true, force: true })
}
report()

async function oneByOne(analyse, pid) {
  for (const text of take(WARM)) await analyse(text)
  const times = { took: [], computed: [] }
  for (const text of take(count)) {
    const before = computed(pid)
    const began = performance.now()
    await analyse(text)
    times.took.push(performance.now() - began)
    times.computed.push(computed(pid) - before)
  }
  return times
}

/** The longest that /livez took in each burst, and how long the burst itself took. */
async function held(burst) {
  const runs = []
  for (let i = 0; i < bursts; i++) {
    const prober = new Worker(new URL('./latency/prober.mjs', import.meta.url), {
      workerData: { url: server.url, pid: server.process.pid, every: PROBE_MS },
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const began = performance.now()
    await burst()
    const milliseconds = performance.now() - began
    await new Promise((resolve) => setTimeout(resolve, 50))
    const heard = new Promise((resolve, reject) => prober.once('message', resolve).once('error', reject))
    prober.postMessage('stop')
    const { answers, late } = await heard
    await prober.terminate()
    const most = (of) => Math.max(...answers.map((answer) => answer[of]))
    runs.push({ longest: most('took'), computed: most('computed'), milliseconds, asked: answers.length, late })
  }
  return runs
}

/** How long an answer of /v1/analyze is. */
async function answerBytes() {
  const [text] = take(1)
  return Buffer.byteLength(JSON.stringify(await recognizer.analyse(text)))
}

async function start(args) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: `file:${join(folder, 'state.db')}`, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const found = /http:\/\/\S+/.exec(printed)
      if (found) resolve(found[0])
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)))
  })
  return { url, process: child }
}

/** Somebody in a conversation of their own: a turn ends when its answer has come over the WebSocket. */
async function enter(agent) {
  const { conversationId, token, streamUrl } = await post(agent, `${server.url}/v3/directline/conversations`, {})
  const socket = new WebSocket(streamUrl)
  const answered = new Set()
  let look = () => undefined
  socket.on('message', (frame) => {
    if (frame.length === 0) return
    for (const { replyToId } of JSON.parse(frame.toString()).activities) answered.add(replyToId)
    look()
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    async say(text) {
      const { id } = await post(
        agent,
        `${server.url}/v3/directline/conversations/${conversationId}/activities`,
        { type: 'message', from: { id: `user-${conversationId}` }, text },
        token,
      )
      await new Promise((resolve) => {
        look = () => answered.has(id) && resolve()
        look()
      })
    },
    leave: () => socket.terminate(),
  }
}

function post(agent, url, body, token) {
  const bytes = Buffer.from(JSON.stringify(body))
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length }
  if (token) headers.authorization = `Bearer ${token}`
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode >= 300) reject(new Error(`${response.statusCode} ${url}: ${text}`))
        else resolve(JSON.parse(text))
      })
    })
    // A server may close a connection that nobody used for a while just as it is used again.
    call.on('error', (error) =>
      call.reusedSocket && error.code === 'ECONNRESET' ? resolve(post(agent, url, body, token)) : reject(error),
    )
    call.end(bytes)
  })
}

function report() {
  const longest = (runs) => Math.max(...runs.map((run) => run.longest))
  const fits = [
    ...[result.inProcess, result.http].map(({ p50, p99 }) => p50 <= MOST.p50 && p99 <= MOST.p99),
    ...[result.analyses, result.turns].map((runs) => longest(runs) <= MOST.livez),
  ]
  process.exitCode = fits.every(Boolean) ? 0 : 1
  if (values.json) return console.log(JSON.stringify(result))
  const mark = (i) => (fits[i] === false ? '  UNDER THE MARK' : '')
  const ms = (value) => `${value.toFixed(2)} ms`
  const line = (name, { p50, p90, p99, longest: most, computed: alone }, i) => {
    console.log(`${name.padEnd(20)} p50 ${ms(p50)}   p90 ${ms(p90)}   p99 ${ms(p99)}   longest ${ms(most)}${mark(i)}`)
    if (alone.p50 > 0)
      console.log(`    the main thread computed p50 ${ms(alone.p50)}   p90 ${ms(alone.p90)}   p99 ${ms(alone.p99)}`)
  }
  console.log(
    `${count} texts of ${MORPHEMES.least} to ${MORPHEMES.most} morphemes one after the other, load ${result.load.toFixed(1)}`,
  )
  line('recognizer.analyse', result.inProcess, 0)
  line('POST /v1/analyze', result.http, 1)
  line('POST, plain server', result.plain)
  console.log(`${turns} at once, ${bursts} times, /livez asked every ${PROBE_MS} ms`)
  for (const [i, [name, runs]] of [
    ['POST /v1/analyze', result.analyses],
    ['Direct Line', result.turns],
  ].entries()) {
    const most = Math.max(...runs.map((run) => run.computed))
    console.log(`${name.padEnd(20)} longest answer ${ms(longest(runs))}${mark(2 + i)}`)
    for (const run of runs) console.log(`    ${ms(run.longest)} of ${ms(run.milliseconds)}`)
    if (most > 0) console.log(`    the server's main thread computed for ${ms(most)} at most between question and answer`)
  }
}

function spread({ took, computed: alone }) {
  return { ...quantiles(took), computed: quantiles(alone) }
}

function quantiles(times) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), longest: sorted.at(-1) }
}
