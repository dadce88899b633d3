import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readWordVectors } from '#src/nlp/target2vec/formats/word2vec/read.js'
import { writeWordVectors } from '#src/nlp/target2vec/formats/word2vec/write.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-word-vectors-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let files = 0
const fileOf = (content: string | Uint8Array, suffix = ''): string => {
  const path = join(dir, `${files++}${suffix}`)
  writeFileSync(path, content)
  return path
}

const WORDS = { 재미: [0.5, -1.25, 3], 지루하: [0, 1e-3, -7], CG: [1, 2, 3.5] }
const text = (separator = ' ', end = '\n'): string =>
  Object.entries(WORDS)
    .map(([word, row]) => [word, ...row].join(separator) + end)
    .join('')
const binary = (newline: boolean): Buffer =>
  Buffer.concat([
    Buffer.from('3 3\n'),
    ...Object.entries(WORDS).flatMap(([word, row]) => [
      Buffer.from(`${word} `),
      Buffer.from(Float32Array.from(row).buffer),
      Buffer.from(newline ? '\n' : ''),
    ]),
  ])

async function read(path: string, wanted: (word: string) => boolean = () => true) {
  const { vectors, dimensions, count, format } = await readWordVectors(path, wanted)
  const rows: Record<string, number[]> = {}
  for await (const { word, vector } of vectors) rows[word] = [...vector]
  return { rows, dimensions, count, format }
}

const rounded = Object.fromEntries(Object.entries(WORDS).map(([word, row]) => [word, [...Float32Array.from(row)]]))

describe('formats of word vectors', () => {
  it.each([
    ['word2vec text', `3 3\n${text()}`, 'text', 3],
    ["fastText's .vec, with a space at each line's end", `3 3\n${text(' ', ' \n')}`, 'text', 3],
    ['text with tabs and CRLF', `3\t3\r\n${text('\t', '\r\n')}`, 'text', 3],
    ["text without a header, as GloVe's", text(), 'text', undefined],
    ['text whose last line has no end', `3 3\n${text().trimEnd()}`, 'text', 3],
    ['binary without newlines, as gensim writes it', binary(false), 'binary', 3],
    ['binary with a newline after each vector, as word2vec.c writes it', binary(true), 'binary', 3],
  ])('reads %s', async (_, content, format, count) => {
    expect(await read(fileOf(content))).toEqual({ rows: rounded, dimensions: 3, count, format })
  })

  it('opens .gz files', async () => {
    expect((await read(fileOf(gzipSync(binary(true)), '.bin.gz'))).rows).toEqual(rounded)
    expect((await read(fileOf(gzipSync(text()), '.vec.gz'))).rows).toEqual(rounded)
  })

  it('yields the wanted words only, and does not look at the numbers of the others', async () => {
    const path = fileOf('3 2\n가 1 2\n나 nan x\n다 5 6\n')
    expect((await read(path, (word) => word !== '나')).rows).toEqual({ 가: [1, 2], 다: [5, 6] })
  })

  it('takes a word for all that stands before the numbers, spaces and all', async () => {
    expect((await read(fileOf('2 2\na 1 2\n. . . 3 4\n'))).rows).toEqual({ a: [1, 2], '. . .': [3, 4] })
    expect((await read(fileOf('1 2\n못\u00a0봄 3 4\n'))).rows).toEqual({ '못\u00a0봄': [3, 4] })
  })

  it('tells text from binary where the first vector is all zeros', async () => {
    const zeros = Buffer.concat([Buffer.from('1 4\n가 '), Buffer.alloc(16)])
    expect(await read(fileOf(zeros))).toMatchObject({ format: 'binary', rows: { 가: [0, 0, 0, 0] } })
    expect(await read(fileOf('1 4\n가 0 0 0 0\n'))).toMatchObject({ format: 'text', rows: { 가: [0, 0, 0, 0] } })
  })

  it('reads a file of many chunks as it reads a small one', async () => {
    const words = Array.from({ length: 12_000 }, (_, i) => `단어${i}`)
    const matrix = Float32Array.from({ length: words.length * 24 }, (_, i) => Math.sin(i))
    for (const format of ['text', 'binary'] as const) {
      const path = join(dir, `many-${format}`)
      await writeWordVectors(path, words, matrix, format)
      const { rows } = await read(path, (word) => word.endsWith('777'))
      expect(Object.keys(rows)).toEqual(Array.from({ length: 12 }, (_, i) => `단어${i === 0 ? '' : i}777`))
      for (const [word, row] of Object.entries(rows)) {
        const at = Number(word.slice(2)) * 24
        expect(row).toEqual([...matrix.subarray(at, at + 24)])
      }
    }
  })

  it('may be left before its end', async () => {
    const path = fileOf(gzipSync(`${'가 1 2\n'.repeat(400_000)}`), '.gz')
    const file = await readWordVectors(path, () => true)
    for await (const { vector } of file.vectors) {
      expect([...vector]).toEqual([1, 2])
      break
    }
    const closed = await readWordVectors(path, () => true)
    closed.close()
  })
})

