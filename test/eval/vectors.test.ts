import { describe, expect, test } from 'vitest'
import { analogyFigures } from '#src/eval/vectors/analogies.js'
import { contextFigures } from '#src/eval/vectors/contexts.js'
import { parentFigures, parentRanks } from '#src/eval/vectors/hierarchy.js'
import type { Mark, MarkedLists } from '#src/eval/vectors/lists.js'
import { polarityFigures, polarityValues } from '#src/eval/vectors/polarity.js'
import { makeSet, type VectorSet } from '#src/eval/vectors/sets.js'
import { cosines, similarityDifference, similarityFigures } from '#src/eval/vectors/similarity.js'
import { stabilityFigures } from '#src/eval/vectors/stability.js'
import { evaluateVectors } from '#src/eval/vectors.js'

interface Given {
  vectors: Record<string, number[]>
  contexts?: Record<string, number[]>
  labels?: Record<string, number[]>
  objective?: string
  options?: Record<string, unknown>
  name?: string
}

function setOf({ vectors, contexts = {}, labels = {}, objective = 'tiny', options = {}, name = 'tiny' }: Given): VectorSet {
  const words = Object.keys(vectors)
  const dimensions = vectors[words[0]].length
  const zeros = new Array(dimensions).fill(0)
  return makeSet({
    name,
    objective,
    options,
    dimensions,
    words,
    vectors: Float32Array.from(Object.values(vectors).flat()),
    contexts: Float32Array.from(words.flatMap((word) => contexts[word] ?? zeros)),
    labels: new Map(Object.entries(labels).map(([label, vector]) => [label, Float32Array.from(vector)])),
  })
}

const NO_LISTS: MarkedLists = { marks: new Map(), analogies: [], aspects: [], similarity: [] }
const lists = (given: Partial<MarkedLists>): MarkedLists => ({ ...NO_LISTS, ...given })
const direction = (degrees: number): number[] => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]

describe('polarity consistency', () => {
  // Twelve bad words within 12°, one good word right among them, eleven good ones far off.
  const vectors: Record<string, number[]> = {}
  const marks = new Map<string, Mark>()
  const add = (word: string, mark: Mark, degrees: number): void => {
    vectors[word] = direction(degrees)
    marks.set(word, mark)
  }
  for (let n = 0; n < 12; n++) add(`bad${n}`, '부정', n)
  add('stray', '긍정', 5.5)
  for (let n = 0; n < 11; n++) add(`good${n}`, '긍정', 90 + n)
  vectors.plain = direction(5)
  marks.set('plain', '중립')
  marks.set('unheard', '긍정')
  const list = lists({ marks })
  const set = setOf({ vectors })

  test('is the share of the ten nearest polar words that have the own polarity', () => {
    const values = polarityValues(set, list)
    // The other bad words and the stray one are within 12° of a bad word: it has nine of its own and the stray one.
    const stray = 12
    for (let bad = 0; bad < stray; bad++) expect(values[10][bad]).toBeCloseTo(0.9, 12)
    expect(values[10][stray]).toBe(0)
    // The nearest ten of a good word are the other ten good ones far off.
    expect(values[10][stray + 1]).toBe(1)
    expect(values[10][stray + 12]).toBeNaN()
  })

  test('says how many words are known, what chance has, and nothing at 100 where fewer are known', () => {
    const figures = polarityFigures(set, list, polarityValues(set, list), 1)
    expect(figures).toMatchObject({ words: 25, known: 24, at100: { mean: null, interval: null, count: 0 } })
    expect(figures.chance).toBeCloseTo((12 * 11 + 12 * 11) / (24 * 23), 12)
    expect(figures.at10.count).toBe(24)
    expect(figures.at10.interval![0]).toBeLessThan(figures.at10.mean!)
    expect(figures.at10.interval![1]).toBeGreaterThan(figures.at10.mean!)
  })
})

