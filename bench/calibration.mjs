// Which calibration suits an encoder: its logits as they are, a temperature, a temperature and a bias a class (what is built in), isotonic
// regression. Each is fitted on four fifths of the validation reviews and measured on the last, in turn; 부정 against 긍정 under the
// balanced prior.
//   npm run build && node bench/calibration.mjs --reviews raw.tar.gz --exclude-ids test-ids.txt [--bundle models/movie]
import { parseArgs } from 'node:util'
import { readIds } from '../dist/corpus/ids.js'
import { readReviews } from '../dist/corpus/reviews.js'
import { isValidation } from '../dist/corpus/split.js'
import { expectedCalibrationError } from '../dist/eval/metrics.js'
import { binaryProbability, fitCalibration } from '../dist/nlp/encoder/calibrate.js'
import { chooseThreshold, coverageAccuracy } from '../dist/nlp/encoder/threshold.js'
import { LONGEST_TEXT } from '../dist/nlp/text/tokenizer.js'
import { openRecognizer } from '../dist/recognizer/open.js'

const { values } = parseArgs({
  options: {
    reviews: { type: 'string' },
    'exclude-ids': { type: 'string' },
    bundle: { type: 'string', default: 'models/movie' },
    json: { type: 'boolean', default: false },
  },
})
const FOLDS = 5
const CLASSES = 3

const { encoder, tokenizer } = await openRecognizer(values.bundle, { engine: 'onnxruntime', threads: 1 })
const exclude = values['exclude-ids'] ? await readIds(values['exclude-ids']) : undefined
const [texts, labels] = [[], []]
for await (const { id, text, label } of readReviews(values.reviews, { exclude })) {
  if (!isValidation(id)) continue
  texts.push(text.slice(0, LONGEST_TEXT))
  labels.push(label)
}
const logits = new Float32Array(texts.length * CLASSES)
for (let from = 0; from < texts.length; from += 1024) {
  const batch = texts.slice(from, from + 1024).map((text) => tokenizer.analyse(text).morphemes)
  logits.set(await encoder.logits(batch), from * CLASSES)
}
await encoder.release()

const some = (keep) => labels.flatMap((_, at) => (keep(at) ? [at] : []))
const logitsOf = (docs) => Float32Array.from(docs.flatMap((doc) => [...logits.subarray(doc * CLASSES, (doc + 1) * CLASSES)]))
const labelsOf = (docs) => docs.map((doc) => labels[doc])
const balancedWeights = (actual) => {
  const counts = [0, 1].map((wanted) => actual.filter((label) => label === wanted).length)
  return actual.map((label) => 0.5 / counts[label])
}

/** Makes a probability of 긍정 against 부정 from logits, fitted on documents. */
const WAYS = {
  'as they are'(docs) {
    const calibration = { ...fitCalibration(logitsOf(docs), labelsOf(docs), CLASSES), temperature: 1, bias: [0, 0, 0] }
    return (asked) => binaryProbability(logitsOf(asked), calibration, 'balanced')
  },
  temperature(docs) {
    const full = fitCalibration(logitsOf(docs), labelsOf(docs), CLASSES)
    const of = (temperature) => ({ ...full, temperature, bias: [0, 0, 0] })
    const best = grid(0.3, 3, 60).map((temperature) => [lossOf(logitsOf(docs), labelsOf(docs), temperature), temperature])
    const calibration = of(best.reduce((a, b) => (b[0] < a[0] ? b : a))[1])
    return (asked) => binaryProbability(logitsOf(asked), calibration, 'balanced')
  },
  'temperature and biases'(docs) {
    const calibration = fitCalibration(logitsOf(docs), labelsOf(docs), CLASSES)
    return (asked) => binaryProbability(logitsOf(asked), calibration, 'balanced')
  },
  isotonic(docs) {
    const before = WAYS['temperature and biases'](docs)
    const polar = docs.filter((doc) => labels[doc] < 2)
    const curve = isotonic([...before(polar)], labelsOf(polar), balancedWeights(labelsOf(polar)))
    return (asked) => before(asked).map(curve)
  },
}

