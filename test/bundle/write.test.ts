import fs, { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openBundle } from '#src/bundle/open.js'
import { refuseOccupied, writeBundle } from '#src/bundle/write.js'
import { facts, files, scratchFolder } from './make.js'

const scratch = scratchFolder()

describe('writing a bundle', () => {
  it('gives back what was written, and a manifest that says what it is', () => {
    writeBundle(scratch.path('deep', 'bundle'), facts, files('one'))
    const bundle = openBundle(scratch.path('deep', 'bundle'))
    expect(Object.keys(bundle.manifest.files)).toEqual(['README.md', 'encoder.onnx', 'words.json'])
    expect(bundle.manifest).toMatchObject({ format: 1, createdBy: expect.stringMatching(/^malgwi \d/), ...facts })
    expect(Buffer.from(bundle.bytes('encoder.onnx')).toString()).toBe('encoder one')
    expect(bundle.json('words.json', z.object({ version: z.string() }))).toEqual({ version: 'one' })
    expect(readdirSync(scratch.path('deep'))).toEqual(['bundle'])
  })

  it('writes the same bytes again', () => {
    for (const name of ['a', 'b']) writeBundle(scratch.path(name), facts, files('one'))
    expect(readFileSync(scratch.path('a', 'manifest.json'))).toEqual(readFileSync(scratch.path('b', 'manifest.json')))
  })

  it('replaces a bundle, drops the files it no longer has and keeps what others put beside them', () => {
    const dir = scratch.path('bundle')
    writeBundle(dir, facts, { ...files('one'), 'old.bin': Buffer.from('old') })
    mkdirSync(scratch.path('bundle', 'notes'))
    writeFileSync(scratch.path('bundle', 'notes', 'mine.txt'), 'mine')
    writeBundle(dir, facts, files('two'))
    expect(readdirSync(dir).sort()).toEqual(['README.md', 'encoder.onnx', 'manifest.json', 'notes', 'words.json'])
    expect(readFileSync(scratch.path('bundle', 'notes', 'mine.txt'), 'utf8')).toBe('mine')
    expect(readdirSync(scratch.path())).toEqual(['bundle'])
  })

  it('writes into an empty folder, and through a link to one', () => {
    mkdirSync(scratch.path('empty'))
    symlinkSync(scratch.path('empty'), scratch.path('link'))
    writeBundle(scratch.path('link'), facts, files('one'))
    expect(openBundle(scratch.path('empty')).manifest.seed).toBe(7)
    expect(readdirSync(scratch.path()).sort()).toEqual(['empty', 'link'])
  })

  it('knows beforehand where it may write', () => {
    writeBundle(scratch.path('bundle'), facts, files('one'))
    for (const dir of ['bundle', 'new', 'deep/new']) expect(() => refuseOccupied(scratch.path(dir))).not.toThrow()
  })

  it('replaces a bundle of another format', () => {
    mkdirSync(scratch.path('bundle'))
    writeFileSync(scratch.path('bundle', 'manifest.json'), '{"format": 0, "files": {"gone.bin": {}}}')
    writeFileSync(scratch.path('bundle', 'gone.bin'), 'x')
    writeBundle(scratch.path('bundle'), facts, files('one'))
    expect(existsSync(scratch.path('bundle', 'gone.bin'))).toBe(false)
  })

  it.each(['notes.txt', 'manifest.json'])('leaves a folder alone that holds %s and is no bundle', (name) => {
    mkdirSync(scratch.path('mine'))
    writeFileSync(scratch.path('mine', name), '{"name": "mine"}')
    expect(() => writeBundle(scratch.path('mine'), facts, files('one'))).toThrow(
      expect.objectContaining({ code: 'BUNDLE_OCCUPIED' }),
    )
    expect(() => writeBundle(scratch.path('mine', name), facts, files('one'))).toThrow(
      expect.objectContaining({ code: 'BUNDLE_OCCUPIED' }),
    )
    expect(readdirSync(scratch.path())).toEqual(['mine'])
    expect(readdirSync(scratch.path('mine'))).toEqual([name])
  })

  it.each([
    '../escape',
    'a/b',
    'a\\b',
    '..',
    '.hidden',
    '/etc/passwd',
    'manifest.json',
    'Manifest.JSON',
    '',
    'x\0y',
    'c:x',
    'dot.',
  ])('refuses the file name %j', (name) => {
    const write = () => writeBundle(scratch.path('bundle'), facts, { [name]: Buffer.from('x') })
    expect(write).toThrow(expect.objectContaining({ code: 'BUNDLE_REFUSED' }))
    expect(readdirSync(scratch.path())).toEqual([])
  })

  it('refuses facts that no reader would accept', () => {
    for (const wrong of [{ domain: '../x' }, { seed: -1 }, { figures: { accuracy: Number.NaN } }]) {
      const write = () => writeBundle(scratch.path('bundle'), { ...facts, ...wrong }, files('one'))
      expect(write).toThrow(expect.objectContaining({ code: 'BUNDLE_REFUSED' }))
    }
  })

  it('says what the disk says', () => {
    writeFileSync(scratch.path('file'), '')
    const write = () => writeBundle(scratch.path('file', 'bundle'), facts, files('one'))
    expect(write).toThrow(expect.objectContaining({ code: 'BUNDLE_REFUSED' }))
  })
})

/**
 * Runs `write` as if the process were killed at its n-th touch of the disk: a file is cut in half there, and nothing that comes
 * later, clean-up included, reaches the disk. Tells whether it was killed.
 */
function killedAt(touch: number, write: () => void): boolean {
  const touches = ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'cpSync', 'fsyncSync'] as const
  const real = { ...fs }
  let left = touch
  for (const name of touches) {
    // biome-ignore lint/suspicious/noExplicitAny: one wrapper for functions of many signatures
    const call = real[name] as (...args: any[]) => unknown
    Object.assign(fs, {
      // biome-ignore lint/suspicious/noExplicitAny: as above
      [name]: (...args: any[]) => {
        if (left-- > 0) return call(...args)
        if (left === -1 && name === 'writeFileSync') call(args[0], args[1].slice(0, args[1].length >> 1))
        throw new Error('killed')
      },
    })
  }
  syncBuiltinESMExports()
  try {
    write()
  } catch (error) {
    expect((error as Error).message).toContain('killed')
  } finally {
    for (const name of touches) Object.assign(fs, { [name]: real[name] })
    syncBuiltinESMExports()
  }
  return left < 0
}

it('a writer killed at any touch of the disk leaves the old bundle or the new one, whole', () => {
  const outcomes: string[] = []
  for (let touch = 0; ; touch++) {
    const dir = scratch.path(`run${touch}`, 'bundle')
    writeBundle(dir, facts, files('one'))
    const killed = killedAt(touch, () => writeBundle(dir, facts, files('two')))

    const bundle = openBundle(dir)
    const contents = Object.keys(bundle.manifest.files).map((name) => Buffer.from(bundle.bytes(name)).toString())
    const version = contents[0].endsWith('one') ? 'one' : 'two'
    expect(contents).toEqual([`card ${version}`, `encoder ${version}`, `{"version":"${version}"}`])
    outcomes.push(version)

    writeBundle(dir, facts, files('three'))
    expect(Buffer.from(openBundle(dir).bytes('README.md')).toString()).toBe('card three')
    expect(readdirSync(scratch.path(`run${touch}`))).toEqual(['bundle'])
    if (!killed) break
  }
  expect(outcomes.length).toBeGreaterThan(12)
  expect(outcomes.join(' ')).toMatch(/^(one )+(two )*two$/)
})
