import { fileURLToPath } from 'node:url'
import { readConfig } from '../config/config.js'
import { openRecognizer } from '../recognizer/open.js'
import type { OpenedRecognizer } from '../recognizer/open.js'

export interface BundleOptions {
  bundle?: string
  engine?: 'onnxruntime' | 'tfjs'
  threads?: number
}

const SHIPPED_BUNDLE = fileURLToPath(new URL('../../models/movie', import.meta.url))
export const DIALOGS = fileURLToPath(new URL('../../dialogs', import.meta.url))

/** The folder that `--bundle` names, else `BUNDLE`, else the bundle that ships. */
export function bundleFolder(options: BundleOptions): string {
  return options.bundle ?? readConfig().bundle ?? SHIPPED_BUNDLE
}

export function open(options: BundleOptions): Promise<OpenedRecognizer> {
  const config = readConfig()
  return openRecognizer(bundleFolder(options), {
    engine: options.engine ?? config.engine,
    threads: options.threads ?? config.threads,
  })
}
