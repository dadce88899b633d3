import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { replaceUnpack } from './unpack.js'

/** `tensorflow` is native TensorFlow, `wasm` WebAssembly with SIMD on one thread, `cpu` plain JavaScript. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu'

export interface Backend {
  name: BackendName
  /** For people: what was chosen, and why not something faster. */
  description: string
}

const require = createRequire(import.meta.url)

const LOADERS: readonly { name: BackendName; label: string; load: () => Promise<unknown> }[] = [
  { name: 'tensorflow', label: 'native TensorFlow', load: async () => require('@tensorflow/tfjs-node') },
  { name: 'wasm', label: 'WebAssembly', load: loadWasm },
  { name: 'cpu', label: 'plain JavaScript', load: () => import('@tensorflow/tfjs-backend-cpu') },
]

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  replaceUnpack()
}

let chosen: Promise<Backend> | undefined

/**
 * Makes the fastest backend that is installed the current one, once a process: @tensorflow/tfjs-node where the user has added it, else
 * WebAssembly from node_modules, else plain JavaScript. Nothing is downloaded.
 */
export function chooseBackend(): Promise<Backend> {
  chosen ??= choose()
  return chosen
}

async function choose(): Promise<Backend> {
  // Otherwise TensorFlow.js advertises its native package on the console.
  tf.enableProdMode()
  const passedOver: string[] = []
  for (const { name, label, load } of LOADERS) {
    try {
      await load()
      if (!(await tf.setBackend(name))) throw new Error('it does not start')
      const description = [`TensorFlow.js ${tf.version_core}, ${label}`, ...passedOver].join('; ')
      return { name, description }
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
      passedOver.push(`no ${label}: ${missing ? 'it is not installed' : (error as Error).message.split('\n')[0]}`)
    }
  }
  throw new Error(passedOver.join('; '))
}