describe('analogies', () => {
  // The first value is polarity, the others what is judged.
  const vectors = {
    노잼: [-1, 3, 0, 0],
    꿀잼: [1, 3, 0, 0],
    존잼: [1, 3.2, 0, 0],
    졸작: [-1, 0, 3, 0],
    명작: [1, 0, 3, 0],
    발연기: [-1, 0, 0, 3],
    명연기: [1, 0, 0, 3],
    영화: [0, 1, 1, 1],
  }
  const labels = { 부정: [-1, 0, 0, 0], 긍정: [1, 0, 0, 0] }
  const pair = (negative: string, positive: string) => ({ 부정: negative, 긍정: positive })
  const list = lists({ analogies: [pair('노잼', '꿀잼'), pair('노잼', '존잼'), pair('졸작', '명작'), pair('발연기', '허당')] })

  test('by labels, by reflection and by the mean offset find the counterpart both ways, whatever other counterparts there are', () => {
    const { pairs, known, byLabels, byReflection, byOffset } = analogyFigures(setOf({ vectors, labels }), list, 1)
    expect([pairs, known]).toEqual([4, 3])
    for (const figures of [byLabels, byReflection, byOffset])
      for (const way of [figures!.to긍정, figures!.to부정, figures!.both]) expect(way.at1).toMatchObject({ mean: 1, count: 3 })
  })

  test('without labels are asked by the mean offset alone', () => {
    const { byLabels, byReflection, byOffset } = analogyFigures(setOf({ vectors }), list, 1)
    expect([byLabels, byReflection]).toEqual([null, null])
    expect(byOffset!.both.at1.mean).toBe(1)
  })

  test('by reflection go as far as the word leans, however long the labels are', () => {
    const words = { ...vectors, 극찬: [9, 0, 0.5, 0] }
    const long = { 부정: [-10, 0, 0, 0], 긍정: [10, 0, 0, 0] }
    const asked = lists({ analogies: [pair('졸작', '명작')] })
    const { byLabels, byReflection } = analogyFigures(setOf({ vectors: words, labels: long }), asked, 1)
    expect(byLabels!.to긍정.at1.mean).toBe(0)
    expect(byReflection!.both.at1.mean).toBe(1)
  })

  test('are wrong at 1 and right at 5 where another word is nearer', () => {
    const nearer = { ...vectors, 띵작: [1, 0.1, 3, 0] }
    const moved = { ...nearer, 명작: [1, 0.5, 3, 0] }
    const { byLabels } = analogyFigures(setOf({ vectors: moved, labels }), lists({ analogies: [pair('졸작', '명작')] }), 1)
    expect(byLabels!.to긍정).toMatchObject({ at1: { mean: 0 }, at5: { mean: 1 } })
    expect(byLabels!.to부정.at1.mean).toBe(1)
    expect(byLabels!.both.at1.mean).toBe(0.5)
  })

  test('have no offset where each other pair shares a word with the one asked', () => {
    const few = lists({ analogies: [pair('노잼', '꿀잼'), pair('노잼', '존잼')] })
    expect(analogyFigures(setOf({ vectors }), few, 1).byOffset).toBeNull()
  })
})

