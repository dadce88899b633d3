// Accuracy on a held-out split: a bundle of malgwi beside fastText (Joulin et al. 2017), trained here on the reviews that `malgwi train`
// reads. Both decide between 부정 and 긍정 with the training prior divided out.
//
//   npm run build
//   node bench/fasttext.mjs --reviews nsmc-raw.tar.gz --test-ids nsmc-test-ids.txt [--bundle models/movie] [--threads 2]
import { execFile } from 'node:child_process'
import { createWriteStream, existsSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { readIds } from '#src/corpus/ids.js'
import { readReviews } from '#src/corpus/reviews.js'
import { accuracy, expectedCalibrationError } from '#src/eval/metrics.js'
import { readCorpus } from '#src/pipeline/corpus.js'

const FASTTEXT = '/usr/bin/fasttext'
const MALGWI = fileURLToPath(new URL('../bin/malgwi.js', import.meta.url))
const LEARNING_RATES = [0.1, 0.25, 0.5]
const SETTINGS = { minn: 2, maxn: 4, wordNgrams: 2, dim: 64, epoch: 5, verbose: 0 }
const OUTPUT_LIMIT = 2 ** 26
const [NEGATIVE, POSITIVE] = [0, 1]

const run = promisify(execFile)

/**
 * @typedef {object} Labelled
 * @property {string[]} texts
 * @property {number[]} labels 0 부정, 1 긍정, 2 중립
 */

/** One review a line, in NFC: fastText splits words at white space itself. */
const lineOf = (/** @type {string} */ text) => text.normalize('NFC').replace(/\s+/g, ' ').replaceAll('__label__', '').trim()

/** @param {string} path @param {Iterable<string>} lines */
const writeLines = (path, lines) =>
  pipeline(function* () {
    for (const line of lines) yield `${line}\n`
  }, createWriteStream(path))

/** The reviews of the test split: 부정 and 긍정 only. @param {string} path @param {Set<string>} ids @returns {Promise<Labelled>} */
async function readTest(path, ids) {
  /** @type {Labelled} */
  const test = { texts: [], labels: [] }
  for await (const { id, text, label } of readReviews(path)) {
    if (!ids.has(id) || (label !== NEGATIVE && label !== POSITIVE)) continue
    test.texts.push(text)
    test.labels.push(label)
  }
  return test
}

/** @param {string} input @param {string} model @param {number} rate @param {number} threads */
async function train(input, model, rate, threads) {
  const settings = Object.entries({ ...SETTINGS, lr: rate, thread: threads }).flatMap(([name, value]) => [
    `-${name}`,
    String(value),
  ])
  await run(FASTTEXT, ['supervised', '-input', input, '-output', model, ...settings])
}

/**
 * The probability of 긍정 against 부정 where both are as frequent: p(긍정)/π(긍정) : p(부정)/π(부정).
 *
 * @param {string} model @param {string} input @param {number[]} prior share of each class in training
 * @returns {Promise<number[]>} one a line of the input
 */
async function positives(model, input, prior) {
  const { stdout } = await run(FASTTEXT, ['predict-prob', `${model}.bin`, input, '3'], { maxBuffer: OUTPUT_LIMIT })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const odds = [...line.matchAll(/__label__(\d) (\S+)/g)].reduce(
        (sums, [, label, p]) => sums.with(Number(label), Number(p)),
        [0, 0, 0],
      )
      const [negative, positive] = [odds[NEGATIVE] / prior[NEGATIVE], odds[POSITIVE] / prior[POSITIVE]]
      return positive + negative > 0 ? positive / (positive + negative) : 0.5
    })
}

const decisions = (/** @type {number[]} */ probabilities) => probabilities.map((p) => (p >= 0.5 ? POSITIVE : NEGATIVE))

/** The mean of both classes' accuracies: what the natural mix of validation would score if it were balanced. */
function balancedAccuracy(/** @type {number[]} */ predicted, /** @type {number[]} */ labels) {
  const of = (/** @type {number} */ label) =>
    predicted.filter((_, i) => labels[i] === label).filter((one) => one === label).length /
    labels.filter((one) => one === label).length
  return (of(NEGATIVE) + of(POSITIVE)) / 2
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(2)} %`
const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1000).toFixed(0)} s`

