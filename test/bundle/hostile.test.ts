import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openBundle } from '#src/bundle/open.js'
import { verifyBundle } from '#src/bundle/verify.js'
import { writeBundle } from '#src/bundle/write.js'
import { facts, files, scratchFolder } from './make.js'

const scratch = scratchFolder()
const code = (code: string) => expect.objectContaining({ name: 'MalgwiError', code })
const dir = () => scratch.path('bundle')
const at = (name: string) => scratch.path('bundle', name)

// biome-ignore lint/suspicious/noExplicitAny: the tests write manifests that no type allows
function changeManifest(change: (manifest: any) => void): void {
  const manifest = JSON.parse(readFileSync(at('manifest.json'), 'utf8'))
  change(manifest)
  writeFileSync(at('manifest.json'), JSON.stringify(manifest))
}

beforeEach(() => {
  writeBundle(dir(), facts, files('one'))
})

describe('a bundle with', () => {
  it('no folder or no manifest is said to be missing, with the path', () => {
    expect(() => openBundle(scratch.path('none'))).toThrow(code('BUNDLE_MISSING'))
    expect(() => openBundle(at('words.json'))).toThrow(code('BUNDLE_MISSING'))
    rmSync(at('manifest.json'))
    expect(() => openBundle(dir())).toThrow(dir())
    expect(() => verifyBundle(dir())).toThrow(code('BUNDLE_MISSING'))
  })

  it('a missing file is refused at open, by name', () => {
    rmSync(at('encoder.onnx'))
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_MISSING_FILE'))
    expect(() => openBundle(dir())).toThrow('encoder.onnx')
  })

  it('a folder or a pipe in place of a file is refused, not waited for', () => {
    rmSync(at('encoder.onnx'))
    mkdirSync(at('encoder.onnx'))
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_MISSING_FILE'))
    rmSync(at('encoder.onnx'), { recursive: true })
    expect(spawnSync('mkfifo', [at('encoder.onnx')]).status).toBe(0)
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_MISSING_FILE'))
  })

  it('a cut or extended file is refused at open, by size', () => {
    truncateSync(at('encoder.onnx'), 3)
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_CORRUPT'))
    writeFileSync(at('encoder.onnx'), 'encoder one')
    expect(openBundle(dir()).bytes('encoder.onnx')).toHaveLength(11)
    appendFileSync(at('encoder.onnx'), 'x')
    expect(() => openBundle(dir())).toThrow('has 12 bytes and should have 11')
  })

  it('a flipped byte is refused when the file is read, and the other files are not', () => {
    writeFileSync(at('encoder.onnx'), 'encoder onf')
    const bundle = openBundle(dir())
    expect(() => bundle.bytes('encoder.onnx')).toThrow(code('BUNDLE_CORRUPT'))
    expect(() => bundle.bytes('encoder.onnx')).toThrow('encoder.onnx')
    expect(bundle.bytes('README.md')).toHaveLength(8)
  })

  it('a file that shrinks after the bundle was opened is refused', () => {
    const bundle = openBundle(dir())
    truncateSync(at('encoder.onnx'), 3)
    expect(() => bundle.bytes('encoder.onnx')).toThrow(code('BUNDLE_CORRUPT'))
  })

  it('names that nobody wrote: what is not in the manifest is not read', () => {
    const bundle = openBundle(dir())
    for (const name of ['manifest.json', '../bundle/words.json', 'none.bin', '__proto__', 'constructor']) {
      expect(() => bundle.bytes(name)).toThrow(code('BUNDLE_MISSING_FILE'))
      expect(bundle.has(name)).toBe(false)
    }
  })

  it('JSON that is none, or of another shape, is refused with the file and the place', () => {
    writeBundle(dir(), facts, {
      'a.json': Buffer.from('{"x": ['),
      'b.json': Buffer.from('{"x": [1, "2"]}'),
      'c.json': Buffer.from([0xff]),
    })
    const bundle = openBundle(dir())
    const schema = z.object({ x: z.array(z.number()) })
    for (const name of ['a.json', 'b.json', 'c.json']) expect(() => bundle.json(name, schema)).toThrow(code('BUNDLE_CORRUPT'))
    expect(() => bundle.json('b.json', schema)).toThrow(/b\.json: x\.1: /)
    expect(() => bundle.tensors('a.json')).toThrow(/a\.json/)
  })
})