describe('conditional contexts', () => {
  // Contexts: five bad words, five good ones, one that is neither, thirty that the list does not know.
  const vectors: Record<string, number[]> = { 스토리: [0, 0, 1] }
  const contexts: Record<string, number[]> = { 스토리: [9, 9, 9] }
  const marks = new Map<string, Mark>()
  const add = (word: string, vector: number[], mark?: Mark): void => {
    vectors[word] = [0, 0, 0]
    contexts[word] = vector
    if (mark) marks.set(word, mark)
  }
  for (let n = 0; n < 5; n++) add(`bad${n}`, [1, 0, 1], '부정')
  for (let n = 0; n < 5; n++) add(`good${n}`, [0, 1, 1], '긍정')
  for (let n = 0; n < 2; n++) add(`plain${n}`, [0.5, 0.5, 1.5], '중립')
  for (let n = 0; n < 6; n++) add(`unknown${n}`, [2, 0, 0])
  const list = lists({ marks, aspects: ['스토리', '없는말'] })
  const labels = { 부정: [4, 0, 0], 긍정: [0, 4, 0] }

  test('are counted among the words that the list knows, and among all', () => {
    const { aspects, known, under } = contextFigures(setOf({ vectors, contexts, labels }), list, 1)
    expect([aspects, known]).toEqual([2, 1])
    // 부정: the 5 bad (5), the plain (3.5), 3 of the good (1). All: 6 unknown (8) and 4 of the bad.
    expect(under.부정!.amongMarked.부정.mean).toBeCloseTo(0.5, 12)
    expect(under.부정!.amongMarked.긍정.mean).toBeCloseTo(0.3, 12)
    expect(under.부정!.ofFirst.부정.mean).toBe(1)
    expect(under.부정!.coverage.mean).toBeCloseTo(0.4, 12)
    // 긍정: the 5 good, the plain, 3 of the bad; all of them known.
    expect(under.긍정!.ofFirst.긍정.mean).toBeCloseTo(0.5, 12)
    expect(under.긍정!.coverage.mean).toBe(1)
  })

  test('without labels are those of the word alone', () => {
    const { under } = contextFigures(setOf({ vectors, contexts }), list, 1)
    expect(Object.keys(under)).toEqual(['none'])
  })

  test('are not asked of vectors that came without output vectors', () => {
    const none = Object.fromEntries(Object.keys(contexts).map((word) => [word, [0, 0, 0]]))
    expect(contextFigures(setOf({ vectors, contexts: none, labels }), list, 1).under).toEqual({})
  })
})

describe('word similarity', () => {
  const set = setOf({ vectors: { a: direction(0), b: direction(10), c: direction(30), d: direction(90), zero: [0, 0] } })
  const pairs = (...rows: [string, string, number][]): MarkedLists =>
    lists({ similarity: rows.map(([a, b, score]) => ({ words: [a, b], score })) })

  test('is 1 where the order is that of the scores, −1 where it is the other way round', () => {
    const same = pairs(['a', 'b', 9], ['a', 'c', 6], ['a', 'd', 1])
    const other = pairs(['a', 'b', 1], ['a', 'c', 6], ['a', 'd', 9])
    expect(similarityFigures(same, cosines(set, same), 1).rho).toBeCloseTo(1, 12)
    expect(similarityFigures(other, cosines(set, other), 1).rho).toBeCloseTo(-1, 12)
  })

  test('leaves unknown words out and says so; a vector of zeros is like nothing', () => {
    const list = pairs(['a', 'b', 9], ['a', 'x', 5], ['b', 'd', 2], ['a', 'zero', 0])
    const found = cosines(set, list)
    expect(found[1]).toBeNaN()
    expect(found[3]).toBe(0)
    expect(similarityFigures(list, found, 1)).toMatchObject({ pairs: 4, known: 3, rho: expect.closeTo(1, 12) })
  })

  test('is compared over the pairs that both know', () => {
    const list = pairs(['a', 'b', 9], ['a', 'c', 6], ['a', 'd', 1], ['b', 'c', 0])
    const [own, others] = [Float64Array.of(0.9, 0.5, 0.1, Number.NaN), Float64Array.of(0.1, 0.5, 0.9, 0.9)]
    expect(similarityDifference(list, own, others, 1).rho).toBeCloseTo(2, 12)
  })

  test('of no known pair is null', () => {
    const list = pairs(['x', 'y', 9])
    expect(similarityFigures(list, cosines(set, list), 1)).toEqual({ pairs: 1, known: 0, rho: null, interval: null })
  })
})

