import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MalgwiError } from '../errors.js'
import { coverage } from '../nlp/encoder/batches/length.js'
import { gridCoverage } from '../nlp/encoder/batches/sentences.js'
import { type Calibration, fitCalibration } from '../nlp/encoder/calibrate.js'
import { removeCheckpoints } from '../nlp/encoder/checkpoint.js'
import type { HuggingFaceRecord } from '../nlp/encoder/huggingface/record.js'
import { type TrainingOptions, withDefaults } from '../nlp/encoder/options.js'
import type { ServedConfig } from '../nlp/encoder/reader.js'
import { startWords } from '../nlp/encoder/start-words.js'
import { type EpochRecord, planEncoder, type TrainedEncoder, type TrainingCorpus, trainEncoder } from '../nlp/encoder/train.js'
import type { Vocabulary } from '../nlp/encoder/vocabulary.js'
import { sentenceBreaks } from '../nlp/text/sentences.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import { type Confidence, measureConfidence } from './confidence.js'
import type { Corpus } from './corpus.js'
import { preparePieces } from './piece-corpus.js'
import { softTargets } from './soft-targets.js'
import { NO_VECTORS, OWN_VECTORS, trainStartVectors } from './start-vectors.js'
import { type Report, writeFileAtomic } from './workspace.js'

const CLASSES = 3

/** What training may begin with, besides random numbers. */
export interface EncoderStart {
  /** A folder in Hugging Face layout, whose model is read as it is. */
  model?: string
  /** A folder in Hugging Face layout, whose BERT is trained on, all of it. */
  fineTune?: string
  /** Word vectors in word2vec's formats: a file, `target2vec` for some of the training reviews (the default), or `random`. */
  initEmbeddings?: string
}

/** What a run keeps of its encoder, and a bundle of it beside the ONNX file. */
export type EncoderRecord = {
  history: EpochRecord[]
  /** The epoch that was kept, from 1. */
  bestEpoch: number
  calibration: Calibration
  threshold: Confidence['threshold']
  figures: Record<string, number>
} & (
  | { vocabulary: Vocabulary; config: TrainedEncoder['config'] & Pick<ServedConfig, 'cleaning'>; model?: undefined }
  | { model: HuggingFaceRecord; vocabulary?: undefined; config?: undefined }
)

type Trained = Pick<EncoderRecord, 'history' | 'bestEpoch' | 'figures' | 'vocabulary' | 'config' | 'model'> &
  Pick<TrainedEncoder, 'onnx' | 'validLogits'>

/** Trains on the training reviews with ratings as soft targets, calibrates on the validation reviews, leaves both in `dir`. */
export async function trainAndCalibrate(
  corpus: Corpus,
  tokens: TokenisedCorpus,
  options: Partial<TrainingOptions>,
  start: EncoderStart,
  dir: string,
  report: Report,
): Promise<void> {
  const { labels, train, validation } = corpus
  const documents: TrainingCorpus = {
    forms: tokens.forms,
    counts: tokens.counts,
    tokens: tokens.tokens,
    offsets: tokens.offsets,
    targets: softTargets(corpus.ratings, corpus.scale),
    labels,
    train,
    valid: validation,
  }
  const withSentences = options.kind === 'cnn-document' ? { ...documents, ...sentenceBreaks(tokens) } : documents
  if (options.kind !== 'bert' && (start.model ?? start.fineTune) !== undefined)
    throw new MalgwiError('USAGE', '--model and --fine-tune are for --encoder bert.')
  const trainKind = start.model !== undefined ? trainOnFolder : options.kind === 'bert' ? trainBert : trainOwn
  const { onnx, validLogits, ...kept } = await trainKind(withSentences, options, start, dir, report)
  const validLabels = Array.from(validation, (review) => labels[review])
  const calibration = fitCalibration(validLogits, validLabels, CLASSES)
  const confidence = measureConfidence(validLogits, validLabels, calibration)
  const record = { ...kept, calibration, threshold: confidence.threshold } as EncoderRecord
  writeFileAtomic(join(dir, 'encoder.onnx'), onnx)
  writeFileAtomic(join(dir, 'confidence.json'), JSON.stringify(confidence))
  writeFileAtomic(join(dir, 'encoder.json'), JSON.stringify(record))
  removeCheckpoints(dir)
}

