import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { LabelledTokens } from './corpus.js'
import type { Shared } from './memory.js'
import { inputsOf, targetWeightOf } from './objective.js'
import type { Target2VecOptions } from './options.js'
import { openThread, type Share, type ThreadStart } from './thread.js'
import { wasm } from './wasm.js'

/** Threads over one shared memory. */
export interface Team {
  /** Runs one share on each thread; rejects when a thread fails. */
  round(shares: Share[]): Promise<void>
  close(): Promise<void>
}

/**
 * The caller's thread is the first of them, and looks after its events every 256 documents, some milliseconds: a worker more would take
 * 9 MB for its heap and leave this thread idle.
 */
export async function startTeam(shared: Shared, corpus: LabelledTokens, options: Target2VecOptions): Promise<Team> {
  const module = await wasm.compile(await readFile(new URL('../../kernels/target2vec.wasm', import.meta.url)))
  const startOf = (thread: number): ThreadStart => ({
    module,
    memory: shared.memory,
    layout: shared.layout,
    thread,
    words: corpus.wordCounts.length,
    window: options.window,
    negatives: options.negatives,
    labelsPerDocument: corpus.labelsPerDocument,
    fullSum: options.labels === 'window',
    inputs: inputsOf(options),
    targets: corpus.targets?.length ?? 0,
    targetWeight: targetWeightOf(options),
  })
  const train = await openThread(startOf(0))
  const workers = Array.from(
    { length: options.threads - 1 },
    (_, n) => new Worker(new URL('./worker.js', import.meta.url), { workerData: startOf(n + 1) }),
  )
  // A thread that fails does so once, perhaps between two rounds: the promise keeps it until somebody looks.
  const failures = workers.map((worker) => new Promise<never>((_, reject) => worker.once('error', reject)))
  for (const failure of failures) failure.catch(() => {})
  let closed = false
  const trainHere = async (share: Share): Promise<void> => {
    for (const _ of train(share)) {
      await setImmediate()
      if (closed) return
    }
  }
  return {
    async round([own, ...others]) {
      const turns = workers.map((worker, n) => {
        const done = new Promise<void>((resolve) => worker.once('message', () => resolve()))
        worker.postMessage(others[n])
        return Promise.race([done, failures[n]!])
      })
      await Promise.all([trainHere(own!), ...turns])
    },
    async close() {
      closed = true
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
