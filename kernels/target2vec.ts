// Negative sampling for a family of objectives: a word is predicted from its neighbours, from the labels of its document, from the
// labels of its neighbours, or from a mean of some of these.
//
// At a position t the inputs are the words within a dynamic window around t and the labels; the outputs are w_t and the negatives
// drawn once for all of those inputs. With v the input rows, c the output rows, y = 1 for w_t and 0 for a negative, each input alone:
//
//   g_ik = rate · weight_i · (y_k − σ(v_i · c_k))        v_i += boost_i · Σ_k g_ik c_k        c_k += Σ_i g_ik v_i      (old v, old c)
//
// (Mikolov 2013, arXiv:1310.4546, eq. 4; negatives shared by a window as in Ji 2016, arXiv:1604.04661), or their mean h:
//
//   g_k = rate · (y_k − σ(h · c_k))                      v_i += boost_i · Σ_k g_k c_k          c_k += g_k h
//
// (CBOW, Mikolov 2013, arXiv:1301.3781; PV-DM, Le & Mikolov 2014, arXiv:1405.4053; the step is not divided by the number of inputs, as
// word2vec.c has it.) weight_i is 1 for a neighbour; a label's is documentWeight, wordWeight for each neighbour that has it, or both,
// the latter two over the number of neighbours unless the full double sum is asked for; boost_i is 1 but for a label with few tokens.
//
// Words can predict labels in turn, the targets: with v the row of w_t, e_k the rows of the targets among the inputs, y = 1 for one of
// the document and 0 for the others, τ the temperature:
//
//   g_k = rate · targetWeight · (y_k − σ(v · e_k / τ))   v += Σ_k g_k e_k                      e_k += g_k v                    (old v, old e)
//
// Several instances run over one shared memory without locks (Hogwild). Rows are padded with zeros to a multiple of 16 floats, so that
// no loop has a remainder.

import { addRows, addRowsTwice, addScaled, dot, dots, setStride, stride } from './target2vec/rows'

let inputs: usize = 0 // [words + labels, stride / 4] f32
let contexts: usize = 0 // [words, stride / 4] f32
let tokens: usize = 0 // u16 or u32
let wideTokens: bool = true
let offsets: usize = 0 // [documents + 1] u32
let order: usize = 0 // [documents] u32: which document comes when
let labels: usize = 0 // [documents, labelsPerDocument] u16 or u32: rows of inputs after those of words, or all bits set
let wideLabels: bool = true
let labelsPerDocument: u32 = 0
let boosts: usize = 0 // [labels] f32
let wordLabels: usize = 0 // [words] u32: a label, or NONE
let keep: usize = 0 // [words] u32: a token stays if 32 random bits are at most this
let aliases: usize = 0 // [words, 2] u32: threshold, alias (Vose's table of the noise distribution)
let words: u32 = 0
let window: u32 = 0
let negatives: u32 = 0
let fullSum: bool = false
let wordsPredict: bool = true
let meanPredicts: bool = false
let documentWeight: f32 = 1
let wordWeight: f32 = 0
let targets: usize = 0 // [targetCount] u32: the labels that words predict
let targetCount: u32 = 0
let targetWeight: f32 = 0
let sigmoids: usize = 0 // [SIGMOIDS + 1] f32 over [−SIGMOID_RANGE, SIGMOID_RANGE]
let random: u64 = 0

// this instance's own room
let kept: usize = 0 // u32: the words of the document that stay
let rows: usize = 0 // u32: addresses of the inputs at a position
let outs: usize = 0 // u32: addresses of the outputs
let steps: usize = 0 // [inputs, outputs] f32: g
let changes: usize = 0 // [inputs, stride / 4] f32: Σ_k g_ik c_k
let scales: usize = 0 // [inputs] f32: boost
let weights: usize = 0 // [inputs] f32

