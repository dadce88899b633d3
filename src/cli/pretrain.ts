import type { Scale } from '../corpus/review.js'
import { MalgwiError } from '../errors.js'
import { pretrainModel } from '../pipeline/pretrain-bert.js'
import { readColumns } from './columns.js'
import { printJson, printLine } from './output.js'
import { showProgress } from './progress.js'

interface PretrainCommand {
  reviews: string
  out: string
  excludeIds?: string
  columns?: string
  scale?: Scale
  start?: string
  layers: number
  hidden: number
  heads: number
  vocabulary: number
  steps: number
  tokens: number
  learningRate: number
  hours?: number
  seed: number
  threads?: number
}

const HOUR = 3600

export async function pretrain(command: PretrainCommand): Promise<void> {
  const { reviews, excludeIds, scale, out, start, layers, hidden, heads, vocabulary } = command
  const { steps, tokens, learningRate, seed, threads = 1, hours = Number.POSITIVE_INFINITY } = command
  if (hidden % heads !== 0 || hidden % 4 !== 0)
    throw new MalgwiError('USAGE', `--hidden ${hidden} is no multiple of 4 and of --heads ${heads}.`)
  const { progress, stop } = showProgress()
  try {
    const { finished } = await pretrainModel(
      {
        corpus: { reviews, excludeIds, scale, columns: readColumns(command.columns) },
        out,
        start,
        layers,
        hidden,
        heads,
        vocabulary,
        training: { steps, tokens, learningRate, seed, threads, seconds: hours * HOUR },
      },
      progress,
      printJson,
    )
    stop()
    printLine(finished ? `wrote ${out}` : `wrote ${out} as it stands after ${hours} h; the same command goes on`)
  } finally {
    stop()
  }
}
