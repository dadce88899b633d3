import { describe, expect, it } from 'vitest'
import { NO_LABEL } from '#src/nlp/target2vec/corpus.js'
import { documentsWith, withDocumentTags } from '#src/nlp/target2vec/objective.js'
import { OBJECTIVES, resolveOptions } from '#src/nlp/target2vec/options.js'
import { randomBits } from '#src/nlp/target2vec/random.js'
import { type Target2VecModel, trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { cosine, pack, planted } from './corpus.js'

const DIMENSIONS = 16
const options = {
  dimensions: DIMENSIONS,
  window: 4,
  negatives: 5,
  epochs: 8,
  subsample: 0,
  learningRate: 0.05,
  threads: 1,
  seed: 3,
}
const row = (matrix: Float32Array, n: number) => matrix.subarray(n * DIMENSIONS, (n + 1) * DIMENSIONS)
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)
const mean = (numbers: number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

/** How much more the label expects the first words than the second. */
const leaning = (model: Target2VecModel, label: number, first: number[], second: number[]) => {
  const expects = (word: number) => dot(row(model.labels, label), row(model.contexts, word))
  return mean(first.map(expects)) - mean(second.map(expects))
}
const near = (model: Target2VecModel, a: number, b: number) => cosine(row(model.words, a), row(model.words, b))

/**
 * Words 0 and 1 stand beside 2 and 3, and 4 and 5 beside 6 and 7, in documents of either class: nothing but neighbours tells 0 and 1
 * from 4 and 5.
 */
const neighbourly = (() => {
  const bits = randomBits(7n)
  const documents = Array.from({ length: 1500 }, () => {
    const side = 4 * (bits() % 2)
    return [side + (bits() % 2), side + 2 + (bits() % 2)]
  })
  return pack(
    documents,
    documents.map((_, n) => [n % 2]),
    8,
    2,
  )
})()

/** Words 0–3 in documents of class 0, words 4–7 in those of class 1, each alone in its document: there are no neighbours. */
const alone = (() => {
  const bits = randomBits(8n)
  const documents = Array.from({ length: 1500 }, (_, n) => [4 * (n % 2) + (bits() % 4)])
  return pack(
    documents,
    documents.map((_, n) => [n % 2]),
    8,
    2,
  )
})()

/** As neighbourly, without a label of a document; words 0, 1, 4, 5 have labels of their own: 0 where 2 and 3 are near, 1 elsewhere. */
const worded = { ...neighbourly, wordLabels: Uint32Array.of(0, 0, NO_LABEL, NO_LABEL, 1, 1, NO_LABEL, NO_LABEL) }

describe('what only neighbours tell', () => {
  it.each([
    ['skip-gram', true],
    ['cbow', true],
    ['pv-dm', true],
    ['target2vec', true],
    ['pv-dbow', false],
  ] as const)('%s learns: %s', async (objective, learns) => {
    const model = await trainTarget2Vec(neighbourly, { ...options, objective, trainWords: false })
    const gap = near(model, 0, 1) - near(model, 0, 4)
    if (learns) expect(gap).toBeGreaterThan(0.5)
    else expect(Math.abs(gap)).toBeLessThan(0.5)
  })
})

describe('what only the labels of documents tell', () => {
  it.each(['pv-dbow', 'pv-dm', 'target2vec', 'target2vec-mixed'] as const)('%s learns', async (objective) => {
    const model = await trainTarget2Vec({ ...alone, wordLabels: new Uint32Array(8).fill(NO_LABEL) }, { ...options, objective })
    expect(leaning(model, 0, [0, 1, 2, 3], [4, 5, 6, 7])).toBeGreaterThan(1)
    expect(leaning(model, 1, [4, 5, 6, 7], [0, 1, 2, 3])).toBeGreaterThan(1)
  })

  it('skip-gram and CBOW do not see, and give no label vectors', async () => {
    for (const objective of ['skip-gram', 'cbow'] as const) {
      const model = await trainTarget2Vec(alone, { ...options, objective })
      expect(model.labels.length).toBe(0)
      expect(model.contexts.every((value) => value === 0)).toBe(true)
    }
  })
})

describe('what only the labels of words tell', () => {
  it.each(['target2vec-word', 'target2vec-mixed'] as const)('%s learns', async (objective) => {
    const model = await trainTarget2Vec(worded, { ...options, objective })
    expect(leaning(model, 0, [2, 3], [6, 7])).toBeGreaterThan(1)
    expect(leaning(model, 1, [6, 7], [2, 3])).toBeGreaterThan(1)
  })

  it('the document version does not see', async () => {
    const model = await trainTarget2Vec(worded, { ...options, objective: 'target2vec' })
    expect(Math.abs(leaning(model, 0, [2, 3], [6, 7]))).toBeLessThan(0.5)
  })
})

describe('targets that words predict', () => {
  const targets = Uint32Array.of(0, 1)

  it('part the words that one of them has from those of another, where neighbours do not', async () => {
    const gap = (model: Target2VecModel) => near(model, 0, 1) - near(model, 0, 4)
    expect(gap(await trainTarget2Vec({ ...alone, targets }, { ...options, epochs: 20 }))).toBeGreaterThan(1)
    expect(Math.abs(gap(await trainTarget2Vec(alone, { ...options, epochs: 20 })))).toBeLessThan(0.7)
  })

  it('lie with their words, in one space', async () => {
    const model = await trainTarget2Vec({ ...alone, targets }, { ...options, epochs: 20 })
    for (const word of [0, 1, 2, 3])
      expect(cosine(row(model.words, word), row(model.labels, 0))).toBeGreaterThan(
        cosine(row(model.words, word), row(model.labels, 1)),
      )
  })

  it('change nothing without a weight, or where an objective has no labels of documents', async () => {
    const train = (more: object) => trainTarget2Vec(neighbourly, { ...options, ...more })
    const aimed = (more: object) => trainTarget2Vec({ ...neighbourly, targets }, { ...options, ...more })
    expect(await aimed({ targetWeight: 0 })).toEqual(await train({}))
    for (const objective of ['skip-gram', 'pv-dbow'] as const)
      expect(await aimed({ objective })).toEqual(await train({ objective }))
    expect(await aimed({})).not.toEqual(await train({}))
  })

  it('are labels, each once, and not too many', async () => {
    for (const wrong of [[2], [0, 0]])
      await expect(trainTarget2Vec({ ...alone, targets: Uint32Array.from(wrong) }, options)).rejects.toThrow(RangeError)
    const many = { ...alone, labelCount: 70, targets: Uint32Array.from({ length: 65 }, (_, label) => label) }
    await expect(trainTarget2Vec(many, options)).rejects.toThrow(RangeError)
    expect(() => resolveOptions({ targetWeight: -1 })).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})

describe('the interpolation', () => {
  it('is the document version at one end and the word version at the other', async () => {
    const corpus = { ...planted(200), wordLabels: Uint32Array.from({ length: 12 }, (_, word) => word % 2) }
    const train = (more: object) => trainTarget2Vec(corpus, { ...options, rareLabelTokens: 0, ...more })
    const mixed = (documentWeight: number) => train({ objective: 'target2vec-mixed', documentWeight })
    expect(await mixed(1)).toEqual(await train({ objective: 'target2vec' }))
    const [word, end] = [await train({ objective: 'target2vec-word' }), await mixed(0)]
    // A film's label has no weight here, but is there, and stays as it began.
    expect([end.words, end.contexts]).toEqual([word.words, word.contexts])
  })
})

describe('a tag a document', () => {
  it('comes beside its labels, and knows the words of its document', async () => {
    const tagged = withDocumentTags(pack([[0, 1, 0, 1], [2, 3, 2, 3], []], [[0], [1], [0]], 4, 2))
    expect([tagged.labelsPerDocument, tagged.labelCount, [...tagged.labels]]).toEqual([2, 5, [0, 2, 1, 3, 0, 4]])
    const model = await trainTarget2Vec(tagged, { ...options, epochs: 100, objective: 'pv-dbow' })
    expect(leaning(model, 2, [0, 1], [2, 3])).toBeGreaterThan(1)
    expect(leaning(model, 3, [2, 3], [0, 1])).toBeGreaterThan(1)
  })
})

describe('the documents of one class alone', () => {
  it('are what is left, with the counts of their words', () => {
    const corpus = documentsWith(
      pack(
        [[0, 1], [2], [], [0, 2]],
        [
          [0, 2],
          [1, 2],
          [0, NO_LABEL],
          [0, 3],
        ],
        3,
        4,
      ),
      0,
    )
    expect([...corpus.tokens]).toEqual([0, 1, 0, 2])
    expect([...corpus.offsets]).toEqual([0, 2, 2, 4])
    expect([...corpus.labels]).toEqual([0, 2, 0, NO_LABEL, 0, 3])
    expect([...corpus.wordCounts]).toEqual([2, 1, 1])
  })

  it('train as if there were no others', async () => {
    const whole = planted(300)
    const own = documentsWith(whole, 1)
    const model = await trainTarget2Vec(own, { ...options, objective: 'pv-dbow' })
    const start = await trainTarget2Vec(own, { ...options, objective: 'pv-dbow', learningRate: 1e-9 })
    expect(near(model, 5, 6)).toBeGreaterThan(0.5)
    for (const word of [1, 2, 3, 4]) expect(cosine(row(model.words, word), row(start.words, word))).toBeGreaterThan(0.9999)
  })
})

describe('every objective', () => {
  it.each(OBJECTIVES)(
    '%s gives the same numbers for the same seed, bit for bit, and trains on two threads',
    async (objective) => {
      const corpus = { ...planted(200), wordLabels: Uint32Array.from({ length: 12 }, (_, word) => word % 2) }
      const first = await trainTarget2Vec(corpus, { ...options, objective })
      expect(await trainTarget2Vec(corpus, { ...options, objective })).toEqual(first)
      expect(await trainTarget2Vec(corpus, { ...options, objective, seed: 4 })).not.toEqual(first)
      const two = await trainTarget2Vec(corpus, { ...options, objective, threads: 2 })
      for (const matrix of [two.words, two.contexts, two.labels]) expect(matrix.every(Number.isFinite)).toBe(true)
    },
  )
})

describe('what an objective lacks', () => {
  it('is said', async () => {
    const bare = { ...neighbourly, labels: new Uint32Array(0), labelsPerDocument: 0, labelCount: 0 }
    for (const objective of ['target2vec-word', 'target2vec-mixed', 'pv-dbow', 'pv-dm'] as const)
      await expect(trainTarget2Vec(bare, { ...options, objective })).rejects.toMatchObject({ code: 'USAGE' })
    const short = { ...neighbourly, wordLabels: new Uint32Array(7) }
    await expect(trainTarget2Vec(short, { ...options, objective: 'target2vec-word' })).rejects.toThrow(RangeError)
    const wrong = { ...neighbourly, wordLabels: new Uint32Array(8).fill(2) }
    await expect(trainTarget2Vec(wrong, { ...options, objective: 'target2vec-word' })).rejects.toThrow(RangeError)
  })

  it('is an objective that exists, and a weight from 0 to 1', () => {
    expect(() => resolveOptions({ objective: 'glove' as 'cbow' })).toThrow(expect.objectContaining({ code: 'USAGE' }))
    expect(() => resolveOptions({ documentWeight: 1.5 })).toThrow(expect.objectContaining({ code: 'USAGE' }))
    expect(() => resolveOptions({ trainWords: 1 as unknown as boolean })).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('is the learning rate of a mean, twice as high, and longer steps for rare labels in the paragraph vectors', () => {
    expect(resolveOptions({ objective: 'cbow' })).toMatchObject({ learningRate: 0.05, rareLabelTokens: 2000 })
    expect(resolveOptions({ objective: 'pv-dm', learningRate: undefined })).toMatchObject({
      learningRate: 0.05,
      rareLabelTokens: 0,
    })
    expect(resolveOptions({ objective: 'pv-dbow', rareLabelTokens: 5 })).toMatchObject({
      learningRate: 0.025,
      rareLabelTokens: 5,
    })
  })
})
