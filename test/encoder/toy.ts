import { randomStream } from '#src/nlp/encoder/random.js'
import type { TrainingCorpus } from '#src/nlp/encoder/train.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'

const SURFACES = ['별로', '지루하', '최악', '최고', '훌륭하', '감동', '그럭저럭', '보통', '영화', '배우', '이', '가', '다', 'CG']

export const toyForms: TokenForm[] = SURFACES.map((surface, i) => ({
  surface,
  lemma: surface,
  tag: i < 10 ? 'noun' : 'particle',
  initial: i < 10,
}))

/** Words 0–2 are said by class 0, 3–5 by class 1, 6–7 by class 2; the others by all. Every tenth document is empty. */
export function toyCorpus(docs: number, seed = 1): TrainingCorpus {
  const random = randomStream(seed, docs)
  const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from))
  const tokens: number[] = []
  const offsets = new Uint32Array(docs + 1)
  const labels = new Uint8Array(docs)
  const targets = new Float32Array(docs * 3)
  const driving = [
    [0, 3],
    [3, 6],
    [6, 8],
  ]
  for (let d = 0; d < docs; d++) {
    const label = pick(0, 3)
    if (d % 10 !== 9) {
      const fillers = pick(0, 9)
      for (let k = 0; k < fillers; k++) tokens.push(pick(8, SURFACES.length))
      tokens.push(pick(driving[label][0], driving[label][1]))
      for (let k = pick(0, 3); k > 0; k--) tokens.push(pick(8, SURFACES.length))
    }
    offsets[d + 1] = tokens.length
    labels[d] = label
    for (let c = 0; c < 3; c++) targets[d * 3 + c] = c === label ? 0.9 : 0.05
  }
  const counts = new Uint32Array(SURFACES.length)
  for (const token of tokens) counts[token]++
  const all = Uint32Array.from({ length: docs }, (_, d) => d)
  return {
    forms: toyForms,
    counts,
    tokens: Uint32Array.from(tokens),
    offsets,
    labels,
    targets,
    train: all.filter((d) => d % 5 !== 0),
    valid: all.filter((d) => d % 5 === 0),
  }
}

/** Small enough for seconds. */
export const toyOptions = {
  embedding: 8,
  hidden: 8,
  words: 64,
  buckets: 257,
  batch: 16,
  epochs: 3,
  learningRate: 0.02,
  tokenDropout: 0.02,
  wordDropout: 0.05,
  threads: 1,
  seed: 7,
}
