import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type SavedVectors, writeVectors } from '#src/nlp/target2vec/model-files.js'

/** A folder of the test file's own, removed after it. */
export function ownFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'malgwi-vectors-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

const WORDS = ['이야기', '최고', '최악', 'cg', '뻔하다']
export const DIMENSIONS = 6
const rows = (count: number, phase: number): Float32Array =>
  Float32Array.from({ length: count * DIMENSIONS }, (_, n) => Math.sin(n * 1.7 + phase) * 10 ** ((n % 9) - 4))

/** Five words and three labels, one of them of two words, with numbers of many sizes. */
export const SAVED: SavedVectors = {
  objective: 'target2vec',
  options: {},
  dimensions: DIMENSIONS,
  words: WORDS.map((word, n) => [word, 500 - 100 * n]),
  labels: ['부정', '긍정', '푸른 등대'],
  vectors: rows(WORDS.length, 0),
  contexts: rows(WORDS.length, 1),
  labelVectors: rows(3, 2),
}

export async function savedFolder(dir: string, saved: SavedVectors = SAVED): Promise<string> {
  const path = join(dir, 'saved')
  await writeVectors(path, saved)
  return path
}
