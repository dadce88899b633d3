import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { openIndex } from '#src/index/choose.js'
import { exactIndex } from '#src/index/exact.js'
import { buildHnsw } from '#src/index/hnsw.js'
import { clusteredVectors, randomNumbers } from './vectors.js'

const DIMENSIONS = 6
const SIZE = 150
const vectors = clusteredVectors(SIZE, DIMENSIONS, 31)
const query = vectors.subarray(0, DIMENSIONS)
const dir = mkdtempSync(join(tmpdir(), 'malgwi-saved-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const indexes = {
  exact: exactIndex(vectors, DIMENSIONS, 'cosine'),
  hnsw: buildHnsw(vectors, DIMENSIONS, 'ip', { m: 4, efConstruction: 20, efSearch: 1 }),
}
indexes.hnsw.remove([7, 8])
indexes.hnsw.add([900], query)

const refused = expect.objectContaining({ name: 'MalgwiError', code: 'INDEX_BROKEN' })

function opens(bytes: Uint8Array) {
  const path = join(dir, 'changed')
  writeFileSync(path, bytes)
  return openIndex(path)
}

/** Makes the checksum fit again, as somebody who knows the format would. */
function sign(bytes: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(bytes.subarray(0, 32)).update(bytes.subarray(64)).digest()
  bytes.set(hash, 32)
  return bytes
}

describe.each(Object.entries(indexes))('the file of an index: %s', (kind, index) => {
  const path = join(dir, kind)
  index.save(path)
  const bytes = new Uint8Array(readFileSync(path))

  it('answers as what was saved, score by score', () => {
    const opened = openIndex(path)
    for (const k of [1, 10]) expect(opened.search(query, k)).toEqual(index.search(query, k))
  })

  it('is the same when saved again, by what was opened too', () => {
    const again = join(dir, `${kind}-again`)
    openIndex(path).save(again)
    expect(Buffer.compare(readFileSync(again), bytes)).toBe(0)
  })

  it('is refused when any bit is flipped', () => {
    const random = randomNumbers(32)
    const places = [...Array(80).keys(), ...Array.from({ length: 200 }, () => Math.floor(random() * bytes.length))]
    for (const at of places) {
      const flipped = bytes.slice()
      flipped[at] ^= 1 << Math.floor(random() * 8)
      expect(() => opens(flipped), `byte ${at}`).toThrow(refused)
    }
  })

  it('is refused when it is cut or extended, by name and with what to do', () => {
    for (const length of [0, 1, 31, 63, 64, 65, bytes.length >> 1, bytes.length - 4, bytes.length - 1]) {
      expect(() => opens(bytes.slice(0, length)), `length ${length}`).toThrow(refused)
      if (length >= 64) expect(() => opens(sign(bytes.slice(0, length))), `length ${length}, signed`).toThrow(refused)
    }
    expect(() => opens(sign(Uint8Array.from([...bytes, 0, 0, 0, 0])))).toThrow(refused)
    expect(() => opens(bytes.slice(0, 99))).toThrow(/changed: .*Restore it, or the bundle it is in, .* or build it again/)
  })

  it('is refused where it is not what is expected', () => {
    const { dimensions, metric, size } = index
    expect(openIndex(path, { dimensions, metric, size }).size).toBe(size)
    for (const wrong of [{ dimensions: 100 }, { metric: metric === 'ip' ? ('cosine' as const) : ('ip' as const) }, { size: 3 }]) {
      expect(() => openIndex(path, wrong)).toThrow(refused)
    }
  })

  it('never crashes the process: signed random changes are refused or searched', () => {
    const random = randomNumbers(33)
    let bad = 0
    for (let round = 0; round < 200; round++) {
      const hostile = bytes.slice()
      for (let n = 0; n < 3; n++) {
        const at = Math.floor(random() * (round % 2 ? 64 : hostile.length))
        hostile[at] = Math.floor(random() * 256)
      }
      try {
        const opened = opens(sign(hostile))
        opened.search(query, 1)
        opened.add([1_000_000], query)
        opened.search(query, 1)
      } catch (error) {
        expect(error).toEqual(refused)
        bad++
      }
    }
    expect(bad).toBeGreaterThan(40)
    expect(bad).toBeLessThan(200)
  })
})

describe('saving', () => {
  it('leaves the old file whole where the new one cannot be written, and says so', () => {
    const path = join(dir, 'kept')
    indexes.exact.save(path)
    const before = readFileSync(path)
    mkdirSync(`${path}.partial`)
    const failed = expect.objectContaining({ code: 'INDEX_UNSAVED' })
    expect(() => indexes.hnsw.save(path)).toThrow(failed)
    expect(() => indexes.hnsw.save(join(dir, 'nowhere', 'index'))).toThrow(failed)
    expect(Buffer.compare(readFileSync(path), before)).toBe(0)
  })

  it('leaves nothing beside the file', () => {
    const path = join(dir, 'alone')
    indexes.exact.save(path)
    indexes.exact.save(path)
    expect(readdirSync(dir).filter((name) => name.startsWith('alone'))).toEqual(['alone'])
  })

  it.each([3, 10, 30, 70])(
    'a process killed in the middle (%i ms on) leaves one whole file, the last or the next',
    async (after) => {
      const path = join(dir, `killed-${after}`)
      const child = spawn(process.execPath, ['test/index/save-until-killed.mjs', path], { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      const begun = new Promise<void>((resolve) => {
        child.stdout.on('data', (data) => {
          said += data
          resolve()
        })
      })
      const closed = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
      await begun
      await wait(after)
      child.kill('SIGKILL')
      expect(await closed).toBe('SIGKILL')
      const { size } = openIndex(path)
      const last = Number(said.trim().split('\n').at(-1))
      expect([last, last + 1]).toContain(size)
    },
  )

  it('a file that is not there is asked for by its name', () => {
    expect(existsSync(join(dir, 'none'))).toBe(false)
    expect(() => openIndex(join(dir, 'none'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }))
  })
})
