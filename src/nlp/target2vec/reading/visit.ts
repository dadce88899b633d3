import { ByteLines } from './byte-lines.js'
import { type FoundName, scanNames } from './names.js'
import { wrong } from './wrong.js'

/** A document a line, and its labels on the same line of another file, in chunks of UTF-8 (see ByteLines). */
export interface DocumentFiles {
  tokens: () => AsyncIterable<Uint8Array>
  labels?: () => AsyncIterable<Uint8Array>
}

/** What is done with each document: `label` and then `token` for each of its names, `end` with its line's number, from 1. */
export interface DocumentVisitor {
  label: FoundName
  token: FoundName
  end: (line: number) => void
}

/** Visits the documents, those with the label `onlyLabel` alone where there is one. Throws VECTORS_TOKENS where the files differ. */
export async function visitDocuments(
  files: DocumentFiles,
  onlyLabel: string | undefined,
  visitor: DocumentVisitor,
): Promise<void> {
  const tokens = new ByteLines(files.tokens())
  const labels = files.labels && new ByteLines(files.labels())
  const isWanted = onlyLabel === undefined ? () => true : hasName(onlyLabel)
  try {
    while (tokens.step() || (await tokens.fill())) {
      if (labels && !(labels.step() || (await labels.fill()))) throw wrong(`there are no labels for line ${tokens.number}`)
      if (!isWanted(labels)) continue
      if (labels) scanNames(labels, 'tab', visitor.label)
      scanNames(tokens, 'space', visitor.token)
      visitor.end(tokens.number)
    }
    if (labels && (labels.step() || (await labels.fill())))
      throw wrong('there are labels for more lines than there are documents')
  } finally {
    await tokens.close()
    await labels?.close()
  }
}

function hasName(name: string): (line: ByteLines | undefined) => boolean {
  const wanted = Buffer.from(name.normalize('NFC'))
  let found = false
  const compare: FoundName = (bytes, from, to) => {
    found ||= wanted.compare(bytes, from, to) === 0
  }
  return (line) => {
    found = false
    if (line) scanNames(line, 'tab', compare)
    return found
  }
}
