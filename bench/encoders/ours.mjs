// Our side of bench/encoders.mjs, with the parts that trainEncoder is made of: batches from the worker, rows from the tables, the graph,
// the optimiser. With the engine tfjs the same graph runs in TensorFlow.js. A process that stays alive, as pytorch.py does: one JSON
// object a line on stdin, one on stdout.
import { createInterface } from 'node:readline'
import { openBatches } from '#src/nlp/encoder/batches/source.js'
import { openEmbedding } from '#src/nlp/encoder/embedding.js'
import { openEncoder, openServing } from '#src/nlp/encoder/infer.js'
import { featureWidth, initialise, parameterShapes } from '#src/nlp/encoder/model.js'
import { randomStream } from '#src/nlp/encoder/random.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { tokenIds } from '#src/nlp/encoder/token-ids.js'
import { openTrainingSession } from '#src/nlp/encoder/training-session.js'
import { openEngine } from '#src/nlp/tensor/engines/open.js'
import { corpusOf, documents, forms, LONGEST, ngramTable } from './data.mjs'

/** Documents explained at a time to find the fastest number of threads. */
const TRIAL_RUNS = 300
const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 }

let worker
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  if (order.open) {
    const { said, ...opened } = await openTrainer(order.open)
    worker = opened
    answer(said)
  } else if (order.openCam) {
    const { said, ...opened } = await openExplainer(order.openCam)
    worker = opened
    answer(said)
  } else if (order.run) answer(await worker.run(order.run.steps))
  else if (order.cam) answer(await worker.run(order.cam.runs))
}

function answer(value) {
  console.log(JSON.stringify(value))
}

/** Opens a session for each number of threads and keeps the faster one. */
async function openTrainer({ engine: name, kind, config: given, data, threads, probe, turns, warm }) {
  const { words, classes, seed, size } = data
  const config = { ...given, kind, padding: 'post', headHidden: 0, words: words + 1, buckets: data.buckets, maxLength: LONGEST }
  const corpus = corpusOf(documents(data), data)
  const ngrams = given.ngrams
    ? ngramTable(forms(data), data.buckets)
    : { starts: new Int32Array(words + 1), ids: new Int32Array(0) }
  const table = {
    words: Int32Array.from({ length: words + 1 }, (_, form) => form),
    starts: Int32Array.from({ length: words + 2 }, (_, form) => ngrams.starts[Math.min(form, words)]),
    ids: ngrams.ids,
  }
  const embedding = openEmbedding(table, {
    rows: config.words,
    buckets: config.buckets,
    dimensions: config.embedding,
    tokens: size * LONGEST,
    parameters: parameterShapes(config),
  })
  const random = randomStream(seed, 3)
  for (const rows of [embedding.words, embedding.ngrams]) for (let i = 0; i < rows.length; i++) rows[i] = 0.2 * random() - 0.1
  for (const [parameter, values] of Object.entries(initialise(config, seed))) embedding.parameters[parameter].set(values)

  const options = {
    size,
    classes,
    features: featureWidth(config),
    maxLength: LONGEST,
    padding: 'post',
    dropout: given.dropout,
    wordDropout: 0,
    tokenDropout: 0,
    classWeights: 'none',
    seed,
  }
  const engine = await openEngine(name)
  let steps = 0
  async function step(session, { tokens, feeds }, parts) {
    const began = performance.now()
    embedding.lookup(tokens)
    const looked = performance.now()
    const { loss } = await session.step(feeds)
    const stepped = performance.now()
    embedding.update(tokens, { ...ADAM, step: ++steps })
    parts.rows += looked - began
    parts.graph += stepped - looked
    parts.optimiser += performance.now() - stepped
    return loss
  }
  const nothing = () => ({ rows: 0, graph: 0, optimiser: 0 })

  // Every length once and then the clock, in turns.
  const sessions = []
  for (const count of threads) {
    const session = await openTrainingSession(engine, config, embedding, count)
    sessions.push({ session, threads: count, times: [] })
  }
  const trial = openBatches(corpus, options, embedding.keys)
  const docs = corpus.train.subarray(0, probe * size)
  for (let turn = 0; turn <= turns; turn++) {
    for (const { session, times } of sessions) {
      const began = performance.now()
      for await (const batch of trial.pass({ docs })) await step(session, batch, nothing())
      if (turn > 0 || turns === 0) times.push((performance.now() - began) / probe)
    }
  }
  await trial.close()
  const tried = sessions.map(({ threads: count, times }) => ({ threads: count, ms: median(times) }))
  const best = sessions[tried.indexOf(tried.reduce((a, b) => (b.ms < a.ms ? b : a)))]

  const source = openBatches(corpus, options, embedding.keys)
  const batches = endless(source)
  async function run(count) {
    const parts = nothing()
    let tokens = 0
    let loss = 0
    const began = performance.now()
    const cpu = process.cpuUsage()
    for (let i = 0; i < count; i++) {
      const { value } = await batches.next()
      for (const doc of value.docs) tokens += corpus.offsets[doc + 1] - corpus.offsets[doc]
      loss += await step(best.session, value, parts)
    }
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(cpu)
    return { seconds, cpu: (user + system) / 1e6, tokens, loss: loss / count, parts }
  }
  await run(warm)
  const parameters = Object.values(embedding.parameters).reduce((sum, { length }) => sum + length, embedding.words.length)
  return { run, said: { ready: true, way: { threads: best.threads }, tried, parameters } }
}

