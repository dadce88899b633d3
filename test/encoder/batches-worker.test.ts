import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { batchBuilder, mostTokens, type Pass, slotSizes } from '#src/nlp/encoder/batches/build.js'
import { copySlot, type Filled, filled, openSlot, slotBytes } from '#src/nlp/encoder/batches/slot.js'
import { openBatches } from '#src/nlp/encoder/batches/source.js'
import { openEmbedding } from '#src/nlp/encoder/embedding.js'
import { formTable } from '#src/nlp/encoder/forms.js'
import { featureWidth, parameterShapes } from '#src/nlp/encoder/model.js'
import { withDefaults } from '#src/nlp/encoder/options.js'
import { planEncoder } from '#src/nlp/encoder/train.js'
import { openTrainingSession } from '#src/nlp/encoder/training-session.js'
import { begin } from '#src/nlp/encoder/training-state.js'
import { openEngine } from '#src/nlp/tensor/engines/open.js'
import { toyCorpus, toyOptions } from './toy.js'

const dir = mkdtempSync(join(tmpdir(), 'batches-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const training = toyCorpus(300)
const corpus = { ...training, emptyForm: training.forms.length }
const options = withDefaults(toyOptions)
const { config, vocabulary } = planEncoder(training, options)
const batchOptions = { ...options, size: 16, classes: 3, features: featureWidth(config), maxLength: config.maxLength }
const passes: Pass[] = [{ epoch: 0, first: 3 }, { docs: training.valid }, { epoch: 1, first: 0 }]

type Source = (pass: Pass, keys: Int32Array) => AsyncIterable<Filled> | Iterable<Filled>

/** Batches built on this thread, in memory of its own. */
const here: Source = function* (pass, keys) {
  const sizes = slotSizes(batchOptions)
  const slot = openSlot(sizes, new ArrayBuffer(slotBytes(sizes)))
  const own = openSlot(sizes, new ArrayBuffer(slotBytes(sizes)))
  for (const write of batchBuilder(corpus, batchOptions)(pass)) {
    write(slot)
    copySlot(slot, own, keys, sizes)
    yield filled(own, sizes)
  }
}

/** Parameters and moments after the passes. */
async function train(open: (keys: Int32Array) => Source): Promise<Buffer> {
  const sizes = { rows: config.words, buckets: config.buckets, dimensions: config.embedding, tokens: mostTokens(batchOptions) }
  const embedding = openEmbedding(formTable(training.forms, vocabulary), { ...sizes, parameters: parameterShapes(config) })
  begin('', embedding, config, 1)
  const session = await openTrainingSession(await openEngine('onnxruntime'), config, embedding, 1)
  const batches = open(embedding.keys)
  const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 }
  let step = 0
  for (const pass of passes) {
    for await (const { tokens, feeds } of batches(pass, embedding.keys)) {
      embedding.lookup(tokens)
      await session.step(feeds)
      embedding.update(tokens, { ...adam, step: ++step })
    }
  }
  await session.release()
  return Buffer.from(embedding.state)
}

test('parameters are the very same whether a worker builds the batches or this thread', async () => {
  const close: (() => Promise<void>)[] = []
  const apart = await train((keys) => {
    const batches = openBatches(corpus, batchOptions, keys)
    close.push(batches.close)
    return (pass) => batches.pass(pass)
  })
  expect(apart.equals(await train(() => here))).toBe(true)
  for (const end of close) await end()
})

test('an error in the worker is an error of the pass, and of the passes after it', async () => {
  // No sentences in this corpus.
  const batches = openBatches(corpus, { ...batchOptions, sentences: 4 }, new Int32Array(1))
  const read = async () => {
    for await (const _ of batches.pass({ epoch: 0, first: 0 })) expect.unreachable()
  }
  await expect(read()).rejects.toThrow('a grid of sentences needs a corpus that says where they begin')
  await expect(read()).rejects.toThrow('a grid of sentences')
  await batches.close()
  const closed = openBatches(corpus, batchOptions, new Int32Array(1))
  await closed.close()
  await expect(closed.pass({ epoch: 0, first: 0 })[Symbol.asyncIterator]().next()).rejects.toThrow('has ended')
})

const plain = JSON.stringify({ corpus: arrays(), options: batchOptions, tokens: mostTokens(batchOptions) })
const script = (rest: string) => {
  const path = join(dir, `${Math.random()}.mjs`)
  writeFileSync(
    path,
    `import { Worker, isMainThread } from 'node:worker_threads'
    import { openBatches } from ${JSON.stringify(import.meta.resolve('#src/nlp/encoder/batches/source.js'))}
    const { corpus, options, tokens } = ${plain}
    for (const name of ['tokens', 'offsets', 'train']) corpus[name] = Uint32Array.from(corpus[name])
    corpus.labels = Uint8Array.from(corpus.labels)
    corpus.targets = Float32Array.from(corpus.targets)
    const first = async () => {
      const batches = openBatches(corpus, options, new Int32Array(tokens))
      for await (const { docs } of batches.pass({ epoch: 0, first: 0 })) return docs.length
    }
    ${rest}`,
  )
  return spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test('a process that ends in the middle of a pass, or a thread that is stopped there, leaves no worker behind', async () => {
  // The worker waits for a free slot in both, which nobody will give it.
  const ended = script('console.log(await first())')
  expect((await once(ended, 'exit'))[0]).toBe(0)
  const stopped = script(
    `if (isMainThread) {
      const trainer = new Worker(new URL(import.meta.url), { stdout: false })
      trainer.once('message', async () => console.log(await trainer.terminate()))
    } else {
      const { parentPort } = await import('node:worker_threads')
      parentPort.postMessage(await first())
      setInterval(() => {}, 1000)
    }`,
  )
  expect((await once(stopped, 'exit'))[0]).toBe(0)
})

function arrays() {
  const { tokens, offsets, targets, labels, train } = corpus
  const entries = Object.entries({ tokens, offsets, targets, labels, train })
  return { ...Object.fromEntries(entries.map(([name, values]) => [name, [...values]])), emptyForm: corpus.emptyForm }
}
