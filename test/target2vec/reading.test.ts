import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Chunks } from '#src/corpus/chunks.js'
import { ByteLines } from '#src/nlp/target2vec/reading/byte-lines.js'
import { NameTable } from '#src/nlp/target2vec/reading/name-table.js'
import { hashOf, namesOf, type Separator, scanNames } from '#src/nlp/target2vec/reading/names.js'

/** Pieces of one and the same buffer, as a file is read. */
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  const place = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    place.fill(0x0a)
    yield place.subarray(0, bytes.copy(place, 0, at, at + size))
  }
}

async function namesOfLines(chunks: AsyncIterable<Uint8Array>, separator: Separator): Promise<string[][]> {
  const lines = new ByteLines(chunks)
  const all: string[][] = []
  while (lines.step() || (await lines.fill())) {
    expect(lines.number).toBe(all.length + 1)
    all.push(namesOf(lines, separator))
  }
  return all
}

const characters = [
  '가',
  '힣',
  '漢',
  'ㅋ',
  'a',
  'Z',
  '7',
  ' ',
  '  ',
  '\t',
  '\r',
  '\n',
  '\n',
  '\u3000',
  '\u00a0',
  '\u2000',
  '\v',
  '\ufeff',
]
const composing = ['\u1100', '\u1161', '\u11a8', 'e\u0301', '\u0301', 'é', '½', '😀', '\u212b', '\uf900', 'か\u3099']
const text = fc.array(fc.constantFrom(...characters, ...composing), { maxLength: 60 }).map((parts) => parts.join(''))

/** The same by strings. */
const byStrings = (whole: string, separator: RegExp | string) =>
  whole
    .replace(/^\ufeff/, '')
    .split('\n')
    .filter((line, n, lines) => n < lines.length - 1 || line !== '')
    .map((line) =>
      line
        .replace(/\r$/, '')
        .normalize('NFC')
        .split(separator)
        .filter((name) => name !== ''),
    )

describe('names read as bytes', () => {
  it('are those that strings give, whatever the text and wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (whole, size) => {
        const bytes = Buffer.from(whole)
        expect(await namesOfLines(inPieces(bytes, size), 'space')).toEqual(byStrings(whole, /\s+/u))
        expect(await namesOfLines(inPieces(bytes, size), 'tab')).toEqual(byStrings(whole, '\t'))
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('are as a decoder has them where bytes are no UTF-8', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const whole = new TextDecoder().decode(bytes)
        expect(await namesOfLines(inPieces(Buffer.from(bytes), 7), 'space')).toEqual(byStrings(whole, /\s+/u))
      }),
      { seed: 2, numRuns: 500 },
    )
  })

  it('have one hash, however they were found', () => {
    const hashes: number[] = []
    for (const name of ['가나', '\u1100\u1161나']) {
      const bytes = Buffer.from(name)
      scanNames({ bytes, from: 0, to: bytes.length, number: 1 }, 'space', (...[, , , hash]) => hashes.push(hash))
    }
    expect(hashes).toEqual([hashOf(Buffer.from('가나')), hashOf(Buffer.from('가나'))])
  })

  it('are refused where a name or a line is too long, as long as they may be not', async () => {
    const read = (whole: string) => namesOfLines(inPieces(Buffer.from(whole), 1 << 16), 'space')
    expect(await read('가'.repeat(1000))).toHaveLength(1)
    for (const wrong of ['가'.repeat(1001), 'é'.repeat(1001), `하늘\n${'가 '.repeat(2 ** 19 + 1)}\n`, '가 '.repeat(2 ** 21)])
      await expect(read(wrong)).rejects.toMatchObject({ code: 'VECTORS_TOKENS' })
    expect(await read('가 '.repeat(2 ** 19))).toEqual([new Array(2 ** 19).fill('가')])
  })
})

describe('a table of names', () => {
  it('numbers and counts them as a map does, and knows no others', () => {
    const names = fc.array(fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('가', 'b', '😀', '0') }), {
      maxLength: 300,
    })
    fc.assert(
      fc.property(names, (all) => {
        const table = new NameTable()
        const known = new Map<string, number>()
        const counts: number[] = []
        for (const name of all) {
          if (!known.has(name)) known.set(name, known.size)
          counts[known.get(name)!] = (counts[known.get(name)!] ?? 0) + 1
          expect(table.addText(name)).toBe(known.get(name))
        }
        expect(table.size).toBe(known.size)
        expect([...table.counts.subarray(0, table.size)]).toEqual(counts)
        for (const [name, number] of known) expect([table.findText(name), table.text(number)]).toEqual([number, name])
        expect(table.findText('none')).toBe(-1)
      }),
      { seed: 3 },
    )
  })

  it('grows, and tells names of one hash apart', () => {
    const table = new NameTable()
    for (let n = 0; n < 5000; n++) expect(table.addText(`name${n}`)).toBe(n)
    for (let n = 0; n < 5000; n++) expect(table.findText(`name${n}`)).toBe(n)
    const [one, other] = [Buffer.from('one'), Buffer.from('other')]
    expect(table.add(one, 0, 3, 77)).not.toBe(table.add(other, 0, 5, 77))
    expect(table.find(other, 0, 5, 77)).toBe(5001)
  })
})

describe('a file of text', () => {
  it('is UTF-8 whether it lies there plain, gzipped or as CP949', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'chunks-'))
    try {
      const cp949 = Buffer.concat(Array.from({ length: 40_000 }, () => Buffer.of(0xb0, 0xa1, 0x0a)))
      const plain = Buffer.from('가\n'.repeat(40_000))
      const files = { 'a.txt': plain, 'b.txt.gz': gzipSync(plain), 'c.txt': cp949, 'd.gz': gzipSync(cp949) }
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(join(dir, name), content)
        const lines = await namesOfLines(utf8Chunks(join(dir, name)), 'space')
        expect(lines).toHaveLength(40_000)
        expect(new Set(lines.flat())).toEqual(new Set(['가']))
      }
      await expect(namesOfLines(utf8Chunks(join(dir, 'none')), 'space')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
