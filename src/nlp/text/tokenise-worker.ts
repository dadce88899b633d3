import { parentPort, workerData } from 'node:worker_threads'
import { rulesOf } from './rules.js'
import { runTask, type ShardTask, type WorkerTask } from './shards.js'

// A worker of shards.ts: each message is a shard of words, the answer its number once its file is written.
const { language, compiled } = workerData as WorkerTask
const analyseWord = rulesOf(language).openAnalyser(compiled)

parentPort?.on('message', async (task: ShardTask) => {
  await runTask(analyseWord, task)
  parentPort?.postMessage(task.number)
})
