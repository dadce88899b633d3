import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BertConfig } from '#src/nlp/encoder/bert/config.js'
import { initialise } from '#src/nlp/encoder/bert/parameters.js'
import { pretrainingShapes } from '#src/nlp/encoder/bert/pretraining-graph.js'
import { trainWordPiece } from '#src/nlp/encoder/bert/train-wordpiece.js'
import { openWordPiece, type WordPiece } from '#src/nlp/encoder/bert/wordpiece.js'
import { uniform } from '../../tensor/numbers.js'

const SUBJECTS = ['영화', '배우', '연기', '음악', '그래픽', '이야기', '결말', 'CG']
const PARTICLES = ['가', '는', '도', '']
const VERDICTS = ['최고', '최악이다', '좋았다', '별로다', '재밌다', '지루하다', '아쉽다', '훌륭하다']

/** Short made-up reviews, normalised. */
export function tinyTexts(count: number, seed = 1): string[] {
  const random = uniform(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(((random() + 1) / 2) * items.length)]
  const clause = (): string => `${pick(SUBJECTS)}${pick(PARTICLES)} 정말 ${pick(VERDICTS)}${pick(['!', '..', ''])}`
  return Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor((random() + 1) * 1.5) }, clause).join(' '))
}

export function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const eojeol of texts.flatMap((text) => text.split(' '))) counts.set(eojeol, (counts.get(eojeol) ?? 0) + 1)
  return counts
}

export function tinyWordPiece(lowercase = true): WordPiece {
  const cleaning = { lowercase, stripAccents: false }
  return openWordPiece(trainWordPiece(countWords(tinyTexts(400)), 90, cleaning), cleaning)
}

export const tinyConfig = (vocabulary: number): BertConfig => ({
  vocabulary,
  embedding: 16,
  hidden: 16,
  layers: 2,
  heads: 2,
  intermediate: 64,
  positions: 24,
  tokenTypes: 2,
})

/** Larger than training begins with, so that every part of the graph tells in the result; no bias is zero. */
export function tinyParameters(config: BertConfig, seed = 3): Record<string, Float32Array> {
  const random = uniform(seed)
  return Object.fromEntries(
    Object.entries(initialise(pretrainingShapes(config), seed)).map(([name, values]) => [
      name,
      values.map((value) => (name.includes('LayerNorm') ? value : 8 * value) + 0.2 * random()),
    ]),
  )
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'bert-'))
