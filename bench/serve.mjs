// Turns a second over Direct Line and analyses a second over /v1/analyze, from another process, beside an echo bot behind the same server and
// store. The servers take turns, so that load touches both alike.
//   npm run build && node bench/serve.mjs [--rounds 5] [--conversations 24] [--concurrency 1,8] [--seconds 5] [--bundle DIR] [--json]
// Exits 1 where the bot takes fewer than half of the echo bot's turns a second.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { converse, keepAlive } from './server/conversations.mjs'

const LEAST_RATIO = 0.5
/** Own sentences of the lengths that people write. */
const TEXTS = [
  '용가리 영화 재미 없었어',
  '인셉션 진짜 재밌었어',
  '그래픽은 좋았는데 스토리가 너무 뻔해서 중간부터 졸았어요',
  '배우들 연기가 좋아서 두 시간이 금방 갔다',
  '돈이 아까웠다',
  '음악이 오래 남는 영화였어요. 가족이랑 같이 봤는데 다들 울었습니다',
]
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    conversations: { type: 'string', default: '24' },
    concurrency: { type: 'string', default: '1,8' },
    seconds: { type: 'string', default: '5' },
    bundle: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const [rounds, conversations, seconds] = [values.rounds, values.conversations, values.seconds].map(Number)
const concurrencies = values.concurrency.split(',').map(Number)
const folder = mkdtempSync(join(tmpdir(), 'malgwi-bench-'))
const servers = []
/** Conversations so far: no two open alike for a good while. */
let talked = 0

try {
  const malgwi = await start('malgwi', [
    'bin/malgwi.js',
    'serve',
    '--port',
    '0',
    ...(values.bundle ? ['--bundle', values.bundle] : []),
  ])
  const echo = await start('echo', ['bench/server/echo.mjs'])
  // What is compiled at the first turns is no part of the turns after.
  for (const server of servers) await talk(server, conversations, concurrencies.at(-1))
  const talks = Object.fromEntries(concurrencies.map((concurrency) => [concurrency, { malgwi: [], echo: [] }]))
  for (let round = 0; round < rounds; round++) {
    for (const concurrency of concurrencies) {
      for (const server of round % 2 ? [echo, malgwi] : [malgwi, echo])
        talks[concurrency][server.name].push(await talk(server, conversations, concurrency))
    }
  }
  const analyses = []
  for (const concurrency of concurrencies) analyses.push(await analyse(malgwi, concurrency))
  report(talks, analyses)
} finally {
  for (const { process } of servers) process.kill()
  rmSync(folder, { recursive: true, force: true })
}

/** Starts a server with an empty database of its own; resolves when it has printed its URL, which it does when it is ready. */
async function start(name, args) {
  const began = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: `file:${join(folder, `${name}.db`)}`, PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const found = /http:\/\/\S+/.exec(printed)
      if (found) resolve(found[0])
    })
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)))
  })
  const server = { name, url, process: child, startSeconds: (performance.now() - began) / 1000 }
  servers.push(server)
  return server
}

/** Ten-turn conversations, `concurrency` at a time. */
async function talk({ url }, count, concurrency) {
  const agent = keepAlive(concurrency)
  const times = []
  const first = talked
  talked += count
  let next = first
  const began = performance.now()
  const worker = async () => {
    while (next < first + count) times.push(...(await converse(url, next++, agent)))
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const elapsed = (performance.now() - began) / 1000
  agent.destroy()
  return { perSecond: times.length / elapsed, p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

async function analyse({ url }, connections) {
  const requests = TEXTS.map((text) => ({
    method: 'POST',
    path: '/v1/analyze',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  }))
  const { requests: done, latency, non2xx, errors } = await autocannon({ url, connections, duration: seconds, requests })
  if (non2xx + errors > 0) throw new Error(`/v1/analyze failed ${non2xx + errors} times`)
  return { connections, perSecond: done.average, p50: latency.p50, p99: latency.p99 }
}

function report(talks, analyses) {
  const turns = concurrencies.map((concurrency) => {
    const of = Object.fromEntries(
      Object.entries(talks[concurrency]).map(([name, runs]) => [
        name,
        Object.fromEntries(['perSecond', 'p50', 'p99'].map((key) => [key, median(runs.map((run) => run[key]))])),
      ]),
    )
    const ratio = median(
      talks[concurrency].malgwi.map(({ perSecond }, round) => perSecond / talks[concurrency].echo[round].perSecond),
    )
    return { concurrency, ...of, ratio }
  })
  const memory = Object.fromEntries(servers.map(({ name, process: { pid } }) => [name, memoryOf(pid)]))
  const ready = Object.fromEntries(servers.map(({ name, startSeconds }) => [name, startSeconds]))
  if (values.json) console.log(JSON.stringify({ turns, analyses, memory, ready }))
  else {
    for (const { concurrency, malgwi, echo, ratio } of turns) {
      console.log(
        `Direct Line, ${concurrency} conversations at a time (medians of ${rounds} rounds of ${conversations * 10} turns)`,
      )
      for (const [name, { perSecond, p50, p99 }] of Object.entries({ malgwi, echo }))
        console.log(
          `  ${name.padEnd(7)} ${perSecond.toFixed(0).padStart(5)} turns/s   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms`,
        )
      console.log(`  ratio   ${ratio.toFixed(2)}`)
    }
    for (const { connections, perSecond, p50, p99 } of analyses)
      console.log(`/v1/analyze, ${connections} at a time   ${perSecond.toFixed(0)}/s   p50 ${p50} ms   p99 ${p99} ms`)
    for (const { name } of servers)
      console.log(
        `${name.padEnd(7)} ready after ${ready[name].toFixed(2)} s, memory ${memory[name].now} MB (peak ${memory[name].peak} MB)`,
      )
  }
  process.exitCode = turns.every(({ ratio }) => ratio >= LEAST_RATIO) ? 0 : 1
}

function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (key) => Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)[1]) / 1024)
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

function median(numbers) {
  return quantile(numbers, 0.5)
}