async function trainOwn(
  corpus: TrainingCorpus,
  given: Partial<TrainingOptions>,
  { initEmbeddings = OWN_VECTORS }: EncoderStart,
  dir: string,
  report: Report,
): Promise<Trained> {
  const options = withDefaults(given)
  const { vocabulary, config } = planEncoder(corpus, options)
  const figures: Record<string, number> = { maxLength: config.maxLength, readWhole: readWhole(corpus, config) }
  const { forms } = corpus
  const dimensions = config.embedding
  const path =
    initEmbeddings === OWN_VECTORS
      ? await trainStartVectors(corpus, vocabulary, { dimensions, seed: options.seed }, dir, (done, total) =>
          // A step whose last part is done is shown as done: this is but its first.
          report(0, 1, `words ${Math.floor((100 * done) / total)} %`),
        )
      : initEmbeddings
  const words = path === NO_VECTORS ? undefined : await startWords(vocabulary, path, { dimensions, forms })
  if (words) Object.assign(figures, { embeddingsFound: words.found, embeddingsOf: words.of })
  const trained = await trainEncoder(
    { ...corpus, vocabulary },
    options,
    { dir, onProgress: (step, steps, loss) => report(step, steps, `loss ${loss.toFixed(4)}`) },
    { words: words?.rows },
  )
  return { ...trained, figures }
}

/** Share of the reviews that are read from end to end. */
function readWhole(
  { offsets, breaks, breakOffsets }: TrainingCorpus,
  { maxLength, sentences }: TrainedEncoder['config'],
): number {
  if (sentences === undefined || !breaks || !breakOffsets) return coverage(offsets, maxLength)
  return gridCoverage(offsets, breaks, breakOffsets, { sentences, words: maxLength })
}

async function trainBert(
  documents: TrainingCorpus,
  given: Partial<TrainingOptions>,
  { fineTune }: EncoderStart,
  dir: string,
  report: Report,
): Promise<Trained> {
  const { corpus, options, start, cleaning } = preparePieces(documents, given, fineTune)
  const onProgress = (step: number, steps: number, loss: number) => report(step, steps, `loss ${loss.toFixed(4)}`)
  const trained = await trainEncoder(corpus, options, { dir, onProgress }, start)
  const { maxLength } = trained.config
  const figures = { maxLength, readWhole: coverage(corpus.offsets, maxLength) }
  return { ...trained, config: { ...trained.config, cleaning }, figures }
}

async function trainOnFolder(
  documents: TrainingCorpus,
  options: Partial<TrainingOptions>,
  { model }: EncoderStart,
  dir: string,
  report: Report,
): Promise<Trained> {
  const { trainOnModel } = await import('../nlp/encoder/huggingface/train.js')
  const { record, ...trained } = await trainOnModel(
    documents,
    model!,
    { ...options, threads: options.threads ?? 1 },
    {
      dir,
      onEncode: (done, total) => report(done, total, 'reading'),
      onProgress: (step, steps, loss) => report(step, steps, `loss ${loss.toFixed(4)}`),
    },
  )
  return { ...trained, model: record, figures: { maxLength: record.maxLength } }
}

export function readTrainedEncoder(dir: string): { onnx: Uint8Array; record: EncoderRecord; confidence: Confidence } {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(dir, name), 'utf8'))
  return {
    onnx: readFileSync(join(dir, 'encoder.onnx')),
    record: json('encoder.json') as EncoderRecord,
    confidence: json('confidence.json') as Confidence,
  }
}
