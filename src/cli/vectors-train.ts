import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { utf8Chunks } from '../corpus/chunks.js'
import { requirePath } from '../corpus/lines.js'
import { MalgwiError } from '../errors.js'
import { writeVectors } from '../nlp/target2vec/model-files.js'
import { type Objective, resolveOptions } from '../nlp/target2vec/options.js'
import { readTokenFiles } from '../nlp/target2vec/token-files.js'
import { trainReserved } from '../nlp/target2vec/train.js'
import { makeFolder } from '../pipeline/paths.js'
import { printJson, printLine } from './output.js'
import { showProgress } from './progress.js'

interface VectorsTrainCommand {
  tokens: string
  out: string
  labels?: string
  wordLabels?: string
  objective: Objective
  documentWeight: number
  targets?: string[]
  targetWeight: number
  trainWords: boolean
  documentTags?: boolean
  onlyLabel?: string
  minCount: number
  dimensions: number
  window: number
  negatives: number
  epochs: number
  subsample: number
  learningRate?: number
  labelSum: 'once' | 'window'
  rareLabelTokens?: number
  seed: number
  threads: number
  json?: boolean
}

const CHECKPOINT = 'vectors.checkpoint'

/** Trains vectors on tokenised text and leaves them in a folder; a checkpoint lies there until they are whole. */
export async function trainVectors(command: VectorsTrainCommand): Promise<void> {
  // What is read makes the heap's space for new objects grow, to 16 MB and more, which it never gives back.
  setFlagsFromString('--semi-space-growth-factor=1')
  const { tokens, labels, wordLabels, out, objective } = command
  const options = resolveOptions(optionsOf(command))
  if (command.onlyLabel !== undefined && labels === undefined)
    throw new MalgwiError('USAGE', '--only-label needs --labels, the labels of each line.')
  if (command.targets !== undefined && labels === undefined)
    throw new MalgwiError('USAGE', '--targets needs --labels, the labels of each line.')
  const documentTags =
    command.documentTags ?? (objective.startsWith('pv-') && (labels === undefined || command.onlyLabel !== undefined))
  const read = { minimumCount: command.minCount, documentTags, onlyLabel: command.onlyLabel, targets: command.targets }
  const files = {
    tokens: fileOf(tokens),
    labels: labels === undefined ? undefined : fileOf(labels),
    wordLabels: wordLabels === undefined ? undefined : fileOf(wordLabels),
  }
  const { progress, stop } = showProgress()
  try {
    progress('reading', 0, 1)
    const { reserved, words, labels: names } = await readTokenFiles(files, read, options)
    progress('reading', 1, 1)
    makeFolder(out)
    const checkpoint = join(out, CHECKPOINT)
    const onProgress = (done: number, total: number) => progress('vectors', done, total)
    const model = await trainReserved(reserved, { checkpoint, onProgress })
    await writeVectors(out, {
      objective,
      options: { ...options, ...read },
      dimensions: model.dimensions,
      words,
      labels: names,
      vectors: model.words,
      contexts: model.contexts,
      labelVectors: model.labels,
    })
    await rm(checkpoint, { force: true })
    stop()
    const { corpus } = reserved
    const figures = {
      documents: corpus.offsets.length - 1,
      tokens: corpus.tokens.length,
      words: words.length,
      labels: names.length,
    }
    if (command.json) printJson({ out, objective, ...figures })
    else {
      for (const [name, figure] of Object.entries(figures)) printLine(`${name}: ${figure}`)
      printLine(`wrote ${out}`)
    }
  } finally {
    stop()
  }
}

function optionsOf(command: VectorsTrainCommand) {
  const { objective, documentWeight, targetWeight, trainWords, dimensions, window, negatives, epochs, subsample } = command
  const { learningRate, rareLabelTokens, threads, seed, labelSum } = command
  const sizes = { dimensions, window, negatives, epochs, subsample, learningRate, threads, seed }
  return { objective, documentWeight, targetWeight, trainWords, ...sizes, labels: labelSum, rareLabelTokens }
}

/** The text of a file, from the start each time: so it must not be a pipe. */
function fileOf(path: string): () => AsyncIterable<Uint8Array> {
  if (!requirePath(path).isFile()) throw new MalgwiError('VECTORS_TOKENS', `${path} is no file: it is read twice`)
  return () => utf8Chunks(path)
}