describe('writing word vectors', () => {
  it('gives back every float, in text and in binary', async () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => /^\S+$/.test(text))
    const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const table = fc
      .tuple(fc.uniqueArray(word, { minLength: 1, maxLength: 5 }), fc.integer({ min: 2, max: 6 }))
      .chain(([words, dimensions]) =>
        fc.record({
          words: fc.constant(words),
          matrix: fc.array(float, { minLength: words.length * dimensions, maxLength: words.length * dimensions }),
        }),
      )
    const path = join(dir, 'round-trip')
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('text' as const, 'binary' as const), async ({ words, matrix }, format) => {
        await writeWordVectors(path, words, Float32Array.from(matrix), format)
        const { vectors, count } = await readWordVectors(path, () => true)
        const back: { word: string; vector: Float32Array }[] = []
        for await (const one of vectors) back.push(one)
        expect(count).toBe(words.length)
        expect(back.map((one) => one.word)).toEqual(words.map((word) => Buffer.from(word).toString()))
        expect(back.flatMap(({ vector }) => [...vector])).toEqual(matrix)
      }),
      {
        numRuns: 60,
        // Floats whose bytes begin as a line of text that ends at once: '-' and '7' before a newline.
        examples: ['2d0ac648', '370ac648'].map((bytes): [{ words: string[]; matrix: number[] }, 'binary'] => [
          { words: ['낱말'], matrix: [Buffer.from(bytes, 'hex').readFloatLE(0), 0, 0] },
          'binary',
        ]),
      },
    )
  })

  it('refuses words that could not be read back, and rows that do not fit the words', async () => {
    const write = (words: string[], numbers: number) =>
      writeWordVectors(join(dir, 'refused'), words, new Float32Array(numbers), 'text')
    await expect(write(['두 말'], 2)).rejects.toThrow(RangeError)
    await expect(write([''], 2)).rejects.toThrow(RangeError)
    await expect(write(['가', '나', '다'], 4)).rejects.toThrow(RangeError)
    await expect(write([], 0)).rejects.toThrow(RangeError)
  })
})

describe('files that are no word vectors', () => {
  const long = 'x'.repeat(200_000)
  const cutGzip = (): Uint8Array => {
    const packed = gzipSync(binary(true))
    return packed.subarray(0, packed.length - 12)
  }
  it.each([
    ['an empty file', '', /is empty/],
    ['prose', '이것은 그냥 글이다\n또 한 줄\n', /line 1: neither/],
    ['a line without an end', long, /line 1: .*longer/],
    ['a header that promises no words', '0 3\n', /line 1: .*promises 0 words/],
    ['a header that promises too many words', '99999999999999999999 3\n', /promises 9{20} words/],
    ['a header without dimensions', '3 0\n', /line 1/],
    ['vectors wider than is believable', '1 100000000\n가 1\n', /line 1: 100000000 dimensions/],
    ['a first line of too many numbers', `가 ${'1 '.repeat(5000)}\n`, /5000 dimensions/],
    ['a line with too few numbers', '2 3\n가 1 2 3\n나 1 2\n', /line 3: no word and 3 numbers/],
    ['a line of numbers without a word', '2 3\n가 1 2 3\n1 2 3\n', /line 3: no word and 3 numbers/],
    ['a line too long, far down', `2 1\n가 1\n${long} 2\n`, /line 3: .*longer/],
    ['a word too long', `2 1\n가 1\n${long.slice(0, 5000)} 2\n`, /line 3: a word of more/],
    ['a number that is none', '2 2\n가 1 2\n나 1 nan\n', /line 3: the numbers of "나"/],
    ['a number with two points', '2 2\n가 1 2\n나 1 2.3.4\n', /line 3: a number of "나" is not finite/],
    ['a number beyond floats', '1 2\n가 1 1e39\n', /line 2: a number of "가" is not finite/],
    ['fewer words than promised', '3 2\n가 1 2\n나 1 2\n', /ends after 2 of 3/],
    ['more words than promised', '1 2\n가 1 2\n나 1 2\n', /line 3: more words than the 1/],
    ['binary cut within a vector', binary(false).subarray(0, -5), /word 3 of 3: the file ends within the numbers of "CG"/],
    ['binary cut between words', binary(true).subarray(0, -16), /word 3 of 3: the file ends before it/],
    ['binary that goes on', Buffer.concat([binary(true), Buffer.from('more')]), /goes on after its 3 words/],
    [
      'binary with a word that never ends',
      Buffer.concat([Buffer.from('2 1\n가 '), Buffer.alloc(9999, 1)]),
      /word 2 of 2: no space/,
    ],
    [
      'binary with a number that is none',
      Buffer.concat([Buffer.from('1 2\n가 '), Buffer.from(Float32Array.of(1, Number.NaN).buffer)]),
      /word 1 of 1: a number of "가" is not finite/,
    ],
  ])('are refused with a line that says where: %s', async (_, content, message) => {
    const error = await read(fileOf(content)).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'WORD_VECTORS_INVALID', message: expect.stringMatching(message) })
    expect((error as Error).message).not.toContain('\n')
    expect((error as Error).message.length).toBeLessThan(500)
  })

  it('are refused where the archive is cut, or the path is a folder or nothing', async () => {
    await expect(read(fileOf(cutGzip(), '.gz'))).rejects.toMatchObject({ code: 'WORD_VECTORS_INVALID' })
    await expect(read(fileOf('no archive', '.gz'))).rejects.toMatchObject({ code: 'WORD_VECTORS_INVALID' })
    await expect(read(dir)).rejects.toMatchObject({ code: 'WORD_VECTORS_INVALID' })
    await expect(read(join(dir, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('never end in anything but vectors or a refusal, whatever the bytes', async () => {
    const start = fc.constantFrom('', '2 3\n', '1 2\n가 ', '가 1 2\n', '3 3\n가 1 2 3\n')
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 80 }), async (head, rest) => {
        const path = fileOf(Buffer.concat([Buffer.from(head), rest]))
        const result = await read(path).catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toMatchObject({ code: 'WORD_VECTORS_INVALID' })
        else
          expect(
            Object.values((result as { rows: Record<string, number[]> }).rows)
              .flat()
              .every(Number.isFinite),
          ).toBe(true)
        rmSync(path)
      }),
      { numRuns: 200 },
    )
  })
})
