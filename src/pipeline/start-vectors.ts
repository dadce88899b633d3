import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainingCorpus } from '../nlp/encoder/train.js'
import { openVocabulary, UNKNOWN, type Vocabulary } from '../nlp/encoder/vocabulary.js'
import type { LabelledTokens } from '../nlp/target2vec/corpus.js'
import { writeWordVectors } from '../nlp/target2vec/formats/word2vec/write.js'
import { trainTarget2Vec } from '../nlp/target2vec/train.js'
import type { Report } from './workspace.js'

/** What `--init-embeddings` may say instead of a file. */
export const OWN_VECTORS = 'target2vec'
export const NO_VECTORS = 'random'

/** The file that `--init-embeddings` names, where it names one. */
export const startFileOf = (said: string | undefined): string | undefined =>
  said === OWN_VECTORS || said === NO_VECTORS ? undefined : said

const EPOCHS = 5
const CLASSES = 3

/**
 * Trains Target2Vec on the training reviews, in the encoder's own words with each review's class as the label, for the encoder's word
 * table to begin with. Validation reviews are left out: nothing could be chosen on them otherwise. What is there already is not trained
 * again. On one thread, so that the same seed gives the same encoder.
 *
 * @returns path of a file of word vectors in `dir`
 */
export async function trainStartVectors(
  corpus: TrainingCorpus,
  vocabulary: Vocabulary,
  options: { dimensions: number; seed: number },
  dir: string,
  report: Report,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([vocabulary.words, options.dimensions, options.seed]))
  const digest = hash.update(Uint32Array.from(corpus.train)).digest('hex').slice(0, 12)
  const path = join(dir, `start-vectors-${digest}.bin`)
  if (existsSync(path)) return path
  mkdirSync(dir, { recursive: true })
  const checkpoint = `${path}.checkpoint`
  const { words } = await trainTarget2Vec(
    inWords(corpus, vocabulary),
    { ...options, epochs: EPOCHS, threads: 1 },
    { checkpoint, onProgress: report },
  )
  await writeWordVectors(path, vocabulary.words, words, 'binary')
  rmSync(checkpoint, { force: true })
  return path
}

/** The training reviews in the encoder's words, unknown ones left out, with their classes: what Target2Vec trains on. */
export function inWords(
  { forms, tokens, offsets, labels, train }: Pick<TrainingCorpus, 'forms' | 'tokens' | 'offsets' | 'labels' | 'train'>,
  vocabulary: Vocabulary,
): LabelledTokens {
  const { wordId } = openVocabulary(vocabulary)
  const ofForm = Int32Array.from(forms, (form) => wordId(form) - UNKNOWN - 1)
  const kept = new Uint32Array(tokens.length)
  const starts = new Uint32Array(train.length + 1)
  const wordCounts = new Uint32Array(vocabulary.words.length)
  let length = 0
  for (const [at, review] of train.entries()) {
    for (let token = offsets[review]; token < offsets[review + 1]; token++) {
      const word = ofForm[tokens[token]]
      if (word < 0) continue
      kept[length++] = word
      wordCounts[word]++
    }
    starts[at + 1] = length
  }
  return {
    tokens: kept.slice(0, length),
    offsets: starts,
    wordCounts,
    labels: Uint32Array.from(train, (review) => labels[review]),
    labelsPerDocument: 1,
    labelCount: CLASSES,
  }
}
