import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scale } from '../corpus/review.js'
import { MalgwiError } from '../errors.js'
import { MOST_THREADS } from '../nlp/target2vec/options.js'
import type { Language } from '../nlp/text/language.js'
import { trainBundle } from '../pipeline/train-bundle.js'
import { readColumns } from './columns.js'
import { refuseUnfit } from './encoder-fits.js'
import { type EncoderCommand, encoderOptionsOf } from './encoder-options.js'
import { printLine, printNote } from './output.js'
import { showProgress } from './progress.js'

interface TrainCommand extends EncoderCommand {
  reviews: string
  out: string
  items?: string
  excludeIds?: string
  columns?: string
  scale?: Scale
  onlyIds?: string
  language: Language
  domain?: string
  seed?: number
  threads?: number
}

const DIALOGS = fileURLToPath(new URL('../../dialogs', import.meta.url))
/** Where models lie that were got from the hub. */
const MODELS = join('.malgwi', 'models')
/** Occurrences that a word needs to be in the lexicon and the vectors. */
const MINIMUM_COUNT = 10
/** Fewer reviews, or words that the vectors know, are too few for most of what people say. */
const FEW_REVIEWS = 5_000
const FEW_WORDS = 1_000
/** Share of validation reviews, 부정 and 긍정 alike, that an encoder reads rightly; half of them by chance. */
const POOR_ACCURACY = 0.75

export async function train(command: TrainCommand): Promise<void> {
  const { seed = 1, threads = Math.min(availableParallelism(), MOST_THREADS), fineTune, initEmbeddings } = command
  if (threads > MOST_THREADS) throw new MalgwiError('USAGE', `--threads ${threads} are too many: ${MOST_THREADS} at most.`)
  refuseUnfit(command)
  const { progress, stop } = showProgress()
  try {
    const { manifest, broken } = await trainBundle(
      {
        reviews: command.reviews,
        out: command.out,
        items: command.items,
        excludeIds: command.excludeIds,
        onlyIds: command.onlyIds,
        scale: command.scale,
        domain: command.domain,
        language: command.language,
        columns: readColumns(command.columns),
        dialogs: DIALOGS,
        seed,
        threads,
        minimumCount: MINIMUM_COUNT,
        encoder: encoderOptionsOf(command),
        start: { model: await modelFolderOf(command), fineTune, initEmbeddings },
        vectors: {},
      },
      progress,
    )
    stop()
    for (const { line, reason, file } of broken.examples) printLine(`broken line: ${file ? `${file}:` : ''}${line}: ${reason}`)
    const { reviews, validation, excluded } = manifest.trainedOn
    const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0)
    printLine(`reviews: ${reviews} trained on, ${validation} for validation, ${excluded} excluded, ${broken.count} broken`)
    for (const [name, figure] of Object.entries(manifest.figures)) printLine(`${name}: ${figure}`)
    printLine(`wrote ${command.out} (${(bytes / 1e6).toFixed(1)} MB)`)
    const doubt = doubtOf(reviews, manifest.figures)
    if (doubt) printNote(doubt)
  } finally {
    stop()
  }
}

/** One line where a bundle was made of too little to understand much; undefined where it was not. */
export function doubtOf(reviews: number, { words, validationAccuracy }: Record<string, number>): string | undefined {
  const few = reviews < FEW_REVIEWS || words < FEW_WORDS
  const poor = validationAccuracy < POOR_ACCURACY
  if (!few && !poor) return undefined
  const read = `it reads ${(100 * validationAccuracy).toFixed(0)} % of the validation reviews rightly`
  return few
    ? `${reviews} reviews are few: the bundle knows ${words} words, and ${read}. Train it with more, ${FEW_REVIEWS} or up.`
    : `The bundle is unsure: ${read}, 부정 and 긍정 alike. Check --scale and --columns, or train it with more --epochs.`
}

/** The folder of the model that is asked for; one that is named only is got from the hub where that is allowed. */
export async function modelFolderOf({ model, allowDownload = false }: EncoderCommand): Promise<string | undefined> {
  if (model === undefined) return undefined
  const { resolveModel } = await import('../nlp/encoder/huggingface/download.js')
  return resolveModel(model, { allowDownload, cache: MODELS })
}
