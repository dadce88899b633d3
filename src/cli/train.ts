import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scale } from '../corpus/review.js'
import type { Language } from '../nlp/text/language.js'
import { trainBundle } from '../pipeline/train-bundle.js'
import { readColumns } from './columns.js'
import { type EncoderCommand, encoderOptionsOf } from './encoder-options.js'
import { printLine } from './output.js'
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

export async function train(command: TrainCommand): Promise<void> {
  const { seed = 1, threads = availableParallelism(), fineTune, initEmbeddings } = command
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
  } finally {
    stop()
  }
}

/** The folder of the model that is asked for; one that is named only is got from the hub where that is allowed. */
export async function modelFolderOf({ model, allowDownload = false }: EncoderCommand): Promise<string | undefined> {
  if (model === undefined) return undefined
  const { resolveModel } = await import('../nlp/encoder/huggingface/download.js')
  return resolveModel(model, { allowDownload, cache: MODELS })
}
