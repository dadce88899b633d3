import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { BundleFacts } from '#src/bundle/manifest.js'

export const facts: BundleFacts = {
  domain: 'movie',
  trainedOn: { reviews: 90, excluded: 5, validation: 5, items: 3, corpus: 'c0ffee' },
  seed: 7,
  options: { epochs: 2, encoder: { hidden: 8 } },
  steps: [{ name: 'encoder', seconds: 1.5, peakMegabytes: 120 }],
  figures: { macroF1: 0.5 },
}

export const files = (version: string): Record<string, Uint8Array> => ({
  'words.json': Buffer.from(JSON.stringify({ version })),
  'encoder.onnx': Buffer.from(`encoder ${version}`),
  'README.md': Buffer.from(`card ${version}`),
})

/** A fresh folder for each test of the file, gone afterwards. */
export function scratchFolder(): { path(...parts: string[]): string } {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'malgwi-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  return { path: (...parts) => join(folder, ...parts) }
}
