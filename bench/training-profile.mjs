// Where the time of a training step goes: kernels (ONNX Runtime's `run`, and the WebAssembly kernels of embedding and optimiser)
// against the wall clock, for each kind of encoder, in the training loop itself. docs/training-profile.md says more.
//   node bench/training-profile.mjs [--kinds cnn,gru] [--steps 150] [--threads 1] [--tokens DIR] [--json FILE]
// Without --tokens: made-up documents whose lengths are distributed as those of film reviews. Exits 1 where a share is under 80 %.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const LEAST_SHARE = 0.8
/** Steps until the engine's memory is claimed and the loop's JavaScript compiled. */
const WARM_UP = 50
/** Memory is asked for at each 25th step: the question takes as long as the loop around the kernels. */
const RSS_STEPS = 25
const BATCH = 128
const CLASSES = 3
/** Of the logarithms of film reviews' lengths in morphemes. */
const LOG_MEAN = 2.578
const LOG_DEVIATION = 0.795
const FORMS = 60_000
const SYLLABLES = 1200
const SENTENCE = 12

const { values: given } = parseArgs({
  options: {
    kinds: { type: 'string', default: 'simple-rnn,lstm,gru,bilstm,cnn,cnn-document,max-pool,bert' },
    steps: { type: 'string', default: '150' },
    threads: { type: 'string', default: String(availableParallelism()) },
    tokens: { type: 'string' },
    json: { type: 'string' },
  },
})
const steps = Number(given.steps)
const threads = Number(given.threads)

/** Milliseconds in kernels so far, and what it was at the end of each run of the engine: one a training step. */
const clock = { engine: 0, wasm: 0 }
let laps = []
const timed =
  (name, call) =>
  (...values) => {
    const start = performance.now()
    const result = call(...values)
    const at = performance.now()
    clock[name] += at - start
    if (name === 'engine')
      laps.push({ at, ...clock, rss: laps.length % RSS_STEPS === 0 ? process.memoryUsage.rss() : laps.at(-1).rss })
    return result
  }

// Both are measured from the inside: the engine below its JavaScript, where no event loop is waited for.
const { binding } = createRequire(createRequire(import.meta.url).resolve('onnxruntime-node'))('./binding.js')
const { InferenceSession } = binding
binding.InferenceSession = class {
  constructor() {
    const session = new InferenceSession()
    const run = timed('engine', session.run.bind(session))
    const member = (name) => (typeof session[name] === 'function' ? session[name].bind(session) : session[name])
    // biome-ignore lint/correctness/noConstructorReturn: it stands in for a class whose methods cannot be replaced
    return new Proxy(session, { get: (_, name) => (name === 'run' ? run : member(name)) })
  }
}
const { Instance } = WebAssembly
WebAssembly.Instance = class {
  constructor(...values) {
    const { exports } = new Instance(...values)
    const member = ([name, value]) => [name, typeof value === 'function' ? timed('wasm', value) : value]
    this.exports = Object.fromEntries(Object.entries(exports).map(member))
  }
}

const { trainEncoder } = await import('#src/nlp/encoder/train.js')
const { randomStream, shuffle } = await import('#src/nlp/encoder/random.js')

const corpus = await (given.tokens ? corpusOf(given.tokens) : madeUp())
const rows = []
for (const kind of given.kinds.split(',')) {
  const row = await profile(kind)
  rows.push(row)
  const { stepMs, engineMs, wasmMs, share, tokensPerSecond, rssMb } = row
  const figures = [stepMs, engineMs, wasmMs].map((ms) => ms.toFixed(2).padStart(8))
  console.log(
    `${kind.padEnd(13)} ${figures.join('')} ms (step, engine, wasm)  kernels ${(100 * share).toFixed(1)} %  ` +
      `${Math.round(tokensPerSecond)} tokens/s  RSS ${rssMb.map(Math.round).join(' → ')} MB`,
  )
}
const about = {
  node: process.version,
  cpu: cpus()[0].model,
  cores: cpus().length,
  load: loadavg()[0],
  threads,
  steps,
  batch: BATCH,
}
if (given.json)
  writeFileSync(given.json, `${JSON.stringify({ ...about, corpus: given.tokens ? 'given' : 'made up', rows }, null, 2)}\n`)
