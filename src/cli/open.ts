import { readConfig } from '../config/config.js'
import { SHIPPED_BUNDLE } from '../config/shipped-bundle.js'
import { type OpenedRecognizer, openRecognizer } from '../recognizer/open.js'

export interface BundleOptions {
  bundle?: string
  engine?: 'onnxruntime' | 'tfjs'
  threads?: number
}

/** The folder that `--bundle` names, else `BUNDLE`, else the bundle that ships. */
export function bundleFolder(options: BundleOptions): string {
  return options.bundle ?? readConfig().bundle ?? SHIPPED_BUNDLE
}

export async function open(options: BundleOptions): Promise<OpenedRecognizer> {
  const { engine, threads } = engineOf(options)
  await announceEngine(engine)
  return openRecognizer(bundleFolder(options), { engine, threads })
}

/** What `--engine` and `--threads` say, else the environment. */
export function engineOf(options: BundleOptions): { engine: 'onnxruntime' | 'tfjs'; threads: number } {
  const config = readConfig()
  return { engine: options.engine ?? config.engine, threads: options.threads ?? config.threads }
}

/** Which TensorFlow.js it is decides between milliseconds and seconds: the user should know. */
export async function announceEngine(engine: 'onnxruntime' | 'tfjs'): Promise<void> {
  if (engine !== 'tfjs') return
  const { tfjs } = await import('../nlp/tensor/engines/tfjs.js')
  process.stderr.write(`${(await tfjs.backend()).description}\n`)
}
