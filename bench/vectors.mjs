// Words a second of the trainer of vectors beside gensim's Word2Vec and Doc2Vec (Debian's python3-gensim) and fastText without n-grams
// (Debian's fasttext): the same text, dimensions, window, negatives, epochs and sub-sampling, turn and turn about, each in a process of
// its own. Ratios of processor time come first: they mean something on a busy machine, too.
//
//   npm run build
//   node bench/vectors.mjs --tokens FILE --labels FILE [--documents 60000] [--epochs 1] [--rounds 3] [--threads 2]
//   node bench/vectors.mjs --tokens FILE --labels FILE --growth        ours alone at 1, 4 and 16 times the text
//
// Words/s are tokens of words that are frequent enough, before sub-sampling, over the training without reading and counting; from
// fastText, which does not tell these apart, a run of no epochs is taken off.
//
// --growth is of `malgwi vectors train` as a whole, reading and writing included. Memory above idle: the most that was resident (VmHWM)
// while it ran less that of `node -e 0`. Matrices: rows of words, contexts and labels as written (dimensions × 4 bytes). Tokens: 4 bytes
// each; Target2Vec itself takes 2 where there are at most 65,536 words.
import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

const run = promisify(execFile)
const here = (name) => fileURLToPath(new URL(`vectors/${name}`, import.meta.url))
const malgwi = fileURLToPath(new URL('../bin/malgwi.js', import.meta.url))
const { values } = parseArgs({
  options: {
    tokens: { type: 'string' },
    labels: { type: 'string' },
    documents: { type: 'string', default: '60000' },
    epochs: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    dimensions: { type: 'string', default: '100' },
    growth: { type: 'boolean', default: false },
  },
})
if (!values.tokens || !values.labels) throw new Error('Give --tokens and --labels.')
const options = {
  dimensions: Number(values.dimensions),
  window: 5,
  negatives: 5,
  subsample: 3e-4,
  learningRate: 0.025,
  minCount: 10,
  epochs: Number(values.epochs),
  threads: Number(values.threads),
}
const write = (line) => process.stdout.write(`${line}\n`)
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const dir = await mkdtemp(join(tmpdir(), 'bench-vectors-'))
try {
  if (values.growth) await growth()
  else await compare()
} finally {
  rmSync(dir, { recursive: true })
}

async function compare() {
  // The first label alone: gensim's one tag.
  const files = await part(Number(values.documents), 1, (line) => line.split('\t')[0])
  const json = JSON.stringify(options)
  const targets = [...new Set((await readFile(files[1], 'utf8')).split('\n').filter((label) => label !== ''))]
  const ours =
    (objective, more = {}) =>
    () =>
      answer(process.execPath, [here('ours.mjs'), objective, ...files, JSON.stringify({ ...options, ...more })])
  const gensim = (kind) => () => answer('/usr/bin/python3', [here('peer.py'), kind, ...files, json])
  const runs = {
    'ours, skip-gram': ours('skip-gram'),
    'gensim Word2Vec, sg=1': gensim('word2vec'),
    'fastText skipgram, no n-grams': () => fastText(files[0]),
    'ours, target2vec': ours('target2vec'),
    'ours, target2vec, full sum': ours('target2vec', { labels: 'window' }),
    'ours, target2vec, words predict the class': ours('target2vec', { targets }),
    'gensim Doc2Vec, dm=0, dbow_words=1': gensim('doc2vec'),
    'ours, cbow': ours('cbow'),
  }
  const found = Object.fromEntries(Object.keys(runs).map((name) => [name, []]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, once] of Object.entries(runs)) found[name].push(await once())
  }
  const tokens = found['ours, skip-gram'][0].tokens
  const speed = (name, clock) => (tokens * options.epochs) / median(found[name].map((one) => one[clock]))
  const ratio = (a, b) =>
    ['cpu', 'wall'].map((clock) => `${clock} × ${(speed(a, clock) / speed(b, clock)).toFixed(2)}`).join(', ')
  write(`${tokens} tokens, ${found['ours, skip-gram'][0].words} words, ${JSON.stringify(options)}, ${values.rounds} rounds`)
  for (const [a, b] of [
    ['ours, skip-gram', 'gensim Word2Vec, sg=1'],
    ['ours, skip-gram', 'fastText skipgram, no n-grams'],
    ['ours, target2vec', 'gensim Doc2Vec, dm=0, dbow_words=1'],
    ['ours, target2vec, words predict the class', 'gensim Doc2Vec, dm=0, dbow_words=1'],
    ['ours, target2vec, full sum', 'gensim Doc2Vec, dm=0, dbow_words=1'],
  ])
    write(`${a} against ${b}: ${ratio(a, b)}`)
  for (const [name, all] of Object.entries(found)) {
    const [cpu, wall] = ['cpu', 'wall'].map((clock) => `${Math.round(speed(name, clock) / 1000)} k words/s ${clock}`)
    const memory = all[0].memory === undefined ? '' : `, ${Math.round(median(all.map((one) => one.memory)) / 1e6)} MB above idle`
    write(`${name}: ${cpu}, ${wall}${memory}`)
  }
}

