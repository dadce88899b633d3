import { availableParallelism } from 'node:os'
import { readItems } from '../corpus/items.js'
import type { Scale } from '../corpus/review.js'
import { rankSuspects } from '../eval/suspects.js'
import type { Language } from '../nlp/text/language.js'
import { listItems } from '../pipeline/catalogue.js'
import { readCorpus } from '../pipeline/corpus.js'
import { crossFit } from '../pipeline/cross-fit.js'
import { withoutOwnTitles } from '../pipeline/own-titles.js'
import { readColumns } from './columns.js'
import { refuseUnfit } from './encoder-fits.js'
import { type EncoderCommand, encoderOptionsOf } from './encoder-options.js'
import { printJson, printLine } from './output.js'
import { showProgress } from './progress.js'
import { modelFolderOf } from './train.js'

interface SuspectsCommand extends EncoderCommand {
  reviews: string
  work: string
  items?: string
  excludeIds?: string
  columns?: string
  scale?: Scale
  language: Language
  folds: number
  count: number
  seed: number
  threads?: number
  json?: boolean
}

/** Passes over the reviews where none are asked for: in each of them every review is read by all encoders but one. */
const EPOCHS = 2
/** Of the labels, in their order. */
const NAMES = ['부정', '긍정'] as const

/** Of probabilities: the surest ones are above 0.999. */
const DIGITS = 6

interface Suspect {
  id: string
  rating: number
  label: string
  /** Of the opposite label, by the words. */
  probability: number
  text: string
}

export async function suspects(command: SuspectsCommand): Promise<void> {
  const { reviews, items, excludeIds, scale, language, folds, seed, work, fineTune, initEmbeddings } = command
  const { threads = availableParallelism(), epochs = EPOCHS } = command
  refuseUnfit(command)
  const columns = readColumns(command.columns)
  const start = { model: await modelFolderOf(command), fineTune, initEmbeddings }
  const { progress, stop } = showProgress()
  try {
    progress('corpus', 0, 1)
    const corpus = await readCorpus({ reviews, excludeIds, scale, columns })
    const titles = items === undefined ? [] : listItems(corpus, await readItems(items))
    const texts = withoutOwnTitles(corpus, new Map(titles.map(({ id, title, aliases }) => [id, [title, ...aliases]])))
    progress('corpus', 1, 1, `${texts.length} reviews`)
    const encoder = { ...encoderOptionsOf(command), epochs }
    const outOfFold = await crossFit({ ...corpus, texts }, { folds, seed, threads, language, encoder, start, work }, progress)
    stop()
    const print = command.json ? printJson : printRow
    const ranking = rankSuspects({ ...outOfFold, labels: corpus.labels })
    for (const [at, review] of ranking.reviews.subarray(0, Math.min(command.count, ranking.errors)).entries()) {
      print({
        id: corpus.ids[review],
        rating: corpus.ratings[review],
        label: NAMES[corpus.labels[review]],
        probability: Number(ranking.probabilities[at].toFixed(DIGITS)),
        text: corpus.texts[review],
      })
    }
  } finally {
    stop()
  }
}

function printRow({ id, rating, label, probability, text }: Suspect): void {
  printLine([probability.toFixed(DIGITS), rating, label, id, text.replace(/\s+/g, ' ')].join('\t'))
}
