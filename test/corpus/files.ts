import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterAll } from 'vitest'
import type { Review } from '#src/corpus/review.js'
import { type ReadReviewsOptions, type ReviewStream, readReviews } from '#src/corpus/reviews.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-corpus-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Writes a file below a folder of this test file's own, gzipped where its name says so; answers its path. */
export async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(dir, name)
  await mkdir(dirname(path), { recursive: true })
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  await writeFile(path, /\.t?gz$/.test(name) ? gzipSync(bytes) : bytes)
  return path
}

/** A tar archive of files by name. */
export async function archive(files: Record<string, string>): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export async function readAll(path: string, options?: ReadReviewsOptions): Promise<{ reviews: Review[]; stream: ReviewStream }> {
  const stream = readReviews(path, options)
  const reviews: Review[] = []
  for await (const review of stream) reviews.push(review)
  return { reviews, stream }
}