describe('stability over seeds', () => {
  const circle = (step: number): Record<string, number[]> =>
    Object.fromEntries(Array.from({ length: 22 }, (_, n) => [`w${n}`, direction((n * step * 360) / 22)]))
  const run = (seed: number, step: number, objective = 'skip-gram') =>
    setOf({ vectors: circle(step), objective, options: { window: 5, seed, threads: seed }, name: `${objective}-${seed}` })

  test('is 1 between runs that agree, and is asked of runs alike but for seed and threads', () => {
    const [stable, ...others] = stabilityFigures([run(1, 1), run(2, 1), run(1, 1, 'cbow')], 1)
    expect(others).toEqual([])
    expect(stable).toMatchObject({
      objective: 'skip-gram',
      sets: ['skip-gram-1', 'skip-gram-2'],
      overlap: { mean: 1, count: 22 },
    })
  })

  test('is the share of neighbours that both have', () => {
    // On a circle of 22 in steps of 1 the ten nearest are ±1 … ±5; in steps of 3 they are the multiples of 15, for 3 · 15 ≡ 1 mod 22:
    // ±7, ±8, ±1, ±6 and ±9. Both have ±1.
    const [{ overlap }] = stabilityFigures([run(1, 1), run(2, 3)], 1)
    expect(overlap.mean).toBeCloseTo(0.2, 12)
  })
})

describe('the parent of a word', () => {
  // On a line: parents at 0 and 10, words at 1, 4 and 9; the last belongs to the first.
  const places = [0, 10, 1, 4, 9]
  const distance = (a: number, b: number): number => Math.abs(places[a] - places[b])

  test('has a rank among all and among the families', () => {
    const links = [
      [2, 0],
      [3, 0],
      [4, 0],
    ] as const
    // From 1: 0 is first. From 4: 1 is nearer. From 9: 10, 4 and 1 are.
    const ranks = parentRanks(links, [0, 1, 2, 3, 4], distance)
    expect([...ranks]).toEqual([1, 2, 4])
    const { meanRank, map } = parentFigures(ranks, 1)
    expect(meanRank.mean).toBeCloseTo(7 / 3, 12)
    expect(map.mean).toBeCloseTo((1 + 1 / 2 + 1 / 4) / 3, 12)
    expect([...parentRanks(links, [0, 1], distance)]).toEqual([1, 1, 2])
  })

  test('shares a rank with what is as near', () => {
    expect([...parentRanks([[0, 1]], [1, 2, 3], () => 1)]).toEqual([2])
  })
})

describe('the whole report', () => {
  const vectors = { 최악: direction(0), 별로: direction(5), 최고: direction(60), 명작: direction(70) }
  const list = lists({
    marks: new Map<string, Mark>([
      ['최악', '부정'],
      ['최고', '긍정'],
    ]),
    similarity: [
      { words: ['최악', '별로'], score: 8 },
      { words: ['최악', '명작'], score: 1 },
    ],
  })

  test('compares every set with the first', () => {
    const turned = { ...vectors, 별로: direction(120) }
    const report = evaluateVectors([setOf({ vectors }), setOf({ vectors: turned, objective: 'other' })], list, 1)
    expect(report.sets[0].overFirst).toBeUndefined()
    expect(report.sets[1].overFirst!.similarity.rho).toBeCloseTo(-2, 12)
    expect(report.stability).toEqual([])
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  test('is refused for vectors that know no word of the lists', () => {
    expect(() => evaluateVectors([setOf({ vectors: { english: [1, 0] }, name: 'here' })], list, 1)).toThrow(
      expect.objectContaining({ code: 'MARKED_WORDS_UNKNOWN', message: expect.stringContaining('here') }),
    )
  })

  test('is refused for vectors that are not finite', () => {
    expect(() => setOf({ vectors: { 최악: [Number.NaN, 0] } })).toThrow(expect.objectContaining({ code: 'VECTORS_INVALID' }))
  })
})
