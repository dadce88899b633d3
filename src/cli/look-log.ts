import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = '.malgwi'
const LOG = 'test-runs.jsonl'

/** Every look at a set that was picked by its ids is written down: a split looked at often is no longer unseen. */
export function logLook(look: { bundle: string; from: string; onlyIds: string } & Record<string, unknown>): void {
  mkdirSync(FOLDER, { recursive: true })
  appendFileSync(join(FOLDER, LOG), `${JSON.stringify({ at: new Date().toISOString(), ...look })}\n`)
}
