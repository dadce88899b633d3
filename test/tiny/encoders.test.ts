import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TrainOptions } from '#src/pipeline/options.js'
import { pretrainModel } from '#src/pipeline/pretrain-bert.js'
import { trainBundle } from '#src/pipeline/train-bundle.js'
import { openRecognizer } from '#src/recognizer/open.js'
import { tinyOptions } from './bundle.js'
import { writeTinyCorpus } from './corpus.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-encoders-'))
const paths = writeTinyCorpus(dir)
const bert = join(dir, 'bert')
afterAll(() => rmSync(dir, { recursive: true, force: true }))

beforeAll(async () => {
  const training = { steps: 300, tokens: 512, learningRate: 3e-3, seed: 1, threads: 1 }
  const sizes = { layers: 1, hidden: 32, heads: 2, vocabulary: 200 }
  await pretrainModel(
    { corpus: { reviews: paths.reviews, scale: '1-10' }, out: bert, ...sizes, training },
    () => {},
    () => {},
  )
})

async function bundleWith(name: string, given: Partial<TrainOptions>) {
  const options = tinyOptions(join(dir, name), paths)
  const { manifest } = await trainBundle({ ...options, ...given }, () => {})
  return { manifest, recognizer: await openRecognizer(options.out, { engine: 'onnxruntime', threads: 1 }) }
}

const small = { epochs: 4, batch: 16, learningRate: 5e-3 }

const WAYS: Record<string, Partial<TrainOptions>> = {
  'a BERT of its own, from random weights': { encoder: { kind: 'bert', hidden: 16, layers: 1, heads: 2, words: 200, ...small } },
  'a BERT that was pre-trained, fine-tuned end to end': { encoder: { kind: 'bert', ...small }, start: { fineTune: bert } },
  'the hidden states of a BERT as they are': {
    encoder: { kind: 'bert', epochs: 60, learningRate: 0.02 },
    start: { model: bert },
  },
  'convolutions over sentences': {
    encoder: { kind: 'cnn-document', embedding: 16, hidden: 16, words: 512, buckets: 1024, ...small },
  },
}

test.each(Object.entries(WAYS))('a bundle with %s reads and explains, and is served from its own folder', async (name, given) => {
  const { manifest, recognizer } = await bundleWith(name.replaceAll(/\W+/g, '-'), given)
  expect(manifest.figures.validationAccuracy).toBeGreaterThan(0.7)
  expect(manifest.figures.maxLength).toBeGreaterThan(0)
  const bad = await recognizer.analyse('강철우주선 제로 스토리가 진짜 엉망이에요')
  expect(bad.target.label).toBe('부정')
  expect(bad.object.title).toBe('강철우주선 제로')
  expect(bad.driving.length).toBeGreaterThan(0)
  for (const { text, start, end } of bad.driving) expect(bad.text.slice(start, end)).toBe(text)
  // What a tiny model knows without being trained on the task tells complaints from praise about four times in five only.
  if (given.start?.model) return recognizer.encoder.release()
  const good = await recognizer.analyse('음악이 정말 최고 너무 좋았어요')
  expect(good.target.probabilities.긍정).toBeGreaterThan(bad.target.probabilities.긍정)
  await recognizer.encoder.release()
})

test('words of a word2vec file are begun with, and counted', async () => {
  const vectors = join(dir, 'words.txt')
  writeFileSync(vectors, `2 16\n최고 ${Array(16).fill(0.5).join(' ')}\n없는말 ${Array(16).fill(0.1).join(' ')}\n`)
  const encoder = { kind: 'cnn' as const, embedding: 16, hidden: 8, words: 512, buckets: 256, ...small }
  const { manifest, recognizer } = await bundleWith('vectors', { encoder, start: { initEmbeddings: vectors } })
  expect(manifest.figures).toMatchObject({ embeddingsFound: 1 })
  expect(manifest.figures.embeddingsOf).toBeGreaterThan(10)
  await recognizer.encoder.release()
})

test('an encoder begins with vectors of its own words, unless it is told to begin at random', async () => {
  const encoder = { kind: 'max-pool' as const, embedding: 16, words: 512, buckets: 256, ...small, epochs: 1 }
  const own = await bundleWith('own-vectors', { encoder, start: {} })
  const { embeddingsFound, embeddingsOf } = own.manifest.figures
  expect(embeddingsFound).toBe(embeddingsOf)
  expect(embeddingsOf).toBeGreaterThan(10)
  await own.recognizer.encoder.release()
  const random = await bundleWith('random-vectors', { encoder, start: { initEmbeddings: 'random' } })
  expect(random.manifest.figures.embeddingsFound).toBeUndefined()
  await random.recognizer.encoder.release()
})

test('a BERT is asked for by the kind bert only', async () => {
  const given = { encoder: { kind: 'lstm' as const, ...small }, start: { fineTune: bert } }
  await expect(bundleWith('wrong', given)).rejects.toMatchObject({ code: 'USAGE' })
})

test('English reviews make an English bundle', async () => {
  const openings = ['This film was', 'The story was', "I don't regret it, it was", 'What a film. It was', 'The actors were']
  const verdicts = [
    ['awful', 'boring', 'a waste of time', 'not good at all'],
    ['great', 'wonderful', 'a joy to watch', 'not bad at all'],
  ]
  const rows = Array.from({ length: 400 }, (_, i) => {
    const label = i % 2
    const text = `${openings[i % 5]} ${verdicts[label][Math.floor(i / 2) % 4]}${i % 3 ? '.' : '!'} <br />${i % 7 ? '' : 'Really.'}`
    return `${i}\t${text}\t${label}`
  })
  const reviews = join(dir, 'english.tsv')
  writeFileSync(reviews, ['id\ttext\tlabel', ...rows].join('\n'))
  const options = { ...tinyOptions(join(dir, 'english'), { reviews }), scale: '0-1' as const, domain: undefined }
  await trainBundle({ ...options, language: 'en' }, () => {})
  const recognizer = await openRecognizer(options.out, { engine: 'onnxruntime', threads: 1 })
  const { target, driving, text } = await recognizer.analyse('The story was boring, and what a waste of time.')
  expect(target.label).toBe('부정')
  expect(driving.map(({ start, end }) => text.slice(start, end)).join(' ')).toMatch(/boring|waste|time/)
  expect((await recognizer.analyse('The actors were wonderful')).target.label).toBe('긍정')
  await recognizer.encoder.release()
})
