import { rmSync } from 'node:fs'
import { AutoTokenizer } from '@huggingface/transformers'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { eojeolsOf, layHeat } from '#src/nlp/encoder/huggingface/morphemes.js'
import { byteCharacters, placePieces } from '#src/nlp/encoder/huggingface/pieces.js'
import { eojeolTokenizer } from '#src/nlp/encoder/huggingface/tokenizer.js'
import { transformers } from '#src/nlp/encoder/huggingface/transformers.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { byteLevel, type ModelOptions, makeModel, unigram, wordPiece } from './make.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

async function load(options: ModelOptions) {
  await transformers()
  folders.push(makeModel(options))
  return AutoTokenizer.from_pretrained(folders[folders.length - 1], { local_files_only: true })
}

const roberta = { unk_token: '<unk>', pad_token: '<pad>', cls_token: '<s>', sep_token: '</s>' }
const bytes = [...new Set([...byteCharacters(' 영화가 최고! a good film')])]
const TOKENIZERS: Record<string, ModelOptions> = {
  WordPiece: { tokenizer: wordPiece() },
  'WordPiece that keeps case': { tokenizer: wordPiece(false), tokenizerConfig: { do_lower_case: false } },
  'Unigram with Metaspace': { tokenizer: unigram(), tokenizerConfig: { tokenizer_class: 'XLMRobertaTokenizer', ...roberta } },
  'byte-level BPE': { tokenizer: byteLevel(bytes), tokenizerConfig: { tokenizer_class: 'RobertaTokenizer', ...roberta } },
}
const TEXTS = ['영화가 최고!', '정말 재미 없었어.', '뷁 영화가', '영화가뷁! CG는 ㅋㅋㅋ', '최고 a good film', '가']

describe('tokenising eojeol by eojeol', () => {
  for (const [name, options] of Object.entries(TOKENIZERS)) {
    test(`gives what ${name} gives for the whole text, special tokens included`, async () => {
      const tokenizer = await load(options)
      const { before, after, encode } = eojeolTokenizer(tokenizer)
      expect(before).toHaveLength(1)
      expect(after).toHaveLength(1)
      for (const text of TEXTS) {
        const { ids, pieces } = encode(text.split(' '))
        expect([...before, ...ids, ...after], text).toEqual(tokenizer.encode(text))
        expect(pieces).toHaveLength(ids.length)
      }
    })
  }

  test('holds for any text without odd spaces, and puts every piece inside its eojeol', async () => {
    const syllables = fc.constantFrom(...'영화가최고재미없었어뷁ㅋㅠ!.,CGé①Ａ😀\u0301ß')
    const eojeol = fc.oneof(
      fc.array(syllables, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/[\s\p{C}\p{Z}]/u.test(text)),
    )
    for (const options of Object.values(TOKENIZERS)) {
      const tokenizer = await load(options)
      const { before, after, encode } = eojeolTokenizer(tokenizer)
      const holds = (eojeols: string[]): void => {
        const { ids, pieces } = encode(eojeols)
        expect([...before, ...ids, ...after]).toEqual(tokenizer.encode(eojeols.join(' ')))
        for (const { eojeol, start, end } of pieces) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(eojeols[eojeol].length)
        }
      }
      fc.assert(fc.property(fc.array(eojeol, { minLength: 1, maxLength: 5 }), holds), { numRuns: 150, seed: 5 })
    }
  })

  test('puts each piece on its characters', async () => {
    const { encode } = eojeolTokenizer(await load({}))
    const eojeols = ['영화가', 'CG는', '재미없었어']
    const covered = encode(eojeols).pieces.map(({ eojeol, start, end }) => eojeols[eojeol].slice(start, end))
    expect(covered).toEqual(['영화', '가', 'CG', '는', '재미없었어'])
  })
})

describe('the place of a piece', () => {
  const notation = { unknown: '[UNK]', bytes: false }
  const covered = (eojeol: string, tokens: string[], bytes = false): string[] =>
    placePieces(eojeol, tokens, { ...notation, bytes }).map(({ start, end }) => eojeol.slice(start, end))

  test('is found behind changed case, accents and compatibility forms', () => {
    expect(covered('CaféＡ１', ['cafe', '##a', '##1'])).toEqual(['Café', 'Ａ', '１'])
  })

  test('is found in decomposed Hangul, where a piece may end inside a syllable', () => {
    const [first, second] = [...'없'.normalize('NFD')].map((_, i, all) => (i === 0 ? all.slice(0, 2).join('') : all[2]))
    expect(covered('재미없다', ['재미'.normalize('NFD'), `##${first}`, `##${second}`, `##${'다'.normalize('NFD')}`])).toEqual([
      '재미',
      '없',
      '없',
      '다',
    ])
  })

  test('is, for unknown pieces, all that lies between the known ones', () => {
    expect(covered('뷁뷁!최고', ['[UNK]', '!', '최', '##고'])).toEqual(['뷁뷁', '!', '최', '고'])
    expect(covered('최고뷁뷁', ['최', '##고', '[UNK]', '[UNK]'])).toEqual(['최', '고', '뷁뷁', '뷁뷁'])
    expect(covered('뷁', ['[UNK]'])).toEqual(['뷁'])
  })

  test('is never empty, not even for the mark of a new word or a character that folds away', () => {
    expect(covered('최고', ['▁', '최고'])).toEqual(['최', '최고'])
    expect(covered('\u0301', ['[UNK]'])).toEqual(['\u0301'])
  })

  test('covers whole characters where pieces are single bytes', () => {
    const bytes = [...byteCharacters(' 영!')]
    expect(covered('영!', bytes, true)).toEqual(['영', '영', '영', '영', '!'])
  })

  test('keeps a surrogate pair together', () => {
    expect(covered('😀최고', ['[UNK]', '최고'])).toEqual(['😀', '최고'])
  })
})

describe('heat on morphemes', () => {
  const form = (surface: string, initial: boolean): TokenForm => ({ surface, lemma: surface, tag: 'noun', initial })
  const tokens = [form('재미', true), form('없', false), form('었어', false), form('정말', true)]

  test('rebuilds the eojeols from the morphemes', () => {
    expect(eojeolsOf(tokens).texts).toEqual(['재미없었어', '정말'])
    expect(eojeolsOf([form('가', false), form('영화', true)]).texts).toEqual(['가', '영화'])
    expect(eojeolsOf([]).texts).toEqual([])
  })

  test('is shared by characters, and its sum is kept', () => {
    const into = new Float32Array(4)
    const pieces = [
      { eojeol: 0, start: 0, end: 3 },
      { eojeol: 0, start: 3, end: 5 },
      { eojeol: 1, start: 0, end: 2 },
    ]
    layHeat([3, 1, 5], pieces, eojeolsOf(tokens).places, into)
    expect([...into]).toEqual([2, 1, 1, 5])
  })
})
