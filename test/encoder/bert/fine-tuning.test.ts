import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  bertOptions,
  pieceCorpus,
  pieceVocabulary,
  readPieces,
  startFrom,
  wordPieceOf,
} from '#src/nlp/encoder/bert/fine-tuning.js'
import { bertShapes, initialise } from '#src/nlp/encoder/bert/parameters.js'
import { encodeTexts } from '#src/nlp/encoder/bert/pieces.js'
import { trainWordPiece } from '#src/nlp/encoder/bert/train-wordpiece.js'
import { openWordPiece, SPECIAL } from '#src/nlp/encoder/bert/wordpiece.js'
import { bert as kind } from '#src/nlp/encoder/kinds/bert.js'
import { initialise as initialiseEncoder } from '#src/nlp/encoder/model.js'
import { withDefaults } from '#src/nlp/encoder/options.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { tokenIds } from '#src/nlp/encoder/token-ids.js'
import { planEncoder, trainEncoder } from '#src/nlp/encoder/train.js'
import { openVocabulary } from '#src/nlp/encoder/vocabulary.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { numbersOf, relativeError } from '../../tensor/numbers.js'
import { toyCorpus, toyOptions } from '../toy.js'
import { referenceBert } from './reference.js'
import { temporaryFolder, tinyConfig, tinyTexts, tinyWordPiece } from './tiny.js'

const root = temporaryFolder()
afterAll(() => rmSync(root, { recursive: true }))

const wordpiece = openWordPiece([...SPECIAL, '재미', '##없', '##었', '##어', '영화', '##가', '정', '##말', '!'], {
  lowercase: true,
  stripAccents: false,
})
const form = (surface: string, initial: boolean): TokenForm => ({ surface, lemma: surface, tag: 'noun', initial })
const FORMS = [
  form('영화', true),
  form('가', false),
  form('재미없', true),
  form('었어', false),
  form('!', false),
  form('별로', true),
]

describe('morphemes in word pieces', () => {
  const corpus = { forms: FORMS, tokens: Uint32Array.of(0, 1, 2, 3, 4, 5), offsets: Uint32Array.of(0, 5, 5, 6) }

  test('are eojeols again, between [CLS] and [SEP]; an empty document has those alone', () => {
    const { tokens, offsets, forms, counts, vocabulary } = pieceCorpus(corpus, wordpiece)
    expect([...offsets]).toEqual([0, 9, 11, 14])
    const surfaces = (d: number): string[] => [...tokens.subarray(offsets[d], offsets[d + 1])].map((id) => forms[id].lemma)
    expect(surfaces(0)).toEqual(['[CLS]', '영화', '##가', '재미', '##없', '##었', '##어', '!', '[SEP]'])
    expect(surfaces(1)).toEqual(['[CLS]', '[SEP]'])
    expect(surfaces(2)).toEqual(['[CLS]', '[UNK]', '[SEP]'])
    expect(counts[wordpiece.special('[CLS]')]).toBe(3)
    expect(vocabulary?.words).toHaveLength(wordpiece.vocabulary.length)
  })

  test('are the pieces of the text itself', () => {
    const own = tinyWordPiece()
    const texts = tinyTexts(50, 8)
    const eojeols = texts.map((text) => text.split(' '))
    const forms = eojeols.flat().map((eojeol) => form(eojeol, true))
    const offsets = Uint32Array.from([0, ...eojeols.map((_, d) => eojeols.slice(0, d + 1).flat().length)])
    const made = pieceCorpus({ forms, tokens: Uint32Array.from(forms.keys()), offsets }, own)
    const expected = encodeTexts(texts, own)
    const bare = [...made.tokens].filter((id) => id !== own.special('[CLS]') && id !== own.special('[SEP]'))
    expect(bare).toEqual([...expected.tokens])
  })

  test('are read the same when serving, and their heat goes back to the morphemes with its sum', () => {
    const document = FORMS.slice(0, 5)
    const { rows, spread } = readPieces(wordpiece, 16)(document)
    expect(rows[0].map(({ lemma }) => lemma)).toEqual(['[CLS]', '영화', '##가', '재미', '##없', '##었', '##어', '!', '[SEP]'])
    const heat = Float32Array.of(7, 1, 2, 3, 4, 5, 6, 8, 9)
    const into = new Float32Array(5)
    spread(0, heat, into)
    expect([...into]).toEqual([1, 2, 7, 11, 8])
    const short = readPieces(wordpiece, 4)(document)
    expect(short.rows[0].map(({ lemma }) => lemma)).toEqual(['[CLS]', '영화', '!', '[SEP]'])
    const some = new Float32Array(5)
    short.spread(0, Float32Array.of(1, 2, 3, 4), some)
    expect([...some]).toEqual([2, 0, 0, 0, 3])
  })

  test('a tokenizer comes back from the encoder’s vocabulary', () => {
    const again = wordPieceOf(pieceVocabulary(wordpiece), wordpiece.cleaning)
    expect(again.vocabulary).toEqual(wordpiece.vocabulary)
    expect(again.encode('영화가!')).toEqual(wordpiece.encode('영화가!'))
  })

  test('of a tokenizer that keeps case are told apart by it', () => {
    const cased = openWordPiece([...SPECIAL, 'CG', 'cg', 'Cg', '^', 'İ'], { lowercase: false, stripAccents: false })
    const { wordId } = openVocabulary(pieceVocabulary(cased))
    const numbers = (eojeol: string): number[] =>
      readPieces(cased, 16)([form(eojeol, true)]).rows[0].map((piece) => wordId(piece) - 2)
    expect(['CG', 'cg', 'Cg', '^'].map((eojeol) => numbers(eojeol))).toEqual([5, 6, 7, 8].map((id) => [2, id, 3]))
    expect(wordPieceOf(pieceVocabulary(cased), cased.cleaning).vocabulary).toEqual(cased.vocabulary)
  })
})

