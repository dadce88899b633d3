import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { planted } from './corpus.js'

const options = { dimensions: 8, window: 3, negatives: 3, epochs: 4, subsample: 0, threads: 1, seed: 9 }
const corpus = planted(120)

let dir: string
let checkpoint: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'target2vec-'))
  checkpoint = join(dir, 'state.bin')
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Trains until `part` of the tokens have been seen, and breaks off there. */
const breakOff = (part: number) =>
  trainTarget2Vec(corpus, options, {
    checkpoint,
    checkpointSeconds: 0,
    onProgress: (done, total) => {
      if (done >= part * total) throw new Error('broken off')
    },
  })

describe('a training that was broken off', () => {
  it('goes on from its checkpoint and ends with the same numbers as one that was not', async () => {
    const whole = await trainTarget2Vec(corpus, options)
    await expect(breakOff(0.75)).rejects.toThrow('broken off')
    const seen: number[] = []
    const resumed = await trainTarget2Vec(corpus, options, { checkpoint, onProgress: (done, total) => seen.push(done / total) })
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0.5)
    expect(seen.at(-1)).toBe(1)
    expect(resumed).toEqual(whole)
  })

  it('is read back, not trained again, once it has ended', async () => {
    const whole = await trainTarget2Vec(corpus, options, { checkpoint })
    const bytes = readFileSync(checkpoint)
    expect(await trainTarget2Vec(corpus, options, { checkpoint })).toEqual(whole)
    expect(readFileSync(checkpoint).equals(bytes)).toBe(true)
  })

  it('begins anew for other options, another corpus, and a checkpoint that is cut or nonsense', async () => {
    const whole = await trainTarget2Vec(corpus, options)
    const others = [
      () => trainTarget2Vec(corpus, { ...options, seed: 10 }, { checkpoint }),
      () => trainTarget2Vec(planted(120, 6n), options, { checkpoint }),
      async () => truncateSync(checkpoint, 300),
      async () => writeFileSync(checkpoint, Buffer.alloc(readFileSync(checkpoint).length, '{')),
      async () => writeFileSync(`${checkpoint}.partial`, 'half a state'),
    ]
    for (const spoil of others) {
      await spoil()
      expect(await trainTarget2Vec(corpus, options, { checkpoint })).toEqual(whole)
    }
  })
})