describe('a manifest is refused with', () => {
  it.each(['../outside', 'a/b', '..\\x', '/etc/hostname', '.hidden', '', 'manifest.json', 'a\0b'])('the file name %j', (name) => {
    changeManifest((manifest) => {
      manifest.files[name] = { sha256: '0'.repeat(64), bytes: 1 }
    })
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_CORRUPT'))
  })

  // biome-ignore lint/suspicious/noExplicitAny: as above
  it.each<[string, (manifest: any) => void]>([
    ['no files', (m) => delete m.files],
    ['a size that is no count', (m) => Object.assign(m.files['words.json'], { bytes: -1 })],
    ['a size beyond the integers', (m) => Object.assign(m.files['words.json'], { bytes: 1e300 })],
    ['a hash of another kind', (m) => Object.assign(m.files['words.json'], { sha256: 'abc' })],
    ['more bytes than any bundle', (m) => Object.assign(m.files['words.json'], { bytes: 2 ** 40 })],
    ['a key that nobody knows', (m) => Object.assign(m, { run: 'rm -rf' })],
    ['a domain with path parts', (m) => Object.assign(m, { domain: '../../etc' })],
    ['figures that are no numbers', (m) => Object.assign(m.figures, { accuracy: 'high' })],
    [
      'a thousand files',
      (m) => {
        for (let i = 0; i < 1000; i++) m.files[`f${i}`] = { sha256: '0'.repeat(64), bytes: 0 }
      },
    ],
  ])('%s', (_, change) => {
    changeManifest(change)
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_CORRUPT'))
    expect(() => verifyBundle(dir())).toThrow(code('BUNDLE_CORRUPT'))
  })

  it('a format of another version, which is said', () => {
    changeManifest((manifest) => Object.assign(manifest, { format: 2, files: 'elsewhere' }))
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_FORMAT'))
  })

  it('no JSON in it, broken UTF-8, another kind of value, or more than a megabyte', () => {
    for (const content of ['', '{', 'null', '[]', '"x"', Buffer.from([0x7b, 0xff, 0x7d]), ' '.repeat((1 << 20) + 1)]) {
      writeFileSync(at('manifest.json'), content)
      expect(() => openBundle(dir())).toThrow(code('BUNDLE_CORRUPT'))
    }
  })

  it('nesting that would exhaust the stack', () => {
    const text = readFileSync(at('manifest.json'), 'utf8')
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    writeFileSync(at('manifest.json'), text.replace('"epochs": 2', `"epochs": ${deep}`))
    expect(openBundle(dir()).manifest.seed).toBe(7)
    writeFileSync(at('manifest.json'), text.replace('"seed": 7', `"seed": ${deep}`))
    expect(() => openBundle(dir())).toThrow(code('BUNDLE_CORRUPT'))
  })
})

describe('verifying', () => {
  it('finds a good bundle good, and names what lies beside', () => {
    writeFileSync(at('notes.txt'), 'x')
    expect(verifyBundle(dir())).toEqual({
      dir: dir(),
      ok: true,
      files: [
        { name: 'README.md', ok: true, detail: '8 bytes' },
        { name: 'encoder.onnx', ok: true, detail: '11 bytes' },
        { name: 'words.json', ok: true, detail: '17 bytes' },
      ],
      unlisted: ['notes.txt'],
    })
  })

  it('reports each damaged file, and goes on', () => {
    rmSync(at('README.md'))
    writeFileSync(at('encoder.onnx'), 'encoder onf')
    truncateSync(at('words.json'), 2)
    const report = verifyBundle(dir())
    expect(report.ok).toBe(false)
    expect(report.files.map(({ ok, detail }) => [ok, detail])).toEqual([
      [false, 'is missing'],
      [false, 'is damaged (SHA-256)'],
      [false, 'has 2 bytes and should have 17'],
    ])
  })
})
