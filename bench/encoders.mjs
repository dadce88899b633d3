// Training and explaining beside PyTorch and TensorFlow.js: the same architectures on the same batches, in processes that take turns, so
// that load touches all alike. Ratios first.
//   npm run build && node bench/encoders.mjs [--kinds cnn,lstm,gru,bilstm,bert] [--rounds 7] [--cam-rounds 15] [--steps 20] [--threads 1,2] [--ngrams]
//        [--no-cam] [--no-training] [--no-tfjs] [--python /usr/bin/python3] [--blas FOLDER] [--json]
// PyTorch: Debian's python3-torch and libopenblas0-pthread (without it, torch takes the reference BLAS, a tenth as fast); --blas names a
// folder with a libblas.so.3 to take instead.
// Exits 1 where we train fewer tokens a second than PyTorch, or explain fewer than three times as many documents.
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { contender } from './encoders/contender.mjs'
import { batchesOf, corpusOf, documents, forms, ngramTable, writeData } from './encoders/data.mjs'

const DATA = { count: 12_800, words: 32_768, buckets: 2 ** 17, classes: 3, size: 128, seed: 1 }
const CONFIG = { embedding: 128, hidden: 128, widths: [3, 4, 5], layers: 2, heads: 4, classes: DATA.classes, dropout: 0.3 }
const FILTERS = 100
/** TensorFlow.js takes this share of the others' steps: it is slower by about as much. */
const TFJS_SHARE = 0.2
const LEAST_TRAINING = 1
const LEAST_CAM = 3
const CAM_TOKENS = 20
const CAM_DOCUMENTS = 50
const CAM_RUNS = 1000

