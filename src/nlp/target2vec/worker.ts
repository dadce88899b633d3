import { parentPort, workerData } from 'node:worker_threads'
import { openThread, type Share, type ThreadStart } from './thread.js'

const train = await openThread(workerData as ThreadStart)

parentPort!.on('message', (share: Share) => {
  for (const _ of train(share));
  parentPort!.postMessage('done')
})
