import { decoded, guarded, linesOf, openBytes } from '../corpus/lines.js'
import { MalgwiError } from '../errors.js'
import type { ItemHit } from '../recognizer/vector-queries.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'

export interface InferOptions extends BundleOptions {
  reviews: string
  count: number
  json?: boolean
}

/** Prints the items nearest to one that is only known by its reviews, a review a line. */
export async function infer(options: InferOptions): Promise<void> {
  const texts: string[] = []
  const lines = linesOf(decoded(openBytes(options.reviews) as AsyncIterable<Buffer>))
  for await (const { text } of guarded(options.reviews, lines)) if (text?.trim()) texts.push(text)
  if (texts.length === 0) throw new MalgwiError('USAGE', `${options.reviews} holds no review: write one a line.`)
  const { vectorQueries } = await open(options)
  const hits = (await vectorQueries.query({ add: [{ texts }], subtract: [], k: options.count, among: 'items' })) as ItemHit[]
  if (options.json) return printJson(hits)
  for (const { item, score } of hits)
    printLine(`${item.id}\t${item.title}${item.year === null ? '' : ` (${item.year})`}\t${score.toFixed(3)}`)
}