const { values } = parseArgs({
  options: {
    kinds: { type: 'string', default: 'cnn,lstm,gru,bilstm,bert' },
    rounds: { type: 'string', default: '7' },
    'cam-rounds': { type: 'string', default: '15' },
    steps: { type: 'string', default: '20' },
    threads: { type: 'string', default: '1,2' },
    ngrams: { type: 'boolean', default: false },
    'no-cam': { type: 'boolean', default: false },
    'no-training': { type: 'boolean', default: false },
    'no-tfjs': { type: 'boolean', default: false },
    python: { type: 'string', default: '/usr/bin/python3' },
    blas: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const threads = values.threads.split(',').map(Number)
const [trainRounds, camRounds, steps] = [values.rounds, values['cam-rounds'], values.steps].map(Number)
const folder = mkdtempSync(join(tmpdir(), 'malgwi-bench-'))
const file = join(folder, 'documents')
const corpus = corpusOf(documents(DATA), DATA)
const results = []
let described = false

try {
  const batches = batchesOf(corpus, { ...DATA, epochs: 1 + Math.ceil(((trainRounds + 1) * steps) / (DATA.count / DATA.size)) })
  writeData(file, { ...DATA, corpus, ngrams: ngramTable(forms(DATA), DATA.buckets), batches })
  for (const kind of values.kinds.split(',')) {
    if (!values['no-training']) {
      await train(kind, false)
      if (values.ngrams) await train(kind, true)
    }
    if (!values['no-cam']) await explain(kind)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (values.json) console.log(JSON.stringify(results))
process.exitCode = results.every(({ ratio, least }) => ratio >= least) ? 0 : 1

async function train(kind, ngrams) {
  const order = { kind, config: { ...configOf(kind), ngrams }, data: DATA, threads, probe: 4, turns: 3, warm: steps }
  const measure = async (one, round) => {
    const count = one.name === 'tfjs' ? Math.max(1, Math.round(steps * TFJS_SHARE)) : steps
    const said = await one.ask({ run: { from: (round + 1) * steps, steps: count } })
    return { ...said, speed: said.tokens / said.seconds, perCpu: said.tokens / said.cpu }
  }
  const least = LEAST_TRAINING
  await compare({
    title: `train ${kind}${ngrams ? ' with n-grams' : ''}`,
    unit: 'tokens/s',
    order: { open: order },
    rounds: trainRounds,
    measure,
    least,
  })
}

async function explain(kind) {
  const docs = []
  for (let doc = 0; docs.length < CAM_DOCUMENTS; doc++)
    if (corpus.offsets[doc + 1] - corpus.offsets[doc] === CAM_TOKENS) docs.push(doc)
  const order = { kind, config: { ...configOf(kind), ngrams: false }, data: DATA, docs, threads }
  const measure = async (one) => {
    const runs = one.name === 'tfjs' ? Math.round(CAM_RUNS * TFJS_SHARE) : CAM_RUNS
    const said = await one.ask({ cam: { runs } })
    return { ...said, speed: said.runs / said.seconds }
  }
  // As it is served (MALGWI_THREADS): one thread; PyTorch takes its best number.
  const served = { threads: [1] }
  await compare({
    title: `explain ${kind}`,
    unit: 'documents/s',
    order: { openCam: order },
    rounds: camRounds,
    ours: served,
    measure,
    least: LEAST_CAM,
  })
}

function configOf(kind) {
  return { ...CONFIG, hidden: kind === 'cnn' ? FILTERS : CONFIG.hidden, maxLength: 64, innerDropout: 0 }
}

async function compare({ title, unit, order, rounds, ours = {}, measure, least }) {
  const [verb] = Object.keys(order)
  const open = (name, more) => ({ name, order: { [verb]: { ...order[verb], ...more } } })
  const all = [open('ours', { engine: 'onnxruntime', ...ours }), open('torch', { data: file })]
  if (!values['no-tfjs']) all.push(open('tfjs', { engine: 'tfjs', threads: [1], probe: 1, turns: 0, warm: 1 }))
  const running = []
  try {
    const ways = {}
    for (const { name, order: own } of all) {
      const one = name === 'torch' ? await torch() : contender(name, process.execPath, ['bench/encoders/ours.mjs'])
      running.push(one)
      ways[name] = await one.ask(own)
    }
    const said = running.map(() => [])
    for (let round = 0; round < rounds; round++) {
      // Each is first, second and third in turn.
      for (let i = 0; i < running.length; i++) {
        const at = (i + round) % running.length
        said[at].push(await measure(running[at], round))
      }
    }
    report({ title, unit, least, ways, said, running })
  } finally {
    for (const one of running) one.close()
  }
}

async function torch() {
  const path = [values.blas, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  const one = contender('torch', values.python, ['bench/encoders/pytorch.py'], path ? { LD_LIBRARY_PATH: path } : {})
  const { torch: version, config, parallel, blas } = await one.answer()
  if (!described) {
    described = true
    print(`PyTorch ${version}, matrix products by ${blas}\n${config}\n${parallel}`)
    if (!/openblas|mkl/.test(blas))
      throw new Error(`${blas} is the reference BLAS: apt install libopenblas0-pthread, or --blas FOLDER`)
  }
  return one
}

function report({ title, unit, least, ways, said, running }) {
  const speeds = said.map((runs) => runs.map(({ speed }) => speed))
  const ratio = median(speeds[0].map((speed, round) => speed / speeds[1][round]))
  const perCpu = said[0][0].cpu && median(said[0].map((run, round) => run.perCpu / said[1][round].perCpu))
  const rows = running.map(({ name, memory }, i) => ({
    name,
    speed: median(speeds[i]),
    slowest: Math.min(...speeds[i]),
    fastest: Math.max(...speeds[i]),
    memory: memory(),
    ...ways[name],
    parts: said[i][0].parts && shares(said[i]),
    served: said[i][0].served && median(said[i].map(({ runs, served }) => runs / served)),
  }))
  // From words on: what is served is held to the same mark.
  const served = said[0][0].served && median(said[0].map((run, round) => run.runs / run.served / speeds[1][round]))
  results.push({ title, unit, ratio: served ? Math.min(ratio, served) : ratio, perCpu, least, load: loadavg()[0], rows })
  const toTfjs = speeds[2] ? `, TensorFlow.js × ${(rows[0].speed / rows[2].speed).toFixed(1)}` : ''
  const cpu = perCpu ? ` (a CPU second × ${perCpu.toFixed(2)})` : ''
  print(
    `${title}: PyTorch × ${ratio.toFixed(2)}${cpu}${toTfjs}   load ${loadavg()[0].toFixed(1)}${ratio < least ? '  UNDER THE MARK' : ''}`,
  )
  for (const { name, speed, slowest, fastest, memory, way, tried, parts, served: fromWords } of rows) {
    const number = (value) => value.toFixed(0).padStart(7)
    print(
      `  ${name.padEnd(6)}${number(speed)} ${unit} (${slowest.toFixed(0)} – ${fastest.toFixed(0)})  ${memory} MB  ${JSON.stringify(way)}`,
    )
    if (name === 'torch') for (const one of tried) print(`           tried ${JSON.stringify(one)}`)
    if (parts) print(`           ${parts}`)
    if (name === 'ours' && served)
      print(
        `           ${fromWords.toFixed(0)} ${unit} with their words looked up: PyTorch × ${served.toFixed(2)}${served < least ? '  UNDER THE MARK' : ''}`,
      )
  }
}

/** Where our time goes, as shares of it. */
function shares(runs) {
  const sum = (of) => runs.reduce((total, run) => total + of(run), 0)
  const whole = sum(({ seconds }) => seconds * 1000)
  const share = (part) => `${((100 * sum(({ parts }) => parts[part])) / whole).toFixed(0)} %`
  return `graph ${share('graph')}, optimiser ${share('optimiser')}, rows ${share('rows')} of the wall time; the rest is waiting for batches`
}

function print(line) {
  if (!values.json) console.log(line)
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]
}
