import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Calibration, fitCalibration } from '../nlp/encoder/calibrate.js'
import { removeCheckpoints } from '../nlp/encoder/checkpoint.js'
import type { TrainingOptions } from '../nlp/encoder/options.js'
import { type TrainedEncoder, trainEncoder } from '../nlp/encoder/train.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import type { Corpus } from './corpus.js'
import { softTargets } from './soft-targets.js'
import { type Report, writeFileAtomic } from './workspace.js'

const CLASSES = 3

/** What a run keeps of its encoder, and a bundle of it beside the ONNX file. */
export interface EncoderRecord extends Omit<TrainedEncoder, 'onnx' | 'validLogits'> {
  calibration: Calibration
}

/** Trains on the training reviews with ratings as soft targets, calibrates on the validation reviews, leaves both in `dir`. */
export async function trainAndCalibrate(
  corpus: Corpus,
  tokens: TokenisedCorpus,
  options: Partial<TrainingOptions>,
  dir: string,
  report: Report,
): Promise<void> {
  const { forms, counts, offsets } = tokens
  const { labels, train, validation } = corpus
  const targets = softTargets(corpus.ratings, corpus.scale)
  const { onnx, validLogits, ...kept } = await trainEncoder(
    { forms, counts, tokens: tokens.tokens, offsets, targets, labels, train, valid: validation },
    options,
    { dir, onProgress: (step, steps, loss) => report(step, steps, `loss ${loss.toFixed(4)}`) },
  )
  const validLabels = Array.from(validation, (review) => labels[review])
  const record: EncoderRecord = { ...kept, calibration: fitCalibration(validLogits, validLabels, CLASSES) }
  writeFileAtomic(join(dir, 'encoder.onnx'), onnx)
  writeFileAtomic(join(dir, 'encoder.json'), JSON.stringify(record))
  removeCheckpoints(dir)
}

export function readTrainedEncoder(dir: string): { onnx: Uint8Array; record: EncoderRecord } {
  return {
    onnx: readFileSync(join(dir, 'encoder.onnx')),
    record: JSON.parse(readFileSync(join(dir, 'encoder.json'), 'utf8')) as EncoderRecord,
  }
}
