import { parentPort, workerData } from 'node:worker_threads'
import { analyseWord } from './eojeol.js'
import { type CompiledModule, openLindera } from './lindera.js'
import { encodeShard, type ShardTask } from './shards.js'
import { writeAtomically } from './tokenised-corpus.js'

// A worker of tokenise-corpus.ts: each message is a shard of words, the answer its number once its file is written.
const lindera = openLindera((workerData as { module: CompiledModule }).module)

parentPort?.on('message', async (task: ShardTask) => {
  await writeAtomically(
    task.path,
    encodeShard(
      task.fingerprint,
      task.words.map((word) => analyseWord(lindera, word)),
    ),
  )
  parentPort?.postMessage(task.number)
})
