import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { checkpointPath, removeCheckpoints } from '#src/nlp/encoder/checkpoint.js'
import { trainEncoder } from '#src/nlp/encoder/train.js'
import { toyCorpus, toyOptions } from './toy.js'

const root = mkdtempSync(join(tmpdir(), 'encoder-resume-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The arrays of a checkpoint, behind its header: the header holds times, which differ. */
function stateOf(dir: string): { step: number; state: Buffer } | null {
  try {
    const file = readFileSync(checkpointPath(dir))
    const length = file.readUInt32LE()
    return { step: JSON.parse(file.subarray(4, 4 + length).toString()).step, state: file.subarray(4 + length) }
  } catch {
    return null
  }
}

const corpus = toyCorpus(400)
const options = { ...toyOptions, checkpointSeconds: 0 }
const LAST = 60

test('a run killed in the middle of an epoch and resumed ends with the very same parameters and moments', async () => {
  const whole = join(root, 'whole')
  const expected = await trainEncoder(corpus, options, { dir: whole })
  expect(stateOf(whole)?.step).toBe(LAST)

  const dir = join(root, 'killed')
  const plain = { ...corpus, counts: Array.from(corpus.counts), ...arrays(corpus) }
  const script = join(root, 'run.mjs')
  writeFileSync(
    script,
    `import { trainEncoder } from ${JSON.stringify(import.meta.resolve('#src/nlp/encoder/train.js'))}
    const corpus = ${JSON.stringify(plain)}
    for (const name of ['tokens', 'offsets', 'train', 'valid']) corpus[name] = Uint32Array.from(corpus[name])
    corpus.labels = Uint8Array.from(corpus.labels)
    corpus.targets = Float32Array.from(corpus.targets)
    await trainEncoder(corpus, ${JSON.stringify(options)}, { dir: ${JSON.stringify(dir)} })`,
  )
  const child = spawn(process.execPath, [script], { stdio: 'inherit' })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const deadline = Date.now() + 30_000
  while ((stateOf(dir)?.step ?? 0) < 25 && Date.now() < deadline) await setTimeout(1)
  child.kill('SIGKILL')
  await ended
  const killedAt = stateOf(dir)?.step ?? 0
  expect(killedAt).toBeGreaterThanOrEqual(25)
  expect(killedAt).toBeLessThan(LAST)

  const resumed = await trainEncoder(corpus, options, { dir })
  expect(stateOf(dir)?.state.equals(stateOf(whole)!.state)).toBe(true)
  expect(Buffer.from(resumed.onnx).equals(Buffer.from(expected.onnx))).toBe(true)
  expect(resumed.validLogits).toEqual(expected.validLogits)
  const figures = (history: typeof resumed.history) => history.map(({ seconds: _, ...rest }) => rest)
  expect(figures(resumed.history)).toEqual(figures(expected.history))

  // Once more: nothing is left to train, and the result is there again.
  const again = await trainEncoder(corpus, options, { dir, onProgress: () => expect.unreachable() })
  expect(Buffer.from(again.onnx).equals(Buffer.from(expected.onnx))).toBe(true)
})

test('a checkpoint of other options, or a cut one, is not resumed', async () => {
  const dir = join(root, 'other')
  const short = { ...options, epochs: 1 }
  const expected = await trainEncoder(corpus, { ...short, seed: 9 }, { dir: join(root, 'fresh') })
  await trainEncoder(corpus, short, { dir })
  const other = await trainEncoder(corpus, { ...short, seed: 9 }, { dir })
  expect(Buffer.from(other.onnx).equals(Buffer.from(expected.onnx))).toBe(true)
  truncateSync(checkpointPath(dir), 2000)
  const cut = await trainEncoder(corpus, { ...short, seed: 9 }, { dir })
  expect(Buffer.from(cut.onnx).equals(Buffer.from(expected.onnx))).toBe(true)
  removeCheckpoints(dir)
  expect(stateOf(dir)).toBeNull()
})

function arrays(from: typeof corpus) {
  const { tokens, offsets, targets, labels, train, valid } = from
  return Object.fromEntries(
    Object.entries({ tokens, offsets, targets, labels, train, valid }).map(([name, values]) => [name, [...values]]),
  )
}
