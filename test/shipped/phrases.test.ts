import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openRecognizer } from '#src/recognizer/open.js'

/** Rows of a table under test/marked, without its header. */
const rows = (name: string): string[][] =>
  readFileSync(`test/marked/${name}`, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))

const f1 = (said: ReadonlySet<string>, marked: ReadonlySet<string>): number =>
  (2 * [...said].filter((one) => marked.has(one)).length) / (said.size + marked.size)

test('phrases agree with the marked sentences as well as they did', async () => {
  const recognizer = await openRecognizer('models/movie', { engine: 'onnxruntime', threads: 1 })
  const said: string[][] = []
  for (const [id, text] of rows('phrases.tsv')) {
    for (const { aspect, opinion, target } of await recognizer.phrases(text)) said.push([id, aspect, opinion, target])
  }
  const marked = rows('phrases.a.tsv')
  const of = (all: readonly string[][], columns: readonly number[]) =>
    new Set(all.map((row) => columns.map((column) => row[column]).join('|')))
  expect(f1(of(said, [0, 1, 3]), of(marked, [0, 1, 3]))).toBeGreaterThan(0.9)
  expect(f1(of(said, [0, 1, 2, 3]), of(marked, [0, 1, 2, 3]))).toBeGreaterThan(0.8)
  await recognizer.encoder.release()
})
