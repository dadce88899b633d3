import { analogy as findAnalogy } from '../nlp/target2vec/analogy.js'
import { context as findContext } from '../nlp/target2vec/context.js'
import { similar as findSimilar } from '../nlp/target2vec/similar.js'
import type { WordHit } from '../nlp/target2vec/space.js'
import type { Tokenizer } from '../nlp/text/tokenizer.js'
import { lookUp } from '../recognizer/look-up.js'
import type { OpenedVectors } from '../recognizer/open-vectors.js'
import { type BundleOptions, open } from './open.js'
import { printJson, printLine, printNote } from './output.js'

interface WordOptions extends BundleOptions {
  json?: boolean
  count: number
  target?: string
}

export async function similar(word: string, options: WordOptions): Promise<void> {
  const { vectors, tokenizer } = await open(options)
  const { space, words } = vectors
  print(findSimilar(space, words.search, known(word, vectors, tokenizer), { target: options.target, k: options.count }), options)
}

export async function context(word: string, options: WordOptions): Promise<void> {
  const { vectors, tokenizer } = await open(options)
  const { space, contexts } = vectors
  print(
    findContext(space, contexts.search, known(word, vectors, tokenizer), { target: options.target, k: options.count }),
    options,
  )
}

export async function analogy(word: string, options: WordOptions & { from: string; to: string }): Promise<void> {
  const { vectors, tokenizer } = await open(options)
  const { space, words } = vectors
  const { from, to, count } = options
  print(findAnalogy(space, words.search, known(word, vectors, tokenizer), { from, to, k: count }), options)
}

/** The word as the vocabulary has it; where that is another one than was typed, it is said. */
function known(word: string, { space, counts }: OpenedVectors, tokenizer: Tokenizer): string {
  const name = space.words[lookUp(space, counts, tokenizer, word)]
  if (name !== word.normalize('NFC')) printNote(`${word} → ${name}`)
  return name
}

function print(hits: readonly WordHit[], { json }: WordOptions): void {
  if (json) printJson(hits)
  else for (const { word, score } of hits) printLine(`${word}\t${score.toFixed(3)}`)
}