/** τ */
const TEMPERATURE: f32 = 2
const NONE: u32 = 0xffffffff
const SIGMOIDS: i32 = 8192
const SIGMOID_RANGE: f32 = 8

export function layout(
  rowBytes: usize, inputsAt: usize, contextsAt: usize, tokensAt: usize, offsetsAt: usize, orderAt: usize, labelsAt: usize,
  labelCount: u32, boostsAt: usize, wordLabelsAt: usize, targetsAt: usize, keepAt: usize, aliasesAt: usize, sigmoidsAt: usize,
  tokensAreWide: bool, labelsAreWide: bool,
): void {
  setStride(rowBytes)
  inputs = inputsAt
  contexts = contextsAt
  tokens = tokensAt
  offsets = offsetsAt
  order = orderAt
  labels = labelsAt
  labelsPerDocument = labelCount
  boosts = boostsAt
  wordLabels = wordLabelsAt
  targets = targetsAt
  keep = keepAt
  aliases = aliasesAt
  sigmoids = sigmoidsAt
  wideTokens = tokensAreWide
  wideLabels = labelsAreWide
}

export function room(
  keptAt: usize, rowsAt: usize, outsAt: usize, stepsAt: usize, changesAt: usize, scalesAt: usize, weightsAt: usize,
): void {
  kept = keptAt
  rows = rowsAt
  outs = outsAt
  steps = stepsAt
  changes = changesAt
  scales = scalesAt
  weights = weightsAt
}

export function configure(
  wordCount: u32, reach: u32, negativeCount: u32, labelsOverWindow: bool, fromWords: bool, fromMean: bool, ofDocument: f32, ofWord: f32,
  targetLabels: u32, ofTargets: f32,
): void {
  words = wordCount
  window = reach
  negatives = negativeCount
  fullSum = labelsOverWindow
  wordsPredict = fromWords
  meanPredicts = fromMean
  documentWeight = ofDocument
  wordWeight = ofWord
  targetCount = targetLabels
  targetWeight = ofTargets
}

export function seed(value: u64): void {
  random = value
}

/** SplitMix64 (Steele 2014). */
@inline
function next(): u64 {
  random += 0x9e3779b97f4a7c15
  let z = random
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb
  return z ^ (z >> 31)
}

@inline
function draw(): u32 {
  const bits = next()
  const slot = <u32>(((bits & 0xffffffff) * words) >> 32)
  const at = aliases + (<usize>slot << 3)
  return <u32>(bits >> 32) <= load<u32>(at) ? slot : load<u32>(at + 4)
}

@inline
function sigmoid(x: f32): f32 {
  const clamped = max<f32>(-SIGMOID_RANGE, min<f32>(SIGMOID_RANGE, x))
  const slot = <i32>((clamped + SIGMOID_RANGE) * (<f32>SIGMOIDS / (2 * SIGMOID_RANGE)) + 0.5)
  return load<f32>(sigmoids + (<usize>slot << 2))
}

/** to[k] = row · outs[k] */
@inline
function score(row: usize, outputCount: u32, to: usize): void {
  let k: u32 = 0
  for (; k + 3 <= outputCount; k += 3) dots(row, outs + (<usize>k << 2), to + (<usize>k << 2))
  for (; k < outputCount; k++) store<f32>(to + (<usize>k << 2), dot(row, <usize>load<u32>(outs + (<usize>k << 2))))
}

