import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BertConfig } from '../nlp/encoder/bert/config.js'
import { countEojeols, encodeTexts, type PieceCorpus } from '../nlp/encoder/bert/pieces.js'
import { type PretrainingOptions, type PretrainingRecord, pretrainBert } from '../nlp/encoder/bert/pretrain.js'
import { trainWordPiece } from '../nlp/encoder/bert/train-wordpiece.js'
import { openWordPiece, type WordPiece } from '../nlp/encoder/bert/wordpiece.js'
import type { Cleaning } from '../nlp/encoder/bert/words.js'
import { normalise } from '../nlp/text/normalise.js'
import { writeBertFolder } from './bert-folder.js'
import { type CorpusOptions, readCorpus } from './corpus.js'
import type { Progress } from './workspace.js'

export interface PretrainBertOptions {
  corpus: CorpusOptions
  out: string
  layers: number
  hidden: number
  heads: number
  vocabulary: number
  training: Partial<PretrainingOptions>
}

/** Accents are syllables' parts in Korean: they stay. */
const CLEANING: Cleaning = { lowercase: true, stripAccents: false }
/** Longest text of the model, in pieces. Of film reviews, at most 140 characters long, none is longer. */
const POSITIONS = 128
const WIDENING = 4
const RECORDS = 'pretraining.jsonl'

interface Prepared {
  wordpiece: WordPiece
  pieces: PieceCorpus
}

async function prepare(options: PretrainBertOptions, progress: Progress): Promise<Prepared> {
  progress('read', 0, 1)
  const corpus = await readCorpus(options.corpus)
  const texts = Array.from(corpus.train, (doc) => normalise(corpus.texts[doc]).text)
  progress('read', 1, 1, `${texts.length} reviews`)
  progress('pieces', 0, 1)
  const vocabulary = trainWordPiece(countEojeols(texts), options.vocabulary, CLEANING)
  const wordpiece = openWordPiece(vocabulary, CLEANING)
  const pieces = encodeTexts(texts, wordpiece)
  progress('pieces', 1, 1, `${vocabulary.length} in the vocabulary, ${pieces.tokens.length} in the reviews`)
  return { wordpiece, pieces }
}

/**
 * Pre-trains a BERT on the training part of a corpus and writes it to `out`; records go to pretraining.jsonl there.
 *
 * @returns whether all steps are done: the model is written then only
 */
export async function pretrainModel(
  options: PretrainBertOptions,
  progress: Progress,
  onRecord?: (record: PretrainingRecord) => void,
): Promise<{ finished: boolean }> {
  const { out, layers, hidden, heads } = options
  mkdirSync(out, { recursive: true })
  const { wordpiece, pieces } = await prepare(options, progress)
  const config: BertConfig = {
    vocabulary: wordpiece.vocabulary.length,
    embedding: hidden,
    hidden,
    layers,
    heads,
    intermediate: WIDENING * hidden,
    positions: POSITIONS,
    tokenTypes: 2,
  }
  const { parameters, finished } = await pretrainBert(pieces, wordpiece, config, options.training, {
    dir: out,
    onRecord(record) {
      append(join(out, RECORDS), record)
      onRecord?.(record)
      progress('pretrain', record.step, record.steps, `loss ${record.loss.toFixed(3)}, accuracy ${record.accuracy.toFixed(3)}`)
    },
  })
  if (finished) writeBertFolder(out, { config, parameters, wordpiece })
  return { finished }
}

/** What a run records again after an interruption takes the place of what it recorded before. */
function append(path: string, record: PretrainingRecord): void {
  let lines: string[] = []
  try {
    lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {}
  const earlier = lines.filter((line) => (JSON.parse(line) as PretrainingRecord).step < record.step)
  writeFileSync(path, [...earlier, JSON.stringify(record), ''].join('\n'))
}
