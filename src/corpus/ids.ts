import { decoded, guarded, linesOf, openBytes } from './lines.js'

/**
 * The ids in a file, one a line (gzipped or not); of a line with tabs or commas the first field.
 * @throws MalgwiError FILE_NOT_FOUND, CORPUS_CUT
 */
export async function readIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>()
  const lines = linesOf(decoded(openBytes(path) as AsyncIterable<Buffer>))
  for await (const { text } of guarded(path, lines)) {
    const id = text
      ?.replace(/^\uFEFF/, '')
      .split(/[\t,]/, 1)[0]
      .trim()
    if (id) ids.add(id)
  }
  return ids
}
