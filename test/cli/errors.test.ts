import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readItems } from '#src/corpus/items.js'
import { trainTinyBundle } from '../tiny/bundle.js'
import { malgwi } from './run.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-cli-'))
let bundle: string
beforeAll(async () => {
  bundle = await trainTinyBundle(dir)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** One line on standard error, nothing on standard output. */
function expectOneLine({ out, err }: { out: string; err: string }, pattern: RegExp): void {
  expect(out).toBe('')
  expect(err).toMatch(pattern)
  expect(err.trimEnd()).not.toContain('\n')
}

describe('malgwi analyze', () => {
  test('answers every line of odd input, in order, with JSON', async () => {
    const lines = [
      '',
      '🍿🍿',
      '재미없다'.normalize('NFD'),
      'ㅁㄴㅇㄹ ㅂㅈㄷㄱ',
      '정말 '.repeat(1667),
      '최고'.repeat(2500),
      'asdf',
      '스토리 최악',
      '\u200b\u3164',
    ]
    const { code, out } = await malgwi(['analyze', '--lines', '--bundle', bundle], { input: `${lines.join('\n')}\n` })
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers).toHaveLength(lines.length)
    expect(answers[0].error.code).toBe('TEXT_EMPTY')
    expect(answers.at(-1).error.code).toBe('TEXT_EMPTY')
    for (const [at, answer] of answers.slice(1, -1).entries()) {
      expect(answer.text).toBe(lines[at + 1])
      const { text, driving, target } = answer
      for (const span of driving) expect(text.slice(span.start, span.end)).toBe(span.text)
      expect(Object.values<number>(target.probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4)
    }
    expect(code).toBe(0)
  })

  test('says what is wrong with an empty text and with one that is far too long', async () => {
    const empty = await malgwi(['analyze', ' ', '--bundle', bundle])
    expect(empty.code).toBe(1)
    expectOneLine(empty, /TEXT_EMPTY/)
    const long = await malgwi(['analyze', '가'.repeat(30_000), '--bundle', bundle, '--json'])
    expect(long.code).toBe(1)
    expect(JSON.parse(long.err).error.code).toBe('TEXT_TOO_LONG')
  })
})

describe('wrong usage ends with 2', () => {
  test.each([
    [['analyse'], /analyse/],
    [[], /Name a command.*--help/],
    [['analyze'], /Give a text/],
    [['analyze', '좋아', '--lines'], /standard input/],
    [['phrases', '좋아', '--lines'], /standard input/],
    [['train', '--out', 'x'], /--reviews/],
    [['similar', '영화', '--count', 'many'], /whole number/],
    [['eval', '--reviews', 'x', '--prior', 'mine'], /prior/],
    [['train', '--reviews', 'x', '--out', 'y', '--columns', 'text'], /field=column/],
  ])('malgwi %j', async (args, pattern) => {
    const result = await malgwi(args)
    expectOneLine(result, pattern)
    expect(result.code).toBe(2)
  })

  test('--help and --version end with 0', async () => {
    const [help, version] = await Promise.all([malgwi(['--help']), malgwi(['--version'])])
    expect([help.code, version.code]).toEqual([0, 0])
    expect(help.out).toContain('analyze')
    expect(version.out.trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version)
  })
})

describe('what cannot be read', () => {
  test('an unknown word is answered with words spelt like it', async () => {
    const { code, err } = await malgwi(['similar', '스토라', '--bundle', bundle])
    expect(code).toBe(1)
    expect(err).toMatch(/스토라.*스토리.*UNKNOWN_WORD/)
  })

  test('a word that is known in another form is answered, and said to be taken for it', async () => {
    const { code, out, err } = await malgwi(['similar', '스토리가', '--bundle', bundle])
    expect(code).toBe(0)
    expect(out).not.toBe('')
    expect(err.trim()).toBe('스토리가 → 스토리')
    expect((await malgwi(['similar', '스토리', '--bundle', bundle])).err).toBe('')
  })

  const broken = (name: string, damage: (folder: string) => void): string => {
    const folder = join(dir, name)
    cpSync(bundle, folder, { recursive: true })
    damage(folder)
    return folder
  }

  test.each([
    ['no bundle', () => join(dir, 'nowhere'), /BUNDLE_MISSING/],
    [
      'a missing file',
      () => broken('missing', (folder) => rmSync(join(folder, 'encoder.onnx'))),
      /encoder\.onnx.*BUNDLE_MISSING_FILE/,
    ],
    [
      'a cut file',
      () => broken('cut', (folder) => truncateSync(join(folder, 'vectors.safetensors'), 100)),
      /vectors.*BUNDLE_CORRUPT/,
    ],
    [
      'a flipped byte',
      () =>
        broken('flipped', (folder) => {
          const path = join(folder, 'vectors.safetensors')
          const bytes = readFileSync(path)
          bytes[bytes.length >> 1] ^= 1
          writeFileSync(path, bytes)
        }),
      /vectors\.safetensors.*BUNDLE_CORRUPT/,
    ],
  ])('%s is one line', async (_, make, pattern) => {
    const folder = make()
    const result = await malgwi(['analyze', '스토리 최악', '--bundle', folder])
    expect(result.code).toBe(1)
    expectOneLine(result, pattern)
    expect((await malgwi(['bundle', 'verify', folder])).code).toBe(1)
  })

  test.each([
    ['no such file', null, /FILE_NOT_FOUND/],
    ['no usable row', 'text\trating\n\t3\nword\tmany\n', /CORPUS_EMPTY/],
    ['one class only', 'text\trating\n좋다\t9\n최고\t10\n', /CORPUS_ONE_CLASS/],
    ['no column for the text', 'words\tpoints\n좋다\t9\n', /CORPUS_COLUMNS.*|words/],
  ])('a corpus with %s is one line', async (name, content, pattern) => {
    const path = join(dir, `${name.replaceAll(' ', '-')}.tsv`)
    if (content !== null) writeFileSync(path, content)
    const { code, err } = await malgwi(['train', '--reviews', path, '--scale', '1-10', '--out', join(dir, 'never')])
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n').at(-1)).toMatch(pattern)
  })
})

describe('malgwi items', () => {
  test('answers what train --items reads, as TSV and as JSONL', async () => {
    const [table, lines] = await Promise.all([
      malgwi(['items', '--bundle', bundle]),
      malgwi(['items', '--bundle', bundle, '--json']),
    ])
    const read = async (name: string, content: string) => {
      writeFileSync(join(dir, name), content)
      return readItems(join(dir, name))
    }
    const items = await read('own.tsv', table.out)
    expect(items).toHaveLength(6)
    expect(await read('own.jsonl', lines.out)).toEqual(items)
  })
})

describe('malgwi chat from a pipe', () => {
  test('answers a line a turn and ends with the input', async () => {
    const { code, out } = await malgwi(['chat', '--bundle', bundle], { input: '강철우주선 제로 스토리 진짜 엉망이에요\n왜?\n' })
    expect(code).toBe(0)
    expect(out).toContain('〈강철우주선 제로〉')
  })
})
