// Trains one encoder on labelled reviews and says how right it is: on its validation reviews, and with --test-ids on a test split,
// which is looked at last. What is trained stays under --out: the same command goes on after an interruption.
//
//   node bench/accuracy.mjs --reviews raw.tar.gz --only-ids train-ids.txt --test-ids test-ids.txt --encoder cnn --seed 1
//
// Options of training are those of src/nlp/encoder/options.ts: --epochs 4 --embedding 128 --label-smoothing 0.1 …
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluate } from '../dist/eval/evaluate.js'
import { openEncoder } from '../dist/nlp/encoder/infer.js'
import { withDefaults } from '../dist/nlp/encoder/options.js'
import { tokeniseCorpus } from '../dist/nlp/text/tokenise-corpus.js'
import { openTokenizer } from '../dist/nlp/text/tokenizer.js'
import { readCorpus } from '../dist/pipeline/corpus.js'
import { readTrainedEncoder, trainAndCalibrate } from '../dist/pipeline/train-encoder.js'

const text = { type: 'string' }
const { values } = parseArgs({
  strict: false,
  options: Object.fromEntries(
    ['reviews', 'exclude-ids', 'only-ids', 'test-ids', 'eval-ids', 'encoder', 'out', 'corpus', 'name', 'log'].map((name) => [name, text]),
  ),
})
const known = withDefaults({})
const camel = (name) => name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase())
const options = { kind: values.encoder ?? 'bilstm', threads: 1 }
// Of `--name value` pairs parseArgs, not being strict, takes unknown names as flags: read them ourselves.
const given = process.argv.slice(2)
given.forEach((argument, at) => {
  const name = camel(argument.replace(/^--/, ''))
  if (!argument.startsWith('--') || !(name in known || name === 'maxLength')) return
  const value = given[at + 1]
  options[name] = name === 'widths' ? value.split(',').map(Number) : Number.isNaN(Number(value)) ? value : Number(value)
})
const name = values.name ?? [options.kind, options.seed ?? 1].join('-')
const out = values.out ?? '.malgwi/accuracy'
const dir = join(out, name)
mkdirSync(dir, { recursive: true })
const say = (line) => process.stderr.write(`${line}\n`)

const corpusOptions = { reviews: values.reviews, excludeIds: values['exclude-ids'] ?? values['test-ids'], onlyIds: values['only-ids'] }
const corpus = await readCorpus(corpusOptions)
const tokens = await tokeniseCorpus(corpus.texts, values.corpus ?? join(out, `morphemes-${corpus.digest.slice(0, 12)}`), { workers: 2 })
say(`${corpus.train.length} reviews to learn from, ${corpus.validation.length} for validation`)
const started = performance.now()
let reported = 0
if (!existsSync(join(dir, 'encoder.json'))) {
  await trainAndCalibrate(corpus, tokens, options, dir, (step, steps, note) => {
    if (performance.now() - reported < 30_000) return
    reported = performance.now()
    say(`${new Date().toISOString().slice(11, 19)} ${step}/${steps} ${note}`)
  })
}
const { onnx, record } = readTrainedEncoder(dir)
const { config, history, bestEpoch, vocabulary, calibration } = record
const best = history[bestEpoch - 1]
const encoder = await openEncoder({ onnx, vocabulary, config, calibration }, { engine: 'onnxruntime', threads: 1 })
const parts = { encoder, tokenizer: openTokenizer({ compounds: tokens.compounds }) }
const measure = (ids) => evaluate(parts, { reviews: values.reviews, onlyIds: ids, prior: 'balanced' })
const tables = (config.words + config.buckets) * config.embedding
const result = {
  name,
  kind: options.kind,
  options,
  reviews: corpus.train.length,
  maxLength: config.maxLength,
  epochs: history.length,
  bestEpoch,
  minutes: history.reduce((sum, { seconds }) => sum + seconds, 0) / 60,
  tables,
  validation: { accuracy: best.validBinaryAccuracy, macroF1: best.validMacroF1, loss: best.validLoss },
  ...(values['eval-ids'] ? { elsewhere: await measure(values['eval-ids']) } : {}),
  ...(values['test-ids'] ? { test: await measure(values['test-ids']) } : {}),
}
writeFileSync(join(dir, 'result.json'), JSON.stringify(result, null, 2))
appendFileSync(values.log ?? join(out, 'results.jsonl'), `${JSON.stringify(result)}\n`)
if (values['test-ids']) {
  mkdirSync('.malgwi', { recursive: true })
  appendFileSync('.malgwi/test-runs.jsonl', `${JSON.stringify({ at: new Date().toISOString(), bundle: dir, ...result.test })}\n`)
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
await encoder.release()
