import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { BatchWorkerStart } from './batch-worker.js'
import { type BatchOptions, type Pass, passLength, slotSizes } from './build.js'
import { type BatchCorpus, sharedCorpus } from './corpus.js'
import { FREE, FULL, openRing, ringBytes } from './ring.js'
import { copySlot, type Filled, filled, openSlot, slotBytes } from './slot.js'

/** Batches that a worker thread builds while the last one trains. */
export interface BatchSource {
  /** The batches of a pass; each is there until the next is asked for. One pass at a time, to its end. */
  pass(pass: Pass): AsyncIterable<Filled>
  close(): Promise<void>
}

/** The worker is waited for so long at a time; between, the thread hears whether it has died. */
const PATIENCE_MS = 10

/**
 * @param corpus is copied to shared memory, but for arrays that lie there already
 * @param keys of the embedding, which a batch's token keys are written to
 */
export function openBatches(corpus: BatchCorpus, options: BatchOptions, keys: Int32Array): BatchSource {
  const sizes = slotSizes(options)
  const ring = new SharedArrayBuffer(ringBytes(sizes))
  const { state, slots } = openRing(sizes, ring)
  // The engine takes no views of shared memory.
  const own = openSlot(sizes, new ArrayBuffer(slotBytes(sizes)))
  const workerData: BatchWorkerStart = { corpus: sharedCorpus(corpus), options, ring }
  const worker = new Worker(new URL('./batch-worker.js', import.meta.url), { workerData })
  worker.unref()
  let failure: Error | undefined
  worker.once('error', (error) => {
    failure = error
  })
  worker.once('exit', (code) => {
    failure ??= new Error(`the thread that builds batches has ended with code ${code}`)
  })
  let turn = 0

  return {
    async *pass(pass) {
      const length = passLength(pass, corpus, options.size)
      worker.postMessage(pass)
      for (let i = 0; i < length; i++) {
        while (Atomics.load(state, turn) !== FULL) {
          if (failure) throw failure
          Atomics.wait(state, turn, FREE, PATIENCE_MS)
          await setImmediate()
        }
        copySlot(slots[turn], own, keys, sizes)
        Atomics.store(state, turn, FREE)
        Atomics.notify(state, turn)
        turn = (turn + 1) % slots.length
        yield filled(own, sizes)
      }
    },
    async close() {
      await worker.terminate()
    },
  }
}
