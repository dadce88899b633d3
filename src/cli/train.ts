import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Scale } from '../corpus/review.js'
import { trainBundle } from '../pipeline/train-bundle.js'
import { readColumns } from './columns.js'
import { printLine } from './output.js'
import { showProgress } from './progress.js'

interface TrainCommand {
  reviews: string
  out: string
  items?: string
  excludeIds?: string
  columns?: string
  scale?: Scale
  domain?: string
  epochs?: number
  seed?: number
  threads?: number
}

const DIALOGS = fileURLToPath(new URL('../../dialogs', import.meta.url))
/** Occurrences that a word needs to be in the lexicon and the vectors. */
const MINIMUM_COUNT = 10

export async function train(command: TrainCommand): Promise<void> {
  const { columns, epochs, seed = 1, threads = availableParallelism(), ...rest } = command
  const { progress, stop } = showProgress()
  try {
    const { manifest, broken } = await trainBundle(
      {
        ...rest,
        columns: readColumns(columns),
        dialogs: DIALOGS,
        seed,
        threads,
        minimumCount: MINIMUM_COUNT,
        encoder: epochs === undefined ? {} : { epochs },
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
