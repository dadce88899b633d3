import { rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { AutoTokenizer, env } from '@huggingface/transformers'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { encodeTexts } from '#src/nlp/encoder/bert/pieces.js'
import { readWordPiece, tokenizerFiles } from '#src/nlp/encoder/bert/tokenizer-files.js'
import { trainWordPiece } from '#src/nlp/encoder/bert/train-wordpiece.js'
import { openWordPiece, SPECIAL } from '#src/nlp/encoder/bert/wordpiece.js'
import { normalise } from '#src/nlp/text/normalise.js'
import { writeBertFolder } from '#src/pipeline/bert-folder.js'
import { countWords, temporaryFolder, tinyConfig, tinyParameters, tinyTexts, tinyWordPiece } from './tiny.js'

const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const KOREAN = { lowercase: true, stripAccents: false }
const counts = (words: Record<string, number>): [string, number][] => Object.entries(words)

test('frequent pairs are merged first, and the vocabulary is that of the counts alone', () => {
  const words = counts({ 재미있다: 50, 재미없다: 40, 재밌다: 30, 없다: 20, 있다: 10 })
  const vocabulary = trainWordPiece(words, 40, KOREAN)
  expect(vocabulary.slice(0, 5)).toEqual([...SPECIAL])
  const merged = vocabulary.filter((piece) => [...piece.replace('##', '')].length > 1 && !piece.startsWith('['))
  expect(merged[0]).toBe('재미')
  expect(merged).toContain('재미있다')
  expect(trainWordPiece(words.reverse(), 40, KOREAN)).toEqual(vocabulary)
  expect(new Set(vocabulary).size).toBe(vocabulary.length)
})

test('the vocabulary is as large as asked for, characters before merges', () => {
  const words = countWords(tinyTexts(300))
  const small = trainWordPiece(words, 20, KOREAN)
  expect(small).toHaveLength(20)
  expect(small.slice(5).every((piece) => [...piece.replace('##', '')].length === 1)).toBe(true)
  expect(trainWordPiece(words, 90, KOREAN)).toHaveLength(90)
})

test('the longest piece is taken from the left; what cannot be made up is one [UNK] with its place', () => {
  const wordpiece = openWordPiece([...SPECIAL, '재미', '재', '##미', '##있', '##있다', '##다', '!', '없'], KOREAN)
  const names = (eojeol: string): string[] => wordpiece.encode(eojeol).ids.map((id) => wordpiece.vocabulary[id])
  expect(names('재미있다!!')).toEqual(['재미', '##있다', '!', '!'])
  expect(wordpiece.encode('재미있다!')).toMatchObject({ starts: [0, 2, 4], ends: [2, 4, 5] })
  expect(names('(없었다)')).toEqual(['[UNK]', '[UNK]', '[UNK]'])
  expect(wordpiece.encode('없었다')).toEqual({ ids: [1], starts: [0], ends: [3] })
  expect(wordpiece.encode('')).toEqual({ ids: [], starts: [], ends: [] })
})

test('pieces cover an eojeol in order, each character once at most', () => {
  const wordpiece = tinyWordPiece()
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const eojeol = normalise(text).text.replaceAll(' ', '')
      const { ids, starts, ends } = wordpiece.encode(eojeol)
      expect(starts).toHaveLength(ids.length)
      let before = 0
      for (const [i, start] of starts.entries()) {
        expect(start).toBeGreaterThanOrEqual(Math.min(before, eojeol.length))
        expect(ends[i]).toBeGreaterThan(start)
        expect(ends[i]).toBeLessThanOrEqual(eojeol.length)
        before = start
      }
    }),
  )
})

for (const lowercase of [true, false]) {
  test(`transformers.js gives the same numbers as ours, ${lowercase ? 'in lower case' : 'case kept'}`, async () => {
    const wordpiece = tinyWordPiece(lowercase)
    const config = tinyConfig(wordpiece.vocabulary.length)
    const dir = `${folder}/${lowercase ? 'lower' : 'cased'}`
    writeBertFolder(dir, { config, parameters: tinyParameters(config), wordpiece })
    env.allowRemoteModels = false
    env.localModelPath = dirname(dir)
    const theirs = await AutoTokenizer.from_pretrained(basename(dir))
    const [begin, end] = [wordpiece.special('[CLS]'), wordpiece.special('[SEP]')]
    const compare = (text: string): void => {
      const ours = Array.from(encodeTexts([text], wordpiece).tokens)
      expect(theirs.encode(text), JSON.stringify(text)).toEqual([begin, ...ours, end])
    }
    const odd = [
      'ㅋㅋㅋ 영화CG가 최고!!',
      'Café CG는 ΣΑΣ',
      'İstanbul 영화',
      '漢字영화',
      '😀최고😀',
      '…“연기”—좋았다',
      'a\u00adb CG',
      '₩100 +1=2',
      '',
    ]
    for (const text of [...tinyTexts(200, 5), ...odd.map((one) => normalise(one).text)]) compare(text)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => compare(normalise(text).text)),
      { numRuns: 300 },
    )
  })
}

test('a tokenizer comes back from its files, and from vocab.txt alone', () => {
  const wordpiece = tinyWordPiece()
  const files = tokenizerFiles(wordpiece, 24)
  const whole = readWordPiece((name) => files[name], 'folder')
  expect(whole.vocabulary).toEqual(wordpiece.vocabulary)
  expect(whole.cleaning).toEqual(wordpiece.cleaning)
  const old = readWordPiece((name) => (name === 'tokenizer.json' ? undefined : files[name]), 'folder')
  expect(old.vocabulary).toEqual(wordpiece.vocabulary)
  expect(old.cleaning).toEqual(wordpiece.cleaning)
})

test('a folder without a tokenizer, or with one of another kind, is refused in one line that says what to do', () => {
  const read = (files: Record<string, string>) => () => readWordPiece((name) => files[name], 'folder')
  expect(read({})).toThrow(/neither tokenizer.json nor vocab.txt in folder\. .*save_pretrained/)
  expect(read({ 'tokenizer.json': '{"model":{"type":"BPE","vocab":{}}}' })).toThrow(/no WordPiece, but BPE/)
  expect(read({ 'tokenizer.json': '{' })).toThrow(/is no JSON/)
  expect(read({ 'vocab.txt': '[PAD]\n[UNK]\n' })).toThrow(/has no \[CLS\]/)
  expect(read({ 'tokenizer.json': '{"model":{"type":"WordPiece","vocab":{"a":7}}}' })).toThrow(/gives "a" the number 7/)
})
