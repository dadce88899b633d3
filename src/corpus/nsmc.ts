import { readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream'
import { extract } from 'tar-stream'
import { openBytes } from './lines.js'
import type { Row } from './tables.js'

/** Largest file of a raw folder or archive, in bytes (the real ones have at most 100 reviews and 40 kB). */
const LARGEST_FILE = 32 << 20

/** The columns of the raw form. */
export const NSMC_COLUMNS = { id: 'review_id', text: 'review', rating: 'rating', item: 'movie_id' } as const

/** The JSON files of an unpacked raw folder (DIR/raw/*.json or DIR/*.json), in the order of their names. */
export function rawFiles(dir: string): string[] {
  const list = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => join(folder, entry.name))
      .sort()
  const inside = readdirSync(dir, { withFileTypes: true }).some((entry) => entry.name === 'raw' && entry.isDirectory())
  return list(inside ? join(dir, 'raw') : dir)
}

/** The reviews of unpacked raw files. A file that is no JSON array of reviews counts as one broken row. */
export async function* rowsOfFiles(paths: readonly string[]): AsyncGenerator<Row> {
  for (const path of paths) {
    const { size } = await stat(path)
    yield* rowsOfJson(basename(path), size > LARGEST_FILE ? undefined : await readFile(path, 'utf8'))
  }
}

/** The reviews of a raw archive (.tar, .tar.gz, .tgz), its JSON files in the order in which they were packed. */
export async function* rowsOfArchive(path: string): AsyncGenerator<Row> {
  const entries = extract()
  pipeline(openBytes(path), entries, () => {})
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header
    const wanted = type === 'file' && name.endsWith('.json') && !basename(name).startsWith('.')
    if (!wanted || size > LARGEST_FILE) {
      if (wanted) yield* rowsOfJson(basename(name), undefined)
      entry.resume()
      continue
    }
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    yield* rowsOfJson(basename(name), Buffer.concat(chunks).toString('utf8'))
  }
}

function* rowsOfJson(file: string, text: string | undefined): Generator<Row> {
  let reviews: unknown
  try {
    reviews = JSON.parse(text ?? '')
  } catch {
    reviews = undefined
  }
  if (!Array.isArray(reviews)) {
    yield { line: 1, file, cells: null }
    return
  }
  for (const [i, cells] of reviews.entries()) yield { line: i + 1, file, cells: typeof cells === 'object' ? cells : null }
}
