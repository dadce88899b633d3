// Does an encoder learn a small domain better from another domain's word vectors? Accuracy on a held-out part of the target domain,
// trained on 5 % and on all of the rest, from random embeddings and from embeddings updated from the source domain.
//
//   npm run build
//   node bench/transfer.mjs --target steam-reviews.tsv.gz --source nsmc-raw.tar.gz --exclude-ids nsmc-test-ids.txt [--work DIR]
//       [--kind cnn] [--sample 150000] [--seeds 5] [--threads 1] [--json FILE]
//
// Two kinds of source vectors, both written as word2vec files and read back as --init-embeddings reads them: the word table of an encoder
// trained on the source, and Target2Vec vectors (skip-gram with the review's class as a label) of the same source reviews. All gains are
// against the encoder of the same seed, and so the same reviews, that began at random.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readReviews } from '#src/corpus/reviews.js'
import { binaryProbability, fitCalibration, NEGATIVE, POSITIVE } from '#src/nlp/encoder/calibrate.js'
import { openEncoder } from '#src/nlp/encoder/infer.js'
import { randomStream, shuffle } from '#src/nlp/encoder/random.js'
import { startWords } from '#src/nlp/encoder/start-words.js'
import { trainEncoder } from '#src/nlp/encoder/train.js'
import { buildVocabulary } from '#src/nlp/encoder/vocabulary.js'
import { writeWordVectors } from '#src/nlp/target2vec/formats/word2vec/write.js'
import { trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { fromHalf } from '#src/nlp/tensor/half.js'
import { readOnnx } from '#src/nlp/tensor/onnx-read.js'
import { tokeniseCorpus } from '#src/nlp/text/tokenise-corpus.js'
import { readCorpus } from '#src/pipeline/corpus.js'
import { softTargets } from '#src/pipeline/soft-targets.js'
import { inWords } from '#src/pipeline/start-vectors.js'

const CLASSES = 3
const TEST_SHARE = 0.2
const SMALL_SHARE = 0.05
/** Of the reviews that a run may see: to choose the epoch by. */
const VALIDATION_SHARE = 0.1
const [SAMPLE_STREAM, DRAW_STREAM] = [1, 2]

/** One encoder for all: small, so that the table is done in minutes. */
const SIZES = { embedding: 64, hidden: 32 }
const SOURCE_TRAINING = { epochs: 3, batch: 128 }
/** A twentieth of the reviews gets more epochs of smaller batches, so that it is not the number of steps that makes the difference. */
const TRAINING = {
  small: { epochs: 15, batch: 32, learningRate: 2e-3 },
  whole: { epochs: 2, batch: 128, learningRate: 2e-3 },
}

/** Which vectors the words begin with, and whether they are scaled. */
const STARTS = {
  alone: {},
  encoder: { vectors: 'encoder' },
  target2vec: { vectors: 'target2vec' },
  'encoder, not scaled': { vectors: 'encoder', norm: null },
  'target2vec, not scaled': { vectors: 'target2vec', norm: null },
}
const TABLES = [
  { title: 'words of the reviews trained on', ngrams: 'none', starts: ['alone', 'encoder', 'target2vec'] },
  { title: 'vectors as long as in the file', ngrams: 'none', starts: ['encoder, not scaled', 'target2vec, not scaled'] },
  { title: 'words and n-grams', ngrams: 'syllable', starts: ['alone', 'encoder', 'target2vec'] },
]

const { values: options } = parseArgs({
  options: {
    target: { type: 'string' },
    source: { type: 'string' },
    'exclude-ids': { type: 'string' },
    work: { type: 'string', default: '.malgwi/transfer' },
    kind: { type: 'string', default: 'cnn' },
    sample: { type: 'string', default: '150000' },
    limit: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
if (!options.target || !options.source) {
  console.error(
    'usage: node bench/transfer.mjs --target FILE --source PATH [--exclude-ids FILE] [--work DIR] [--kind cnn] [--sample N] [--limit N] [--seeds N] [--threads N] [--json FILE]',
  )
  process.exit(2)
}
const threads = Number(options.threads)
const common = { kind: options.kind, ...SIZES, threads }

const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (/** @type {number[]} */ values) =>
  values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1))
const countOf = (/** @type {number} */ share, /** @type {number} */ all) => Math.max(2, Math.round(share * all))
const log = (/** @type {string} */ line) => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`)

/** Occurrences of each form in some of the documents. */
function countForms(tokenised, docs) {
  const counts = new Uint32Array(tokenised.forms.length)
  for (const doc of docs)
    for (let at = tokenised.offsets[doc]; at < tokenised.offsets[doc + 1]; at++) counts[tokenised.tokens[at]]++
  return counts
}

/** A text with its copies is on one side, whatever its row. */
const isTest = (text) => createHash('sha256').update(text.trim()).digest().readUInt32BE() / 2 ** 32 < TEST_SHARE

async function readSource() {
  const corpus = await readCorpus({ reviews: options.source, excludeIds: options['exclude-ids'] })
  const all = Uint32Array.from(corpus.texts, (_, doc) => doc)
  const docs = shuffle(all, randomStream(SAMPLE_STREAM)).slice(0, Number(options.sample)).sort()
  const texts = Array.from(docs, (doc) => corpus.texts[doc])
  const tokenised = await tokeniseCorpus(texts, join(options.work, 'source'), { workers: threads })
  const targets = softTargets(
    Array.from(docs, (doc) => corpus.ratings[doc]),
    corpus.scale,
  )
  return { texts: texts.length, tokenised, targets, labels: Uint8Array.from(docs, (doc) => corpus.labels[doc]) }
}

async function readTarget(compounds) {
  const [texts, ratings, labels] = [[], [], []]
  for await (const review of readReviews(options.target)) {
    texts.push(review.text)
    ratings.push(review.rating)
    labels.push(review.label)
    if (texts.length === Number(options.limit)) break
  }
  const tokenised = await tokeniseCorpus(texts, join(options.work, 'target'), { workers: threads, compounds })
  const sides = texts.map(isTest)
  const docs = texts.map((_, doc) => doc)
  return {
    tokenised,
    targets: softTargets(ratings, '0-1'),
    labels: Uint8Array.from(labels),
    test: docs.filter((doc) => sides[doc]),
    rest: docs.filter((doc) => !sides[doc]),
  }
}

/** Trains in a folder that is gone afterwards. */
async function train(corpus, settings, start) {
  const dir = mkdtempSync(join(tmpdir(), 'malgwi-transfer-'))
  try {
    return await trainEncoder(corpus, { ...common, checkpointSeconds: 1e6, ...settings }, { dir }, start)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The two files of vectors of the source, made once and kept in the work folder. */
async function sourceVectors({ tokenised, targets, labels, texts }) {
  const { forms, counts, tokens, offsets } = tokenised
  const made = {
    source: options.source,
    exclude: options['exclude-ids'],
    texts,
    tokens: tokens.length,
    ...common,
    ...SOURCE_TRAINING,
  }
  const paths = {
    encoder: join(options.work, 'source-encoder.bin'),
    target2vec: join(options.work, 'source-target2vec.bin'),
    made: join(options.work, 'source.json'),
  }
  const known = existsSync(paths.made) ? JSON.parse(readFileSync(paths.made, 'utf8')) : {}
  if (JSON.stringify(known.made) !== JSON.stringify(made)) {
    const all = Uint32Array.from(labels, (_, doc) => doc)
    const docs = shuffle(all.slice(), randomStream(DRAW_STREAM))
    const held = countOf(VALIDATION_SHARE / 2, docs.length)
    const corpus = { forms, counts, tokens, offsets, targets, labels, train: docs.slice(held), valid: docs.slice(0, held) }
    const started = performance.now()
    const { onnx, vocabulary, history, bestEpoch } = await train(corpus, { ...SOURCE_TRAINING, ngrams: 'none' })
    const { initializers } = readOnnx(onnx)
    const rows = fromHalf(initializers.get('words').data).subarray(2 * SIZES.embedding)
    await writeWordVectors(paths.encoder, vocabulary.words, rows, 'binary')
    const accuracy = history[bestEpoch - 1].validBinaryAccuracy
    log(`source encoder: ${percent(accuracy)} balanced on its validation part, ${seconds(started)} s`)

    const model = await trainTarget2Vec(
      inWords({ ...tokenised, labels, train: all }, vocabulary),
      { dimensions: SIZES.embedding, threads, epochs: 5 },
      {},
    )
    await writeWordVectors(paths.target2vec, vocabulary.words, model.words, 'binary')
    log(`source vectors: ${vocabulary.words.length} words, ${seconds(started)} s in all`)
    writeFileSync(paths.made, JSON.stringify({ made, accuracy }))
    return { made, paths, accuracy }
  }
  return { made, paths, accuracy: known.accuracy }
}

function vocabularyOf(target, docs, ngrams) {
  const counts = countForms(target.tokenised, docs)
  return buildVocabulary(target.tokenised.forms, counts, {
    words: 32_768,
    buckets: ngrams === 'none' ? 1 : 2 ** 14,
    ngrams,
    minimum: 2,
  })
}

/** What a run with these settings came to, kept in the work folder: a bench that was killed goes on where it was. */
async function measured(target, source, settings) {
  const path = join(options.work, 'runs.json')
  const runs = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const key = JSON.stringify({ ...source.made, target: options.target, limit: options.limit, TRAINING, ...settings })
  if (runs[key] === undefined) {
    runs[key] = await measure(target, source, settings)
    writeFileSync(path, JSON.stringify(runs, null, 1))
  }
  return runs[key]
}

/** Trains on a part of the target domain and returns the accuracy on its test part. */
async function measure(target, source, { share, ngrams, start, seed }) {
  const { vectors, norm } = STARTS[start]
  const drawn = shuffle(Uint32Array.from(target.rest), randomStream(seed, DRAW_STREAM))
  const docs = drawn.slice(0, countOf(share, drawn.length))
  const held = countOf(VALIDATION_SHARE, docs.length)
  const [valid, learnt] = [docs.slice(0, held), docs.slice(held)]
  const { forms, tokens, offsets } = target.tokenised
  const vocabulary = vocabularyOf(target, learnt, ngrams)
  const found = vectors && (await startWords(vocabulary, source.paths[vectors], { dimensions: SIZES.embedding, norm }))
  const trained = await train(
    {
      forms,
      counts: countForms(target.tokenised, learnt),
      tokens,
      offsets,
      targets: target.targets,
      labels: target.labels,
      train: learnt,
      valid,
      vocabulary,
    },
    { ...TRAINING[share < 1 ? 'small' : 'whole'], ngrams, buckets: vocabulary.buckets, seed },
    { words: found?.rows },
  )
  const validLabels = Array.from(valid, (doc) => target.labels[doc])
  const calibration = fitCalibration(trained.validLogits, validLabels, CLASSES)
  const encoder = await openEncoder(
    { onnx: trained.onnx, vocabulary, calibration, config: trained.config },
    { engine: 'onnxruntime', threads },
  )
  const logits = await encoder.logits(
    target.test.map((doc) => Array.from(tokens.subarray(offsets[doc], offsets[doc + 1]), (form) => forms[form])),
  )
  await encoder.release()
  // As the epoch was chosen: an early one may lean to one class until its few validation reviews have set that right.
  const positive = binaryProbability(logits, calibration, 'balanced')
  const right = target.test.filter((doc, i) => (positive[i] >= 0.5 ? POSITIVE : NEGATIVE) === target.labels[doc]).length
  return { accuracy: right / target.test.length, found: found?.found, of: vocabulary.words.length, epoch: trained.bestEpoch }
}

const seconds = (/** @type {number} */ since) => ((performance.now() - since) / 1000).toFixed(0)
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(2)} %`
const points = (/** @type {number[]} */ values) => `${(100 * mean(values)).toFixed(2)} ± ${(100 * deviation(values)).toFixed(2)}`

mkdirSync(options.work, { recursive: true })
const sourceCorpus = await readSource()
const target = await readTarget(sourceCorpus.tokenised.compounds)
const source = await sourceVectors(sourceCorpus)
log(
  `${target.rest.length} reviews of the target to learn from, ${target.test.length} to test on; ${sourceCorpus.texts} of the source`,
)

const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => i + 1)
const cells = TABLES.flatMap(({ title, ngrams, starts }) =>
  [SMALL_SHARE, 1].flatMap((share) => starts.map((start) => ({ title, ngrams, share, start, runs: [] }))),
)
for (const { title } of TABLES) {
  // Seed by seed, so that what is there early is every row of a table, from few seeds.
  for (const seed of seeds) {
    for (const { ngrams, share, start, runs } of cells.filter((cell) => cell.title === title)) {
      const started = performance.now()
      runs.push(await measured(target, source, { share, ngrams, start, seed }))
      const { accuracy, epoch } = runs.at(-1)
      log(`${title}, ${100 * share} %, ${start}, seed ${seed}: ${percent(accuracy)}, epoch ${epoch}, ${seconds(started)} s`)
    }
  }
  printTable(title)
  if (options.json) writeFileSync(options.json, JSON.stringify(record(), null, 2))
}

function record() {
  const sizes = { target: target.rest.length, test: target.test.length, source: sourceCorpus.texts }
  const rows = cells
    .filter(({ runs }) => runs.length > 0)
    .map(({ runs, ...cell }) => {
      const accuracies = runs.map(({ accuracy }) => accuracy)
      const alone = cells.find(({ start, share, ngrams }) => start === 'alone' && share === cell.share && ngrams === cell.ngrams)
      const gains = accuracies.map((accuracy, i) => accuracy - alone.runs[i].accuracy)
      const [{ found, of }] = runs
      return { ...cell, accuracies, gains, found, of, epochs: runs.map(({ epoch }) => epoch) }
    })
  return { kind: options.kind, ...SIZES, seeds, sizes, sourceAccuracy: source.accuracy, rows }
}

function printTable(title) {
  console.log(`\n${options.kind}, ${title}\n`)
  console.log('| target | embeddings begin | words found | accuracy, % | gain, points |')
  console.log('|---|---|---|---|---|')
  for (const { share, start, accuracies, gains, found, of } of record().rows.filter((row) => row.title === title)) {
    const words = found === undefined ? '' : `${found} of ${of}`
    const gain = start === 'alone' ? '' : points(gains)
    console.log(`| ${100 * share} % | ${start === 'alone' ? 'at random' : start} | ${words} | ${points(accuracies)} | ${gain} |`)
  }
}
