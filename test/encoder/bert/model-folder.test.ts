import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readBertFolder } from '#src/pipeline/bert-folder.js'
import { pretrainModel } from '#src/pipeline/pretrain-bert.js'
import { temporaryFolder, tinyTexts } from './tiny.js'

const root = temporaryFolder()
afterAll(() => rmSync(root, { recursive: true }))

const reviews = join(root, 'reviews.tsv')
const rows = tinyTexts(300).map((text, i) => `${i}\t${text}\t${i % 2 ? 10 : 1}`)
writeFileSync(reviews, ['id\ttext\trating', ...rows, ''].join('\n'))

const options = {
  corpus: { reviews, columns: { text: 'text', rating: 'rating' }, scale: '1-10' as const },
  layers: 1,
  hidden: 16,
  heads: 2,
  vocabulary: 80,
  training: { steps: 120, tokens: 96, learningRate: 0.01 },
}
const silent = (): void => {}

test('a model is written when time is up, and again when the same call has gone on to the end', async () => {
  const out = join(root, 'model')
  const cut = await pretrainModel({ ...options, out, training: { ...options.training, seconds: 0 } }, silent)
  expect(cut.finished).toBe(false)
  const early = readBertFolder(out)
  expect(early.wordpiece.vocabulary).toHaveLength(80)

  const done = await pretrainModel({ ...options, out }, silent)
  expect(done.finished).toBe(true)
  const late = readBertFolder(out)
  expect(late.config).toEqual(early.config)
  expect(late.parameters['cls.predictions.bias']).not.toEqual(early.parameters['cls.predictions.bias'])
  const records = readFileSync(join(out, 'pretraining.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records.map(({ step }) => step)).toEqual([100, 120])
  expect(records[1].loss).toBeLessThan(records[0].loss)
})

test('another model is begun with: its tokenizer, its sizes, its weights', async () => {
  const start = join(root, 'model')
  const out = join(root, 'further')
  await pretrainModel(
    { ...options, out, start, hidden: 64, vocabulary: 5000, training: { ...options.training, seconds: 0 } },
    silent,
  )
  const [before, after] = [readBertFolder(start), readBertFolder(out)]
  expect(after.config).toEqual(before.config)
  expect(after.wordpiece.vocabulary).toEqual(before.wordpiece.vocabulary)
  expect(after.parameters).toEqual(before.parameters)
})
