import { existsSync } from 'node:fs'
import { type OpenedRecognizer, openRecognizer } from '#src/recognizer/open.js'

/** The bundle that ships, or another one to be held to the same (MALGWI_TEST_BUNDLE). */
export const BUNDLE = process.env.MALGWI_TEST_BUNDLE ?? 'models/movie'

export const ships = existsSync(BUNDLE)
if (!ships) process.stderr.write(`test/shipped: there is no bundle at ${BUNDLE}: what ships goes untested\n`)

export function openShipped(): Promise<OpenedRecognizer> {
  return openRecognizer(BUNDLE, { engine: 'onnxruntime', threads: 1 })
}
