import type { Scale } from '../corpus/review.js'
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
  const { reviews, excludeIds, scale, out, layers, hidden, heads, vocabulary } = command
  const { steps, tokens, learningRate, seed, threads = 1, hours = Number.POSITIVE_INFINITY } = command
  const { progress, stop } = showProgress()
  try {
    const { finished } = await pretrainModel(
      {
        corpus: { reviews, excludeIds, scale, columns: readColumns(command.columns) },
        out,
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
    printLine(finished ? `wrote ${out}` : `stopped after ${hours} h; the same command goes on`)
  } finally {
    stop()
  }
}
