import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { LabelledTokens } from './corpus.js'
import type { Shared } from './memory.js'
import { inputsOf, targetWeightOf } from './objective.js'
import type { Target2VecOptions } from './options.js'
import { wasm } from './wasm.js'
import type { Share, WorkerStart } from './worker.js'

/** Worker threads over one shared memory. */
export interface Team {
  /** Runs one share on each thread; rejects when a thread fails. */
  round(shares: Share[]): Promise<void>
  close(): Promise<void>
}

export async function startTeam(shared: Shared, corpus: LabelledTokens, options: Target2VecOptions): Promise<Team> {
  const module = await wasm.compile(await readFile(new URL('../../kernels/target2vec.wasm', import.meta.url)))
  const workers = Array.from({ length: options.threads }, (_, thread) => {
    const workerData: WorkerStart = {
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
    }
    return new Worker(new URL('./worker.js', import.meta.url), { workerData })
  })
  // A thread that fails does so once, perhaps between two rounds: the promise keeps it until somebody looks.
  const failures = workers.map((worker) => new Promise<never>((_, reject) => worker.once('error', reject)))
  for (const failure of failures) failure.catch(() => {})
  return {
    async round(shares) {
      const turns = workers.map((worker, thread) => {
        const done = new Promise<void>((resolve) => worker.once('message', () => resolve()))
        worker.postMessage(shares[thread])
        return Promise.race([done, failures[thread]!])
      })
      await Promise.all(turns)
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