process.exitCode = rows.every(({ share }) => share >= LEAST_SHARE) ? 0 : 1

/** An epoch; its first steps are left out. */
async function profile(kind) {
  const dir = mkdtempSync(join(tmpdir(), 'profile-'))
  const train = corpus.order.subarray(0, (steps + WARM_UP) * BATCH)
  laps = []
  const options = { kind, threads, batch: BATCH, epochs: 1, ...(kind.startsWith('cnn') ? { hidden: 100 } : {}) }
  await trainEncoder({ ...corpus, train, valid: new Uint32Array(0) }, options, { dir })
  rmSync(dir, { recursive: true, force: true })
  const [from, to] = [laps[WARM_UP - 1], laps.at(-1)]
  const count = laps.length - WARM_UP
  const wall = to.at - from.at
  const tokens = train.reduce((sum, doc) => sum + corpus.offsets[doc + 1] - corpus.offsets[doc], 0) / laps.length
  return {
    kind,
    stepMs: wall / count,
    engineMs: (to.engine - from.engine) / count,
    wasmMs: (to.wasm - from.wasm) / count,
    share: (to.engine - from.engine + to.wasm - from.wasm) / wall,
    tokensPerSecond: (1000 * tokens * count) / wall,
    rssMb: [from, laps[WARM_UP + Math.floor(count / 2)], to].map(({ rss }) => rss / 2 ** 20),
  }
}

/** A corpus in the form that trainEncoder reads, with labels drawn at random: nothing is to be learned here. */
function withLabels(forms, counts, tokens, offsets) {
  const random = randomStream(1, 2)
  const docs = offsets.length - 1
  const labels = Uint8Array.from({ length: docs }, () => Math.floor(random() * CLASSES))
  const targets = new Float32Array(docs * CLASSES)
  for (const [doc, label] of labels.entries()) targets[doc * CLASSES + label] = 1
  const breaks = []
  const breakOffsets = new Uint32Array(docs + 1)
  for (let doc = 0; doc < docs; doc++) {
    for (let at = 0; at === 0 || at < offsets[doc + 1] - offsets[doc]; at += SENTENCE) breaks.push(at)
    breakOffsets[doc + 1] = breaks.length
  }
  const order = shuffle(
    Uint32Array.from({ length: docs }, (_, doc) => doc),
    randomStream(1, 3),
  )
  return { forms, counts, tokens, offsets, labels, targets, breaks: Uint32Array.from(breaks), breakOffsets, order }
}

async function corpusOf(dir) {
  const { loadTokenisedCorpus } = await import('#src/nlp/text/tokenised-corpus.js')
  const { forms, counts, tokens, offsets } = await loadTokenisedCorpus(dir)
  return withLabels(forms, counts, tokens, offsets)
}

/** Forms of one to four syllables, the k-th drawn in proportion to 1 / (k + 2.7) (Zipf and Mandelbrot). */
function madeUp() {
  const random = randomStream(1, 1)
  const below = (limit) => Math.floor(limit * random() ** 2)
  const surface = () => String.fromCharCode(...Array.from({ length: 1 + below(4) }, () => 0xac00 + 9 * below(SYLLABLES)))
  const forms = Array.from({ length: FORMS }, () => ({ surface: surface(), tag: 'noun', initial: random() < 0.5 }))
  const sums = new Float64Array(FORMS)
  for (let k = 0; k < FORMS; k++) sums[k] = (k > 0 ? sums[k - 1] : 0) + 1 / (k + 2.7)
  const draw = () => {
    const target = random() * sums[FORMS - 1]
    let [low, high] = [0, FORMS - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle] < target) low = middle + 1
      else high = middle
    }
    return low
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const docs = (steps + WARM_UP) * BATCH
  const offsets = new Uint32Array(docs + 1)
  for (let doc = 0; doc < docs; doc++) offsets[doc + 1] = offsets[doc] + Math.round(Math.exp(LOG_MEAN + LOG_DEVIATION * normal()))
  const tokens = Uint32Array.from({ length: offsets[docs] }, draw)
  const counts = new Uint32Array(FORMS)
  for (const token of tokens) counts[token]++
  return withLabels(forms, counts, tokens, offsets)
}
