import { type LabelledTokens, NO_LABEL } from '#src/nlp/target2vec/corpus.js'
import { forObjective, inputsOf, targetWeightOf } from '#src/nlp/target2vec/objective.js'
import { resolveOptions, type Target2VecOptions } from '#src/nlp/target2vec/options.js'
import { randomBits, shuffledOrder, streamSeed } from '#src/nlp/target2vec/random.js'
import { aliasTable, keepThresholds, labelBoosts } from '#src/nlp/target2vec/tables.js'

const MASK = (1n << 64n) - 1n

/** SplitMix64, as the kernel has it. */
function splitMix(seed: bigint): () => bigint {
  let state = seed
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
    return z ^ (z >> 31n)
  }
}

const dot = (a: number[], b: number[]) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** The same training in plain double precision, written from the formula: rows of words, then of labels, and output rows. */
export function referenceTraining(
  given: LabelledTokens,
  asked: Partial<Target2VecOptions>,
): { inputs: number[][]; contexts: number[][] } {
  const options = resolveOptions(asked)
  const corpus = forObjective(given, options)
  const { words: wordsPredict, mean, documentWeight, wordWeight } = inputsOf(options)
  const { dimensions, window, negatives, epochs, learningRate, seed } = options
  const { tokens, offsets, wordCounts, labels, labelsPerDocument, labelCount } = corpus
  const words = wordCounts.length
  const start = randomBits(streamSeed(seed, 0))
  const inputs = Array.from({ length: words + labelCount }, () =>
    Array.from({ length: dimensions }, () => Math.fround((start() / 2 ** 32 - 0.5) / dimensions)),
  )
  const contexts = Array.from({ length: words }, () => new Array<number>(dimensions).fill(0))
  const aliases = aliasTable(wordCounts)
  const keep = keepThresholds(wordCounts, options.subsample)
  const boosts = labelBoosts(corpus, options.rareLabelTokens)
  const order = new Uint32Array(offsets.length - 1)

  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffledOrder(order, streamSeed(seed, 1, epoch))
    const next = splitMix(streamSeed(seed, 2, epoch, 0))
    const rate = learningRate * (1 - epoch / epochs)
    for (const document of order) {
      const kept = [...tokens.subarray(offsets[document], offsets[document + 1])].filter(
        (word) => Number(next() >> 32n) <= keep[word]!,
      )
      kept.forEach((word, t) => {
        const reach = 1 + Number(((next() >> 32n) * BigInt(window)) >> 32n)
        const near = kept.filter((_, j) => j !== t && Math.abs(j - t) <= reach)
        const tags = [...labels.subarray(document * labelsPerDocument, (document + 1) * labelsPerDocument)].filter(
          (l) => l < labelCount,
        )
        const full = options.labels === 'window'
        const weightOf = new Map<number, number>()
        const weigh = (label: number, weight: number) => weightOf.set(label, (weightOf.get(label) ?? 0) + weight)
        for (const tag of tags) weigh(tag, documentWeight * (full ? near.length : 1))
        for (const label of near.map((word) => corpus.wordLabels?.[word] ?? NO_LABEL))
          if (label < labelCount) weigh(label, wordWeight / (full ? 1 : near.length))
        const rows = [...(wordsPredict ? near : []), ...[...weightOf.keys()].map((label) => words + label)]
        if (rows.length === 0) return
        const weights = rows.map((row) => (row < words ? 1 : weightOf.get(row - words)!))
        const outs = [word]
        for (let n = 0; n < negatives; n++) {
          const bits = next()
          const slot = Number(((bits & 0xffffffffn) * BigInt(words)) >> 32n)
          const noise = Number(bits >> 32n) <= aliases[2 * slot]! ? slot : aliases[2 * slot + 1]!
          if (noise !== word) outs.push(noise)
        }
        const average = inputs[0]!.map((_, d) => rows.reduce((sum, row) => sum + inputs[row]![d]! / rows.length, 0))
        const predictors = mean ? [average] : rows.map((row) => inputs[row]!)
        const g = predictors.map((vector, i) =>
          outs.map((out, k) => rate * (mean ? 1 : weights[i]!) * ((k === 0 ? 1 : 0) - sigmoid(dot(vector, contexts[out]!)))),
        )
        const inputChange = predictors.map((_, i) =>
          inputs[0]!.map((_, d) => outs.reduce((sum, out, k) => sum + g[i]![k]! * contexts[out]![d]!, 0)),
        )
        const outChange = outs.map((_, k) =>
          inputs[0]!.map((_, d) => predictors.reduce((sum, vector, i) => sum + g[i]![k]! * vector[d]!, 0)),
        )
        rows.forEach((row, i) => {
          const boost = row < words ? 1 : boosts[row - words]!
          inputs[row] = inputs[row]!.map((value, d) => value + boost * inputChange[mean ? 0 : i]![d]!)
        })
        outs.forEach((out, k) => {
          contexts[out] = contexts[out]!.map((value, d) => value + outChange[k]![d]!)
        })
        const targets = [...(corpus.targets ?? [])]
        if (!targets.some((label) => tags.includes(label))) return
        const v = inputs[word]!
        const e = targets.map((label) => inputs[words + label]!)
        const pull = targets.map(
          (label, k) => rate * targetWeightOf(options) * (Number(tags.includes(label)) - sigmoid(dot(v, e[k]!) / 2)),
        )
        inputs[word] = v.map((value, d) => value + pull.reduce((sum, g, k) => sum + g * e[k]![d]!, 0))
        targets.forEach((label, k) => {
          inputs[words + label] = e[k]!.map((value, d) => value + pull[k]! * v[d]!)
        })
      })
    }
  }
  return { inputs, contexts }
}
