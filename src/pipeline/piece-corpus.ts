import { chooseMaxLength, roundLength } from '../nlp/encoder/batches/length.js'
import { bertOptions, pieceCorpus, startFrom } from '../nlp/encoder/bert/fine-tuning.js'
import { trainWordPiece } from '../nlp/encoder/bert/train-wordpiece.js'
import { openWordPiece, type WordPiece } from '../nlp/encoder/bert/wordpiece.js'
import type { Cleaning } from '../nlp/encoder/bert/words.js'
import { eojeolsOf } from '../nlp/encoder/huggingface/morphemes.js'
import type { TrainingOptions } from '../nlp/encoder/options.js'
import type { StartingPoint, TrainingCorpus } from '../nlp/encoder/train.js'
import { readBertFolder } from './bert-folder.js'

/** A corpus of word pieces for a BERT that is trained end to end, with the options and the start that go with it. */
export interface PieceTraining {
  corpus: TrainingCorpus
  options: Partial<TrainingOptions>
  start: StartingPoint
  cleaning: Cleaning
}

/** What suits a BERT better than the defaults of the other kinds. */
const DEFAULTS: Partial<TrainingOptions> = {
  batch: 64,
  learningRate: 2e-4,
  schedule: 'linear',
  dropout: 0.1,
  tokenDropout: 0,
  wordDropout: 0,
  ngrams: 'none',
}
const PIECES = 8_000
/** Accents are syllables' parts in Korean: they stay. */
const CLEANING: Cleaning = { lowercase: true, stripAccents: false }

/**
 * The reviews in word pieces: those of the model in `folder`, which training then begins with, or, without one, pieces learnt from the
 * training reviews and weights drawn at random.
 *
 * @throws MalgwiError MODEL_… for a folder that is no BERT in Hugging Face layout with safetensors
 */
export function preparePieces(
  corpus: TrainingCorpus,
  given: Partial<TrainingOptions>,
  folder: string | undefined,
): PieceTraining {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const model = folder === undefined ? undefined : readBertFolder(folder)
  const wordpiece = model?.wordpiece ?? learnPieces(corpus, given.words ?? PIECES)
  const pieces = { ...corpus, ...pieceCorpus(corpus, wordpiece) }
  const { hidden = 256, layers = 4, heads = 4 } = given
  const sizes = model ? bertOptions(model.config) : { hidden, layers, heads, embedding: hidden }
  const longest = model?.config.positions ?? Number.POSITIVE_INFINITY
  const maxLength = Math.min(longest, roundLength(given.maxLength ?? chooseMaxLength(pieces.offsets)))
  return {
    corpus: pieces,
    options: { ...DEFAULTS, ...present, ...sizes, maxLength },
    start: model ? startFrom(model, wordpiece, maxLength) : {},
    cleaning: wordpiece.cleaning,
  }
}

function learnPieces(corpus: TrainingCorpus, size: number): WordPiece {
  const counts = new Map<string, number>()
  for (const doc of corpus.train) {
    const tokens = corpus.tokens.subarray(corpus.offsets[doc], corpus.offsets[doc + 1])
    for (const eojeol of eojeolsOf(Array.from(tokens, (form) => corpus.forms[form])).texts) {
      counts.set(eojeol, (counts.get(eojeol) ?? 0) + 1)
    }
  }
  return openWordPiece(trainWordPiece(counts, size, CLEANING), CLEANING)
}
