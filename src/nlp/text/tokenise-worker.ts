import { parentPort, workerData } from 'node:worker_threads'
import { type CompiledModule, openLindera } from './lindera.js'
import { runTask, type ShardTask } from './shards.js'

// A worker of shards.ts: each message is a shard of words, the answer its number once its file is written.
const lindera = openLindera((workerData as { module: CompiledModule }).module)

parentPort?.on('message', async (task: ShardTask) => {
  await runTask(lindera, task)
  parentPort?.postMessage(task.number)
})