async function* endless(source) {
  for (let epoch = 0; ; epoch++) yield* source.pass({ epoch, first: 0 })
}

/**
 * Logits and Grad-CAM of one document at a time, from the numbers of its words, as PyTorch's side has them; and from its words, as a bundle
 * serves it: those have to be looked up before.
 */
async function openExplainer({ engine, kind, config: given, data, docs, threads }) {
  const { words, classes, seed } = data
  const vocabulary = { words: Array.from({ length: words - 2 }, (_, i) => `w${i + 2}/NNG`), buckets: 1, ngrams: 'none' }
  const config = { ...given, kind, padding: 'post', headHidden: 0, words, buckets: 1, maxLength: LONGEST, classes }
  const random = randomStream(seed, 3)
  const table = (rows) => Float32Array.from({ length: rows * config.embedding }, () => 0.2 * random() - 0.1)
  const onnx = servingGraph(config, initialise(config, seed), table(words), table(1))
  const calibration = { temperature: 1, bias: Array(classes).fill(0), priors: Array(classes).fill(1 / classes) }
  const { tokens, offsets } = documents(data)
  const texts = docs.map((doc) => [...tokens.subarray(offsets[doc], offsets[doc + 1])])
  // New objects each time, as a new utterance has: numbers that the encoder has kept for an object are of no use to it.
  const utterance = (ids) => ids.map((id) => ({ surface: `w${id}`, tag: 'NNG', initial: false }))
  const numbers = tokenIds(vocabulary)
  const feeds = texts.map((ids) => numbers.feeds([utterance(ids)], numbers.buffers()).feeds)

  const ways = []
  for (const count of threads) {
    const options = { engine, threads: count }
    const session = await openServing(onnx, options)
    const encoder = await openEncoder({ onnx, vocabulary, config: { maxLength: LONGEST }, calibration }, options)
    ways.push({ threads: count, session, encoder, times: [] })
  }
  async function fromNumbers({ session }, runs) {
    const began = performance.now()
    for (let i = 0; i < runs; i++) await session.run(feeds[i % feeds.length], ['logits', 'cam'])
    return (performance.now() - began) / 1000
  }
  async function fromWords({ encoder }, runs) {
    const utterances = Array.from({ length: runs }, (_, i) => utterance(texts[i % texts.length]))
    const began = performance.now()
    for (const document of utterances) await encoder.run([document])
    return (performance.now() - began) / 1000
  }
  const explain = async (way, runs) => ({ runs, seconds: await fromNumbers(way, runs), served: await fromWords(way, runs) })

  for (let turn = 0; turn < 4; turn++) for (const way of ways) way.times.push((await explain(way, TRIAL_RUNS)).seconds)
  const tried = ways.map(({ threads: count, times }) => ({ threads: count, ms: (1000 / TRIAL_RUNS) * median(times) }))
  const best = ways[tried.indexOf(tried.reduce((a, b) => (b.ms < a.ms ? b : a)))]
  return { run: (runs) => explain(best, runs), said: { ready: true, way: { threads: best.threads }, tried } }
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
}