/** @param {string} reviews @param {string} testIds @param {number} threads @param {string} folder */
async function measureFastText(reviews, testIds, threads, folder) {
  const corpus = await readCorpus({ reviews, excludeIds: testIds })
  const numbers = Array.from(corpus.train)
  const prior = [0, 1, 2].map((label) => numbers.filter((doc) => corpus.labels[doc] === label).length / numbers.length)
  const test = await readTest(reviews, await readIds(testIds))
  const validation = Array.from(corpus.validation).filter((doc) => corpus.labels[doc] !== 2)
  console.log(
    `${numbers.length} reviews to train on (부정 ${percent(prior[0])}, 긍정 ${percent(prior[1])}, 중립 ${percent(prior[2])}), ${validation.length} to choose the learning rate on, ${test.texts.length} to test on`,
  )

  const files = { train: join(folder, 'train.txt'), validation: join(folder, 'validation.txt'), test: join(folder, 'test.txt') }
  await writeLines(
    files.train,
    numbers.map((doc) => `__label__${corpus.labels[doc]} ${lineOf(corpus.texts[doc])}`),
  )
  await writeLines(
    files.validation,
    validation.map((doc) => lineOf(corpus.texts[doc])),
  )
  await writeLines(files.test, test.texts.map(lineOf))

  const labels = validation.map((doc) => corpus.labels[doc])
  let best = { rate: 0, score: -1, model: '' }
  for (const rate of LEARNING_RATES) {
    const model = join(folder, `lr-${rate}`)
    const started = performance.now()
    await train(files.train, model, rate, threads)
    const score = balancedAccuracy(decisions(await positives(model, files.validation, prior)), labels)
    console.log(`fastText, learning rate ${rate}: ${percent(score)} balanced on validation, trained in ${seconds(started)}`)
    const worse = score > best.score ? best.model : model
    if (score > best.score) best = { rate, score, model }
    // A model takes half a gigabyte, and its word vectors, which it writes as text besides, may take as much.
    await rm(`${model}.vec`)
    if (worse) await rm(`${worse}.bin`)
  }
  const probabilities = await positives(best.model, files.test, prior)
  return {
    rate: best.rate,
    count: test.labels.length,
    accuracy: accuracy(decisions(probabilities), test.labels),
    expectedCalibrationError: expectedCalibrationError(probabilities, test.labels),
  }
}

/** @param {string} reviews @param {string} testIds @param {number} threads @param {string | undefined} bundle */
async function measureMalgwi(reviews, testIds, threads, bundle) {
  const options = ['--reviews', reviews, '--only-ids', testIds, '--prior', 'balanced', '--threads', String(threads), '--json']
  const { stdout } = await run(process.execPath, [MALGWI, 'eval', ...options, ...(bundle ? ['--bundle', bundle] : [])])
  return JSON.parse(stdout)
}

const { values } = parseArgs({
  options: {
    reviews: { type: 'string' },
    'test-ids': { type: 'string' },
    bundle: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
})
if (!values.reviews || !values['test-ids']) {
  console.error('usage: node bench/fasttext.mjs --reviews PATH --test-ids FILE [--bundle DIR] [--threads N]')
  process.exit(2)
}
if (!existsSync(FASTTEXT)) {
  console.error(`There is no ${FASTTEXT}. Install it: apt-get install fasttext`)
  process.exit(1)
}

const threads = Number(values.threads)
const folder = await mkdtemp(join(tmpdir(), 'malgwi-fasttext-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
try {
  const peer = await measureFastText(values.reviews, values['test-ids'], threads, folder)
  const started = performance.now()
  const own = await measureMalgwi(values.reviews, values['test-ids'], threads, values.bundle)
  console.log(`malgwi eval: ${seconds(started)}`)
  if (own.count !== peer.count) throw new Error(`malgwi tested on ${own.count} reviews, fastText on ${peer.count}`)
  console.log(`\n${peer.count} reviews, 부정 against 긍정, balanced prior`)
  for (const [name, figures] of Object.entries({ malgwi: own, [`fastText (lr ${peer.rate})`]: peer }))
    console.log(
      `${name.padEnd(20)} accuracy ${percent(figures.accuracy)}   expected calibration error ${percent(figures.expectedCalibrationError)}`,
    )
  console.log(`difference ${(100 * (own.accuracy - peer.accuracy)).toFixed(2)} points`)
} catch (error) {
  const { message, stderr } = /** @type {Error & { stderr?: string }} */ (error)
  console.error(stderr?.trim() || message)
  process.exitCode = 1
}
