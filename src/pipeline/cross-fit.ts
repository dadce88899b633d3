import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireBothClasses } from '../corpus/review.js'
import { MalgwiError } from '../errors.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { openTrained } from '../nlp/encoder/open.js'
import { type TrainingOptions, withDefaults } from '../nlp/encoder/options.js'
import type { Language } from '../nlp/text/language.js'
import { tokeniseCorpus } from '../nlp/text/tokenise-corpus.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import type { Corpus } from './corpus.js'
import { foldsOf, MOST_FOLDS } from './folds.js'
import { type EncoderStart, readTrainedEncoder, trainAndCalibrate } from './train-encoder.js'
import { openWorkspace, type Progress, type Report, writeFileAtomic } from './workspace.js'

export interface CrossFitOptions {
  /** 2 to 255. */
  folds: number
  seed: number
  threads: number
  language: Language
  encoder: Partial<TrainingOptions>
  start?: EncoderStart
  /** Folder for what is finished. It stays: the same call answers from it. */
  work: string
  /** Folder of the tokenised texts, where several runs share them; by default in `work`. */
  morphemes?: string
  /** Whether each review is also read by an encoder that was trained on its fold. */
  seen?: boolean
}

export interface CrossFit {
  /** The fold of each review, `[reviews]`. */
  folds: Uint8Array
  /** Logits of each review by the encoder that was trained without its fold, `[reviews × 3]`. */
  logits: Float32Array
  /** Likewise by one that was trained on it. */
  seen?: Float32Array
}

const CLASSES = 3
/** Reviews between two files of logits; some seconds of work. */
const PART = 8_192
const JOURNAL = 'journal.json'

/**
 * Cross-fitting: for each fold an encoder is trained on the other folds, on nothing but their ratings, and reads the fold. The epoch is
 * chosen on the validation reviews of the folds that are trained on. Words and compounds are counted in all texts.
 *
 * What is finished lies in `work`; a run that was killed goes on from there, and loses less than a minute.
 *
 * @param corpus whose `texts` are read as they are
 * @throws MalgwiError USAGE for a number of folds that cannot be, WORK_OCCUPIED where `work` holds something else, CORPUS_ONE_CLASS where
 *   the reviews outside a fold are not of both classes, TRAINING_DIVERGED
 */
export async function crossFit(corpus: Corpus, options: CrossFitOptions, progress: Progress): Promise<CrossFit> {
  const { folds: count, seed, threads, language, work } = options
  if (count < 2 || count > MOST_FOLDS) throw new MalgwiError('USAGE', `--folds ${count} cannot be: 2 to ${MOST_FOLDS}.`)
  const folds = foldsOf(corpus.texts, count, seed)
  const outside = Array.from({ length: count }, (_, fold) => outsideOf(corpus, folds, fold))
  const fingerprint = fingerprintOf(corpus, folds, options)
  refuseOccupied(work, fingerprint)
  const workspace = openWorkspace(work, fingerprint, progress)
  const tokens = await workspace.always('morphemes', (report) =>
    tokeniseCorpus(corpus.texts, options.morphemes ?? workspace.path('morphemes'), {
      workers: threads,
      language,
      onProgress: report,
    }),
  )

  const logits = new Float32Array(folds.length * CLASSES)
  const seen = options.seen ? new Float32Array(folds.length * CLASSES) : undefined
  for (const [fold, reviews] of outside.entries()) {
    const dir = workspace.path(`fold-${fold}`)
    mkdirSync(dir, { recursive: true })
    const name = `${fold + 1}/${count}`
    await workspace.step(`train ${name}`, (report) =>
      trainAndCalibrate(reviews, tokens, { seed, threads, ...options.encoder }, options.start ?? {}, dir, report),
    )
    const { record, onnx } = readTrainedEncoder(dir)
    const open = () => openTrained(record, onnx, options.start?.model ?? '', { engine: 'onnxruntime', threads })
    const read = (what: string, chosen: number, into: Float32Array) =>
      workspace.always(`${what} ${name}`, (report) =>
        readFold(tokens, numbersOf(folds, chosen), open, { into, path: join(dir, what), report }),
      )
    await read('read', fold, logits)
    if (seen) await read('seen', (fold + 1) % count, seen)
  }
  return { folds, logits, seen }
}

/** The corpus with nothing of a fold to train on or to choose by. */
function outsideOf(corpus: Corpus, folds: Uint8Array, fold: number): Corpus {
  const without = (reviews: Uint32Array): Uint32Array => reviews.filter((review) => folds[review] !== fold)
  const train = without(corpus.train)
  requireBothClasses(Uint8Array.from(train, (review) => corpus.labels[review]))
  return { ...corpus, train, validation: without(corpus.validation) }
}

function numbersOf(folds: Uint8Array, fold: number): Uint32Array {
  return Uint32Array.from(folds.keys()).filter((review) => folds[review] === fold)
}

/** Puts the logits of reviews at their places, part by part; parts that lie in files already are not read again. */
async function readFold(
  tokens: TokenisedCorpus,
  reviews: Uint32Array,
  open: () => Promise<Encoder>,
  { into, path, report }: { into: Float32Array; path: string; report: Report },
): Promise<void> {
  let encoder: Encoder | undefined
  for (let from = 0; from < reviews.length; from += PART) {
    const part = reviews.subarray(from, from + PART)
    const file = `${path}-${from}.f32`
    let logits = readFloats(file, part.length * CLASSES)
    if (!logits) {
      encoder ??= await open()
      logits = await encoder.logits(Array.from(part, (review) => documentOf(tokens, review)))
      writeFileAtomic(file, new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength))
    }
    for (const [i, review] of part.entries()) into.set(logits.subarray(i * CLASSES, (i + 1) * CLASSES), review * CLASSES)
    report(from + part.length, reviews.length)
  }
  await encoder?.release()
}

function documentOf({ tokens, offsets, forms }: TokenisedCorpus, review: number) {
  return Array.from(tokens.subarray(offsets[review], offsets[review + 1]), (form) => forms[form])
}

function readFloats(path: string, length: number): Float32Array | undefined {
  if (!existsSync(path)) return undefined
  const bytes = new Uint8Array(readFileSync(path))
  return bytes.byteLength === 4 * length ? new Float32Array(bytes.buffer) : undefined
}

/** Of everything that the logits depend on. */
function fingerprintOf(corpus: Corpus, folds: Uint8Array, { encoder, start, seed, language }: CrossFitOptions): string {
  const { threads: _, checkpointSeconds: __, ...settings } = withDefaults({ seed, ...encoder })
  const hash = createHash('sha256').update(JSON.stringify([settings, start, language, corpus.scale]))
  for (const text of corpus.texts) hash.update(text).update('\n')
  for (const part of [corpus.ratings, corpus.train, corpus.validation, folds])
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return hash.digest('hex')
}

/** A work folder is emptied when it opens for something else: not one that the user may still want. */
function refuseOccupied(dir: string, fingerprint: string): void {
  if (!existsSync(dir)) return
  const names = readdirSync(dir).filter((name) => !name.endsWith('.draft'))
  if (names.length === 0 || fingerprintIn(join(dir, JOURNAL)) === fingerprint) return
  throw new MalgwiError('WORK_OCCUPIED', dir)
}

function fingerprintIn(journal: string): unknown {
  try {
    return (JSON.parse(readFileSync(journal, 'utf8')) as { fingerprint: unknown }).fingerprint
  } catch {
    return undefined
  }
}
