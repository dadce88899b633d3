import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BertConfig } from '../nlp/encoder/bert/config.js'
import { countEojeols, encodeTexts } from '../nlp/encoder/bert/pieces.js'
import { type PretrainingOptions, type PretrainingRecord, pretrainBert } from '../nlp/encoder/bert/pretrain.js'
import { trainWordPiece } from '../nlp/encoder/bert/train-wordpiece.js'
import { openWordPiece } from '../nlp/encoder/bert/wordpiece.js'
import type { Cleaning } from '../nlp/encoder/bert/words.js'
import { WIDENING } from '../nlp/encoder/kinds/bert.js'
import { normalise } from '../nlp/text/normalise.js'
import { type BertModel, readBertFolder, writeBertFolder } from './bert-folder.js'
import { type CorpusOptions, readCorpus } from './corpus.js'
import { makeFolder } from './paths.js'
import type { Progress } from './workspace.js'

export interface PretrainBertOptions {
  corpus: CorpusOptions
  out: string
  layers: number
  hidden: number
  heads: number
  vocabulary: number
  /** Folder of a BERT or ELECTRA whose tokenizer, sizes and weights to begin with; the sizes above count for nothing then. */
  start?: string
  training: Partial<PretrainingOptions>
}

/** Accents are syllables' parts in Korean: they stay. */
const CLEANING: Cleaning = { lowercase: true, stripAccents: false }
/** Longest text of the model, in pieces. Of film reviews, at most 140 characters long, none is longer. */
const POSITIONS = 128
const RECORDS = 'pretraining.jsonl'

/** Normalised texts of the training part. */
async function readTexts(options: CorpusOptions, progress: Progress): Promise<string[]> {
  progress('read', 0, 1)
  const corpus = await readCorpus(options)
  const texts = Array.from(corpus.train, (doc) => normalise(corpus.texts[doc]).text)
  progress('read', 1, 1, `${texts.length} reviews`)
  return texts
}

/** The model that training begins with: its tokenizer is trained on the texts, and its weights are drawn, where none is given. */
function beginning(texts: readonly string[], options: PretrainBertOptions): BertModel {
  const { start, vocabulary, layers, hidden, heads } = options
  if (start !== undefined) return readBertFolder(start)
  const wordpiece = openWordPiece(trainWordPiece(countEojeols(texts), vocabulary, CLEANING), CLEANING)
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
  return { config, wordpiece, parameters: {} }
}

/**
 * Pre-trains a BERT on the training part of a corpus and writes it to `out`, also as it stands when time is up; records go to
 * pretraining.jsonl there.
 *
 * @returns whether all steps are done
 */
export async function pretrainModel(
  options: PretrainBertOptions,
  progress: Progress,
  onRecord?: (record: PretrainingRecord) => void,
): Promise<{ finished: boolean }> {
  const { out } = options
  makeFolder(out)
  const texts = await readTexts(options.corpus, progress)
  progress('pieces', 0, 1)
  const { config, wordpiece, parameters: start } = beginning(texts, options)
  const pieces = encodeTexts(texts, wordpiece)
  progress('pieces', 1, 1, `${wordpiece.vocabulary.length} in the vocabulary, ${pieces.tokens.length} in the reviews`)
  const hooks = {
    dir: out,
    onRecord(record: PretrainingRecord) {
      append(join(out, RECORDS), record)
      onRecord?.(record)
      progress('pretrain', record.step, record.steps, `loss ${record.loss.toFixed(3)}, accuracy ${record.accuracy.toFixed(3)}`)
    },
  }
  const { parameters, finished } = await pretrainBert(pieces, wordpiece, config, options.training, hooks, start)
  writeBertFolder(out, { config, parameters, wordpiece })
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
