import { describe, expect, it } from 'vitest'
import { BOOST_LIMIT } from '#src/nlp/target2vec/options.js'
import { aliasTable, keepThresholds, labelBoosts } from '#src/nlp/target2vec/tables.js'

/** The distribution that an alias table stands for. */
function drawn(table: Uint32Array): number[] {
  const size = table.length / 2
  const chances = new Array<number>(size).fill(0)
  for (let slot = 0; slot < size; slot++) {
    const stays = table[2 * slot]! / 0xffffffff
    chances[slot]! += stays / size
    chances[table[2 * slot + 1]!]! += (1 - stays) / size
  }
  return chances
}

describe('the noise distribution', () => {
  it('is unigram^0.75', () => {
    const counts = [1000, 100, 100, 10, 1, 0]
    const powers = counts.map((count) => count ** 0.75)
    const sum = powers.reduce((a, b) => a + b)
    const chances = drawn(aliasTable(counts))
    for (const [word, power] of powers.entries()) expect(chances[word]).toBeCloseTo(power / sum, 6)
  })

  it('is even where nothing was counted', () => {
    expect(drawn(aliasTable([0, 0, 0, 0]))).toEqual([0.25, 0.25, 0.25, 0.25])
  })
})

describe('sub-sampling', () => {
  it('keeps rare words, thins frequent ones, and can be off', () => {
    const [frequent, rare, absent] = keepThresholds([99_990, 10, 0], 1e-3)
    expect(frequent! / 0xffffffff).toBeCloseTo(Math.sqrt(1e-3) + 1e-3, 4)
    expect(rare).toBe(0xffffffff)
    expect(absent).toBe(0xffffffff)
    expect([...keepThresholds([99_990, 10], 0)]).toEqual([0xffffffff, 0xffffffff])
  })
})

describe('the steps of rare labels', () => {
  it('are longer by the tokens they lack, up to a limit', () => {
    const none = 0xffffffff
    const labels = Uint32Array.from([0, 1, 0, 2, 0, none])
    const offsets = Uint32Array.from([0, 100, 130, 1130])
    const corpus = {
      tokens: new Uint32Array(0),
      offsets,
      wordCounts: Uint32Array.of(20),
      labels,
      labelsPerDocument: 2,
      labelCount: 4,
    }
    expect([...labelBoosts(corpus, 60)]).toEqual([1, 1, 2, BOOST_LIMIT])
    expect([...labelBoosts(corpus, 0)]).toEqual([1, 1, 1, 1])
    expect([...labelBoosts({ ...corpus, wordLabels: Uint32Array.of(3) }, 60)]).toEqual([1, 1, 2, 3])
  })
})
