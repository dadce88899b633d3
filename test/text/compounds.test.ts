import { describe, expect, it } from 'vitest'
import { type Compounds, compoundRanks, mergeCompounds } from '#src/nlp/text/compounds.js'
import type { Part } from '#src/nlp/text/eojeol.js'
import { learnCompounds } from '#src/nlp/text/learn-compounds.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const noun = (surface: string): Part => ({ surface, lemma: surface, tag: 'noun', pos: 'NNG' })
const particle = (surface: string): Part => ({ surface, lemma: surface, tag: 'particle', pos: 'JX' })
const verb = (surface: string): Part => ({ surface, lemma: `${surface}다`, tag: 'verb', pos: 'VV' })
const merged = (parts: Part[], compounds: Compounds): string[] =>
  mergeCompounds(parts, compoundRanks(compounds)).map((p) => p.surface)

const slang: Compounds = {
  version: 1,
  pairs: [
    ['노', '잼'],
    ['핵', '노잼'],
  ],
}

describe('mergeCompounds', () => {
  it('builds a word of three parts in the order of the pairs', () => {
    expect(merged([noun('핵'), noun('노'), noun('잼'), particle('은')], slang)).toEqual(['핵노잼', '은'])
  })

  it('glues no particle, even where the surfaces fit', () => {
    expect(merged([noun('노'), particle('잼')], slang)).toEqual(['노', '잼'])
  })

  it('keeps negation, plurals and light verbs apart', () => {
    const adverb: Part = { surface: '안', lemma: '안', tag: 'adverb', pos: 'MAG' }
    const plural: Part = { surface: '들', lemma: '들', tag: 'affix', pos: 'XSN' }
    const pairs: Compounds['pairs'] = [
      ['안', '나오'],
      ['배우', '들'],
      ['필요', '없'],
    ]
    expect(merged([adverb, verb('나오')], { version: 1, pairs })).toHaveLength(2)
    expect(merged([noun('배우'), plural], { version: 1, pairs })).toHaveLength(2)
    expect(merged([noun('필요'), verb('없')], { version: 1, pairs })).toHaveLength(2)
    expect(merged([noun('돈'), verb('아깝')], { version: 1, pairs: [['돈', '아깝']] })).toHaveLength(2)
  })

  it('keeps the dictionary form of a verb at the end', () => {
    const [word] = mergeCompounds([noun('짜증'), verb('나')], compoundRanks({ version: 1, pairs: [['짜증', '나']] }))
    expect(word).toEqual({ surface: '짜증나', lemma: '짜증나다', tag: 'verb', pos: 'VV' })
  })
})

describe('learnCompounds', () => {
  const eojeols = [
    [noun('노'), noun('잼')],
    [noun('핵'), noun('노'), noun('잼')],
    [noun('배우'), noun('연기')],
    [noun('배우'), particle('는')],
    [noun('연기'), particle('가')],
    ...Array.from({ length: 40 }, (_, i) => [noun(`말${i}`), particle('은')]),
  ]
  const weights = [200, 120, 80, 400, 500, ...new Array(40).fill(50)]

  it('glues what hardly stands alone, in rounds, and leaves two free nouns apart', () => {
    const { pairs } = learnCompounds(eojeols, weights, { minCount: 50, minAssociation: 0.2, rounds: 3 })
    expect(pairs[0]).toEqual(['노', '잼'])
    expect(pairs).toContainEqual(['핵', '노잼'])
    expect(pairs).not.toContainEqual(['배우', '연기'])
  })

  it('chooses the same whatever order the eojeols come in', () => {
    const backwards = learnCompounds(eojeols.toReversed(), weights.toReversed(), { minCount: 50, minAssociation: 0.2 })
    expect(backwards).toEqual(learnCompounds(eojeols, weights, { minCount: 50, minAssociation: 0.2 }))
  })
})

describe('a tokenizer with compounds', () => {
  it('gives the compound with the span of its parts', () => {
    const { morphemes } = openTokenizer({ compounds: JSON.parse(JSON.stringify(slang)) }).analyse('완전 핵노잼이네ㅋㅋ')
    expect(morphemes.map((m) => m.surface)).toContain('핵노잼')
    expect(morphemes.find((m) => m.surface === '핵노잼')).toMatchObject({
      tag: 'noun',
      initial: true,
      eojeol: 1,
      start: 3,
      end: 6,
    })
  })
})