describe('an encoder of the kind bert', () => {
  const toy = toyCorpus(300)
  const eojeols = new Map(toy.forms.map(({ surface }) => [surface, 1000]))
  const own = openWordPiece(trainWordPiece(eojeols, 80, wordpiece.cleaning), wordpiece.cleaning)
  const config = tinyConfig(own.vocabulary.length)
  const parameters = initialise(bertShapes(config), 2)
  const corpus = { ...toy, ...pieceCorpus(toy, own) }
  const options = {
    ...toyOptions,
    ...bertOptions(config),
    maxLength: 16,
    epochs: 2,
    learningRate: 0.005,
    tokenDropout: 0,
    wordDropout: 0,
  }
  const start = startFrom({ config, parameters }, own, 16)

  test('begins with the weights of a model, and its feature map is that model’s hidden states', async () => {
    const { config: sizes, vocabulary } = planEncoder(corpus, withDefaults(options))
    const weights = { ...initialiseEncoder(sizes, 1), ...start.parameters }
    expect(Object.keys(start.parameters ?? {}).sort()).toEqual(Object.keys(kind.parameters(sizes)).sort())
    const table = new Float32Array(sizes.words * sizes.embedding)
    // The tables of a bundle are in half precision: numbers that it can hold make the comparison exact.
    const half = (values: Float32Array): Float32Array => values.map((value) => Math.round(value * 256) / 256)
    for (const [row, values] of start.words ?? []) table.set(half(values), row * sizes.embedding)
    const onnx = servingGraph(sizes, weights, table, new Float32Array(sizes.buckets * sizes.embedding))
    const rounded = { ...parameters, 'embeddings.word_embeddings.weight': half(parameters['embeddings.word_embeddings.weight']) }

    const document = ['영화', '배우', '최고'].map((eojeol) => form(eojeol, true))
    const { rows } = readPieces(own, 16)(document)
    const ids = rows[0].map(({ lemma }) => own.vocabulary.indexOf(lemma))
    const states = referenceBert(
      config,
      rounded,
      ids,
      ids.map(() => 0),
    )
    const mean = Array.from({ length: 16 }, (_, k) => ids.reduce((sum, _, t) => sum + states[t * 16 + k], 0) / ids.length)
    const expected = Array.from(weights['head.b'], (bias, c) =>
      mean.reduce((sum, value, k) => sum + value * weights['head.W'][k * 3 + c], bias),
    )

    const numbers = tokenIds(vocabulary)
    const short = readPieces(own, 16)([form('별로', true)]).rows
    for (const engine of [onnxruntime, tfjs]) {
      const session = await engine.open(onnx, { threads: 1 })
      const { feeds } = numbers.feeds([...rows, ...short], numbers.buffers())
      const { logits, cam } = await session.run(feeds, ['logits', 'cam'])
      await session.release()
      expect(relativeError(numbersOf(logits).slice(0, 3), expected)).toBeLessThan(1e-4)
      expect(cam.dims).toEqual([3, 2, ids.length])
    }
  })

  test('is trained end to end, layers and word pieces', async () => {
    const trained = await trainEncoder(corpus, options, { dir: join(root, 'tuned') }, start)
    const [first, last] = [trained.history[0], trained.history[trained.history.length - 1]]
    expect(last.trainLoss).toBeLessThan(first.trainLoss)
    expect(last.validAccuracy).toBeGreaterThan(0.6)
    expect(trained.config).toMatchObject({ kind: 'bert', hidden: 16, layers: 2, heads: 2, maxLength: 16 })
  })

  test('is refused weights that do not fit, in one line that says why', () => {
    expect(() => startFrom({ config, parameters }, own, 28)).toThrow(/up to 28 pieces, max_position_embeddings is 24/)
    const narrow = { ...config, intermediate: 48 }
    expect(() => startFrom({ config: narrow, parameters }, own, 16)).toThrow(/intermediate_size is 48, not 4 times hidden_size/)
  })
})