function stepEach(inputCount: u32, outputCount: u32, rate: f32): void {
  const pitch = <usize>outputCount << 2
  for (let i: u32 = 0; i < inputCount; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2))
    const own = rate * load<f32>(weights + (<usize>i << 2))
    const line = steps + <usize>i * pitch
    score(row, outputCount, line)
    for (let k: u32 = 0; k < outputCount; k++) {
      const y: f32 = k == 0 ? 1 : 0
      const at = line + (<usize>k << 2)
      store<f32>(at, own * (y - sigmoid(load<f32>(at))))
    }
  }
  let i: u32 = 0
  for (; i + 2 <= inputCount; i += 2) {
    const change = changes + <usize>i * stride
    addRowsTwice(change, change + stride, false, outs, outputCount, steps + <usize>i * pitch, pitch, 4)
  }
  if (i < inputCount) addRows(changes + <usize>i * stride, false, outs, outputCount, steps + <usize>i * pitch, 4)
  for (let k: u32 = 0; k < outputCount; k++) {
    const out = <usize>load<u32>(outs + (<usize>k << 2))
    const factors = steps + (<usize>k << 2)
    const other = k + 1 < outputCount ? <usize>load<u32>(outs + (<usize>k << 2), 4) : out
    // A word drawn twice as noise is one row: it takes its steps one after the other.
    if (other == out) addRows(out, true, rows, inputCount, factors, pitch)
    else {
      addRowsTwice(out, other, true, rows, inputCount, factors, 4, pitch)
      k++
    }
  }
  for (let i: u32 = 0; i < inputCount; i++) {
    addScaled(<usize>load<u32>(rows + (<usize>i << 2)), changes + <usize>i * stride, scales + (<usize>i << 2))
  }
}

function stepMean(inputCount: u32, outputCount: u32, rate: f32): void {
  const mean = changes
  const change = changes + stride
  const share: f32 = <f32>1 / <f32>inputCount
  for (let i: u32 = 0; i < inputCount; i++) store<f32>(steps + (<usize>i << 2), share)
  addRows(mean, false, rows, inputCount, steps, 4)
  score(mean, outputCount, steps)
  for (let k: u32 = 0; k < outputCount; k++) {
    const y: f32 = k == 0 ? 1 : 0
    const at = steps + (<usize>k << 2)
    store<f32>(at, rate * (y - sigmoid(load<f32>(at))))
  }
  addRows(change, false, outs, outputCount, steps, 4)
  for (let k: u32 = 0; k < outputCount; k++) {
    addScaled(<usize>load<u32>(outs + (<usize>k << 2)), mean, steps + (<usize>k << 2))
  }
  for (let i: u32 = 0; i < inputCount; i++) {
    addScaled(<usize>load<u32>(rows + (<usize>i << 2)), change, scales + (<usize>i << 2))
  }
}

@inline
function addInput(count: u32, row: u32, scale: f32, weight: f32): void {
  const at = <usize>count << 2
  store<u32>(rows + at, inputs + <usize>row * stride)
  store<f32>(scales + at, scale)
  store<f32>(weights + at, weight)
}

@inline
function tokenAt(at: u32): u32 {
  return wideTokens ? load<u32>(tokens + (<usize>at << 2)) : <u32>load<u16>(tokens + (<usize>at << 1))
}

@inline
function labelAt(at: usize): u32 {
  if (wideLabels) return load<u32>(labels + (at << 2))
  const label = <u32>load<u16>(labels + (at << 1))
  return label == 0xffff ? NONE : label
}

/** Adds a label to the inputs, or its weight to the one that is among them from `first` on; returns how many inputs there are. */
function addLabel(first: u32, count: u32, label: u32, weight: f32): u32 {
  const row = inputs + <usize>(words + label) * stride
  for (let i = first; i < count; i++) {
    if (<usize>load<u32>(rows + (<usize>i << 2)) != row) continue
    const at = weights + (<usize>i << 2)
    store<f32>(at, load<f32>(at) + weight)
    return count
  }
  addInput(count, words + label, load<f32>(boosts + (<usize>label << 2)), weight)
  return count + 1
}

