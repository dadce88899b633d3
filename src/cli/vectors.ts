import { analogy as findAnalogy } from '../nlp/target2vec/analogy.js'
import { context as findContext } from '../nlp/target2vec/context.js'
import { similar as findSimilar } from '../nlp/target2vec/similar.js'
import type { WordHit } from '../nlp/target2vec/space.js'
import { lookupKeys } from '../nlp/text/words.js'
import type { OpenedRecognizer } from '../recognizer/open.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine } from './output.js'

interface WordOptions extends BundleOptions {
  json?: boolean
  count: number
  target?: string
}

export async function similar(word: string, options: WordOptions): Promise<void> {
  const { vectors, tokenizer } = await open(options)
  const { space, words } = vectors
  print(findSimilar(space, words.search, lookupKeys(tokenizer, word), { target: options.target, k: options.count }), options)
}

export async function context(word: string, options: WordOptions): Promise<void> {
  const { vectors, tokenizer } = await open(options)
  const { space, contexts } = vectors
  print(findContext(space, contexts.search, lookupKeys(tokenizer, word), { target: options.target, k: options.count }), options)
}

export async function analogy(word: string, options: WordOptions & { from: string; to: string }): Promise<void> {
  const { vectors, tokenizer }: OpenedRecognizer = await open(options)
  const { from, to, count } = options
  print(findAnalogy(vectors.space, vectors.words.search, lookupKeys(tokenizer, word), { from, to, k: count }), options)
}

function print(hits: readonly WordHit[], { json }: WordOptions): void {
  if (json) printJson(hits)
  else for (const { word, score } of hits) printLine(`${word}\t${score.toFixed(3)}`)
}