const figures = Object.entries(WAYS).map(([way, calibrate]) => {
  const positive = new Float64Array(labels.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const asked = some((at) => at % FOLDS === fold)
    calibrate(some((at) => at % FOLDS !== fold))(asked).forEach((p, i) => {
      positive[asked[i]] = p
    })
  }
  const polar = some((at) => labels[at] < 2)
  const [p, actual] = [polar.map((doc) => positive[doc]), labelsOf(polar)]
  const weights = balancedWeights(actual)
  const right = (i) => Math.max(1e-12, actual[i] === 1 ? p[i] : 1 - p[i])
  return {
    way,
    // Of documents repeated so that both classes weigh alike.
    expectedCalibrationError: expectedCalibrationError(...balancedSample(p, actual)),
    logLoss: -p.reduce((sum, _, i) => sum + weights[i] * Math.log(right(i)), 0),
    accuracy: p.reduce((sum, _, i) => sum + weights[i] * Number(p[i] >= 0.5 === (actual[i] === 1)), 0),
  }
})
const curve = coverageAccuracy(logits, labels, fitCalibration(logits, labels, CLASSES))
const chosen = chooseThreshold(curve)
if (values.json) process.stdout.write(`${JSON.stringify({ reviews: labels.length, figures, curve, chosen })}\n`)
else {
  process.stdout.write(`${labels.length} validation reviews, ${FOLDS} folds\n`)
  for (const { way, expectedCalibrationError: error, logLoss, accuracy } of figures)
    process.stdout.write(
      `${way.padEnd(24)} ECE ${error.toFixed(4)}   log loss ${logLoss.toFixed(4)}   accuracy ${(100 * accuracy).toFixed(2)} %\n`,
    )
  for (const { confidence, coverage, accuracy } of [
    ...curve.filter((point) => [0.5, 0.6, 0.8, 0.9].includes(point.confidence)),
    chosen,
  ])
    process.stdout.write(
      `asserted from ${confidence}: ${(100 * coverage).toFixed(1)} %, right ${(100 * accuracy).toFixed(1)} %${confidence === chosen.confidence ? '   (chosen)' : ''}\n`,
    )
}

function grid(from, to, steps) {
  return Array.from({ length: steps }, (_, i) => from * (to / from) ** (i / (steps - 1)))
}

function lossOf(values_, actual, temperature) {
  let sum = 0
  for (let d = 0; d < actual.length; d++) {
    const scores = [0, 1, 2].map((c) => values_[d * CLASSES + c] / temperature)
    const most = Math.max(...scores)
    sum += Math.log(scores.reduce((total, score) => total + Math.exp(score - most), 0)) + most - scores[actual[d]]
  }
  return sum
}

/** Both classes in equal numbers: of the larger one every so many-th. */
function balancedSample(p, actual) {
  const by = [0, 1].map((wanted) => p.flatMap((_, i) => (actual[i] === wanted ? [i] : [])))
  const size = Math.min(...by.map((list) => list.length))
  const kept = by.flatMap((list) => Array.from({ length: size }, (_, i) => list[Math.floor((i * list.length) / size)]))
  return [kept.map((i) => p[i]), kept.map((i) => actual[i])]
}

/** Pool adjacent violators (Zadrozny & Elkan 2002): the nearest rising step function, weighted. */
function isotonic(scores, actual, weights) {
  const blocks = []
  for (const i of scores.map((_, at) => at).sort((a, b) => scores[a] - scores[b])) {
    blocks.push({ from: scores[i], sum: weights[i] * actual[i], weight: weights[i] })
    while (blocks.length > 1) {
      const [a, b] = blocks.slice(-2)
      if (a.sum / a.weight < b.sum / b.weight) break
      blocks.splice(-2, 2, { from: a.from, sum: a.sum + b.sum, weight: a.weight + b.weight })
    }
  }
  return (score) => {
    let [low, high] = [0, blocks.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (blocks[middle].from <= score) low = middle
      else high = middle - 1
    }
    return blocks[low].sum / blocks[low].weight
  }
}