/** The inputs at position t of the words that are kept, those from first to last around it; returns how many there are. */
function gather(document: usize, t: u32, first: u32, last: u32): u32 {
  let count: u32 = 0
  if (wordsPredict) {
    for (let j = first; j <= last; j++) {
      if (j == t) continue
      addInput(count, load<u32>(kept + (<usize>j << 2)), 1, 1)
      count++
    }
  }
  const neighbours = <f32>(last - first)
  const firstLabel = count
  const weight = fullSum ? documentWeight * neighbours : documentWeight
  for (let l: u32 = 0; l < labelsPerDocument; l++) {
    const label = labelAt(document * labelsPerDocument + l)
    if (label != NONE) count = addLabel(firstLabel, count, label, weight)
  }
  if (wordWeight == 0) return count
  const each = fullSum ? wordWeight : wordWeight / neighbours
  for (let j = first; j <= last; j++) {
    if (j == t) continue
    const label = load<u32>(wordLabels + (<usize>load<u32>(kept + (<usize>j << 2)) << 2))
    if (label != NONE) count = addLabel(firstLabel, count, label, each)
  }
  return count
}

function isOf(document: usize, label: u32): bool {
  for (let l: u32 = 0; l < labelsPerDocument; l++) if (labelAt(document * labelsPerDocument + l) == label) return true
  return false
}

/** The word predicts which of the targets its document has; nothing is learnt where it has none of them. */
function predictTargets(document: usize, word: u32, rate: f32): void {
  let any = false
  for (let k: u32 = 0; k < targetCount; k++) {
    const label = load<u32>(targets + (<usize>k << 2))
    const own = isOf(document, label)
    any = any || own
    store<u32>(outs + (<usize>k << 2), inputs + <usize>(words + label) * stride)
    store<f32>(weights + (<usize>k << 2), own ? 1 : 0)
  }
  if (!any) return
  const row = inputs + <usize>word * stride
  score(row, targetCount, steps)
  for (let k: u32 = 0; k < targetCount; k++) {
    const at = steps + (<usize>k << 2)
    const y = load<f32>(weights + (<usize>k << 2))
    store<f32>(at, rate * targetWeight * (y - sigmoid(load<f32>(at) / TEMPERATURE)))
  }
  addRows(changes, false, outs, targetCount, steps, 4)
  for (let k: u32 = 0; k < targetCount; k++) addScaled(<usize>load<u32>(outs + (<usize>k << 2)), row, steps + (<usize>k << 2))
  store<f32>(scales, 1)
  addScaled(row, changes, scales)
}

/** Trains on the documents order[from..to) at one learning rate; returns their number of tokens. */
export function train(from: u32, to: u32, rate: f32): u32 {
  let seen: u32 = 0
  for (let place = from; place < to; place++) {
    const document = <usize>load<u32>(order + (<usize>place << 2))
    const begin = load<u32>(offsets + (document << 2))
    const end = load<u32>(offsets + (document << 2), 4)
    seen += end - begin
    let length: u32 = 0
    for (let at = begin; at < end; at++) {
      const word = tokenAt(at)
      if (<u32>(next() >> 32) > load<u32>(keep + (<usize>word << 2))) continue
      store<u32>(kept + (<usize>length << 2), word)
      length++
    }
    for (let t: u32 = 0; t < length; t++) {
      const reach: u32 = 1 + <u32>(((next() >> 32) * window) >> 32)
      const first: u32 = t > reach ? t - reach : 0
      const last = min(length - 1, t + reach)
      const word = load<u32>(kept + (<usize>t << 2))
      const inputCount = gather(document, t, first, last)
      if (inputCount == 0) continue
      store<u32>(outs, contexts + <usize>word * stride)
      let outputCount: u32 = 1
      for (let n: u32 = 0; n < negatives; n++) {
        const noise = draw()
        if (noise == word) continue
        store<u32>(outs + (<usize>outputCount << 2), contexts + <usize>noise * stride)
        outputCount++
      }
      if (meanPredicts) stepMean(inputCount, outputCount, rate)
      else stepEach(inputCount, outputCount, rate)
      if (targetCount > 0) predictTargets(document, word, rate)
    }
  }
  return seen
}
