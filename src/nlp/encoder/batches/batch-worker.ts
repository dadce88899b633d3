import { parentPort, workerData } from 'node:worker_threads'
import { type BatchOptions, batchBuilder, type Pass, slotSizes } from './build.js'
import type { BatchCorpus } from './corpus.js'
import { FREE, FULL, HALF, openRing } from './ring.js'

/** What the worker is started with; the arrays lie in shared memory. */
export interface BatchWorkerStart {
  corpus: BatchCorpus
  options: BatchOptions
  ring: SharedArrayBuffer
}

const { corpus, options, ring } = workerData as BatchWorkerStart
const { state, slots } = openRing(slotSizes(options), ring)
const build = batchBuilder(corpus, options)
let turn = 0

parentPort!.on('message', (pass: Pass) => {
  for (const write of build(pass)) {
    if (Atomics.load(state, turn) !== FREE) {
      const last = (turn + HALF - 1) % slots.length
      while (Atomics.load(state, last) !== FREE) Atomics.wait(state, last, FULL)
    }
    write(slots[turn])
    Atomics.store(state, turn, FULL)
    Atomics.notify(state, turn)
    turn = (turn + 1) % slots.length
  }
})