async function growth() {
  const peak = ['-r', here('peak.cjs')]
  const idle = (await answer(process.execPath, [...peak, '-e', '0'])).peak
  const mega = (bytes) => `${Math.round(bytes / 1e6)} MB`
  write(`idle Node: ${mega(idle)}`)
  for (const times of [1, 4, 16]) {
    const [tokensPath, labelsPath] = await part(Number(values.documents), times, (line) => line)
    const out = join(dir, 'out')
    const files = ['--tokens', tokensPath, '--labels', labelsPath, '--out', out, '--json']
    const settings = {
      'min-count': options.minCount,
      dimensions: options.dimensions,
      epochs: options.epochs,
      threads: options.threads,
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
    const { stdout } = await run(process.execPath, [...peak, malgwi, 'vectors', 'train', ...files, ...flags])
    const [found, used] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const { documents, tokens, words, labels } = found
    const matrices = 4 * options.dimensions * (2 * words + labels)
    const above = used.peak - idle
    const seen = tokens * options.epochs
    const each = ((used.cpu * 1e6) / seen).toFixed(2)
    write(
      `× ${times}: ${documents} documents, ${tokens} tokens, ${words} words, ${labels} labels; ${mega(above)} above idle, ` +
        `× ${(above / (matrices + 4 * tokens)).toFixed(2)} of matrices and tokens (${mega(matrices)} + ${mega(4 * tokens)}), ` +
        `× ${(above / (matrices + 2 * tokens)).toFixed(2)} with tokens in two bytes; ` +
        `${used.cpu.toFixed(1)} s cpu, ${used.wall.toFixed(1)} s wall, ${each} µs cpu a token, ${Math.round(seen / used.wall / 1000)} k words/s wall`,
    )
    for (const path of [tokensPath, labelsPath]) rmSync(path)
  }
}

async function answer(command, args) {
  return JSON.parse((await run(command, args)).stdout.trim().split('\n').at(-1))
}

async function fastText(tokens) {
  const [none, all] = [await fastTextRun(tokens, 0), await fastTextRun(tokens, options.epochs)]
  return { wall: all.wall - none.wall, cpu: all.cpu - none.cpu }
}

async function fastTextRun(tokens, epochs) {
  const settings = {
    input: tokens,
    output: join(dir, 'fasttext'),
    dim: options.dimensions,
    ws: options.window,
    neg: options.negatives,
  }
  const rest = { epoch: epochs, minCount: options.minCount, t: options.subsample, minn: 0, maxn: 0, lr: options.learningRate }
  const flags = Object.entries({ ...settings, ...rest, thread: options.threads, verbose: 0 }).flatMap(([name, value]) => [
    `-${name}`,
    String(value),
  ])
  const times = join(dir, 'times')
  await run('bash', [
    '-c',
    `TIMEFORMAT='%R %U %S'; { time "$@" 2>/dev/null; } 2>"$0"`,
    times,
    '/usr/bin/fasttext',
    'skipgram',
    ...flags,
  ])
  const [wall, user, system] = (await readFile(times, 'utf8')).trim().split(' ').map(Number)
  return { wall, cpu: user + system }
}

/** The first documents of both files, several times over; of the labels' lines what `labelsOf` says. */
async function part(documents, times, labelsOf) {
  return Promise.all(
    ['tokens', 'labels'].map(async (name) => {
      const lines = []
      for await (const line of createInterface({ input: createReadStream(values[name]) })) {
        if (lines.push(name === 'labels' ? labelsOf(line) : line) === documents) break
      }
      const path = join(dir, `${name}-${times}.txt`)
      const text = Buffer.from(`${lines.join('\n')}\n`)
      writeFileSync(path, '')
      const out = createWriteStream(path)
      for (let n = 0; n < times; n++) if (!out.write(text)) await new Promise((resolve) => out.once('drain', resolve))
      await new Promise((resolve) => out.end(resolve))
      return path
    }),
  )
}
