// Trains one encoder on labelled reviews and says how right it is: on its validation reviews, and on a test split, which is looked at
// last. What is trained stays under --out: the same command goes on after an interruption, or only measures again.
//
//   node bench/accuracy.mjs --reviews raw.tar.gz --only-ids train-ids.txt --test-ids test-ids.txt --encoder cnn --seed 1
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { positiveInteger } from '../dist/cli/arguments.js'
import { addEncoderOptions, encoderOptionsOf } from '../dist/cli/encoder-options.js'
import { evaluate } from '../dist/eval/evaluate.js'
import { parameterShapes } from '../dist/nlp/encoder/model.js'
import { openTrained } from '../dist/nlp/encoder/open.js'
import { tokeniseCorpus } from '../dist/nlp/text/tokenise-corpus.js'
import { openTokenizer } from '../dist/nlp/text/tokenizer.js'
import { readCorpus } from '../dist/pipeline/corpus.js'
import { readTrainedEncoder, trainAndCalibrate } from '../dist/pipeline/train-encoder.js'

const given = addEncoderOptions(new Command('accuracy'))
  .requiredOption('--reviews <path>', 'reviews, in any form that `malgwi train` reads')
  .option('--language <code>', 'ko or en', 'ko')
  .option('--exclude-ids <file>', 'review ids never to train on')
  .option('--only-ids <file>', 'only the reviews with these ids')
  .option('--test-ids <file>', 'ids of a test split among the reviews; never trained on')
  .option('--test-reviews <path>', 'a test split in a file of its own')
  .option(
    '--also-without-texts-in <path>',
    'measure the test split a second time, without its texts that are among these reviews',
  )
  .option('--eval-ids <file>', 'ids of other reviews to measure on, to choose by')
  .option('--seed <n>', 'seed', positiveInteger, 1)
  .option('--threads <n>', 'threads of the tensor engine', positiveInteger, 1)
  .option('--name <name>', 'of the run (default: encoder and seed)')
  .option('--out <dir>', 'folder of the runs', '.malgwi/accuracy')
  .parse()
  .opts()
const { reviews, language, seed, threads, out, model, fineTune, initEmbeddings } = given
const name = given.name ?? `${given.encoder}-${seed}`
const dir = join(out, name)
mkdirSync(dir, { recursive: true })
const say = (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)

const excludeIds = given.excludeIds ?? given.testIds
const corpus = await readCorpus({ reviews, excludeIds, onlyIds: given.onlyIds })
const cache = join(out, `morphemes-${corpus.digest.slice(0, 12)}`)
const tokens = await tokeniseCorpus(corpus.texts, cache, { workers: 2, language })
say(`${name}: ${corpus.train.length} reviews to learn from, ${corpus.validation.length} for validation`)

if (!existsSync(join(dir, 'encoder.json'))) {
  let reported = 0
  const report = (step, steps, note) => {
    if (performance.now() - reported < 60_000 && step < steps) return
    reported = performance.now()
    say(`${step} of ${steps} ${note}`)
  }
  const options = { ...encoderOptionsOf(given), seed, threads }
  await trainAndCalibrate(corpus, tokens, options, { model, fineTune, initEmbeddings }, dir, report)
}

const { onnx, record } = readTrainedEncoder(dir)
const encoder = await openTrained(record, onnx, model ?? '', { engine: 'onnxruntime', threads: 1 })
const parts = { encoder, tokenizer: openTokenizer({ compounds: tokens.compounds }) }
const measure = (path, onlyIds, more = {}) => evaluate(parts, { reviews: path, onlyIds, prior: 'balanced', ...more })
const best = record.history[record.bestEpoch - 1]
const result = {
  name,
  encoder: given.encoder,
  seed,
  reviews: corpus.train.length,
  ...parametersOf(record),
  ...record.figures,
  epochs: record.history.length,
  bestEpoch: record.bestEpoch,
  minutes: record.history.reduce((sum, { seconds }) => sum + seconds, 0) / 60,
  millisecondsAReview: await inferenceTime(),
  validation: { accuracy: best.validBinaryAccuracy, macroF1: best.validMacroF1, loss: best.validLoss },
  ...(given.evalIds ? { elsewhere: await measure(reviews, given.evalIds) } : {}),
  ...(given.testIds ? { test: await measure(reviews, given.testIds, { alsoWithoutTextsIn: given.alsoWithoutTextsIn }) } : {}),
  ...(given.testReviews ? { test: await measure(given.testReviews) } : {}),
}
await encoder.release()
writeFileSync(join(dir, 'result.json'), JSON.stringify(result, null, 2))
appendFileSync(join(out, 'results.jsonl'), `${JSON.stringify(result)}\n`)
if (result.test) {
  // Every look at a test split is written down.
  const line = { at: new Date().toISOString(), bundle: dir, ...result.test }
  mkdirSync('.malgwi', { recursive: true })
  appendFileSync('.malgwi/test-runs.jsonl', `${JSON.stringify(line)}\n`)
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)

/** Trained numbers: those of the embedding tables, and all others. */
function parametersOf({ config, model: frozen }) {
  if (frozen) return { tables: 0, others: (frozen.width + 1) * frozen.classes }
  const size = (shape) => shape.reduce((product, length) => product * length, 1)
  const others = Object.values(parameterShapes(config)).reduce((sum, shape) => sum + size(shape), 0)
  return { tables: (config.words + config.buckets) * config.embedding, others }
}

/** Median milliseconds of one validation review by itself, Grad-CAM included, tokens at hand. */
async function inferenceTime() {
  const documents = Array.from(corpus.validation.slice(0, 400), (doc) =>
    Array.from(tokens.tokens.subarray(tokens.offsets[doc], tokens.offsets[doc + 1]), (form) => tokens.forms[form]),
  )
  const times = []
  for (const document of documents) {
    const started = performance.now()
    await encoder.run([document])
    times.push(performance.now() - started)
  }
  return times.slice(100).sort((a, b) => a - b)[150] ?? null
}
