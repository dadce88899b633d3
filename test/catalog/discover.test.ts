import { expect, it } from 'vitest'
import { discoverAspects } from '#src/catalog/discover.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'

const lemmas = ['가게', '배송', '포장', '색상', '물건', '빠르다', '은', '최고', '이', '에요']
const forms: TokenForm[] = lemmas.map((lemma) => ({
  surface: lemma,
  lemma,
  tag: lemma.endsWith('다') ? 'adjective' : '은이'.includes(lemma) ? 'particle' : lemma === '에요' ? 'ending' : 'noun',
  initial: !['은', '이', '에요'].includes(lemma),
}))
const [SHOP, DELIVERY, WRAPPING, COLOUR, THING, FAST, TOPIC, BEST, IS, ENDING] = lemmas.keys()

it('finds the nouns that tell classes or items apart, not what all texts say nor what is said of nothing, no verbs, no names of items', () => {
  const tokens: number[] = []
  const offsets = [0]
  const labels: number[] = []
  const items: number[] = []
  for (let d = 0; d < 400; d++) {
    const [label, item] = [d % 2, Math.floor(d / 100)]
    tokens.push(SHOP, FAST)
    if (d % 9 === 0) tokens.push(THING, TOPIC)
    if (label === 0 && d % 4 === 0) tokens.push(DELIVERY, TOPIC, DELIVERY, TOPIC)
    if (item === 1 && d % 3 === 0) tokens.push(COLOUR, TOPIC)
    if (label === 1 && d % 8 === 1) tokens.push(WRAPPING, TOPIC)
    if (label === 1 && d % 4 === 1) tokens.push(BEST)
    offsets.push(tokens.length)
    labels.push(label)
    items.push(item)
  }
  const documents = { tokens, offsets, labels, items }
  const found = discoverAspects(documents, forms, 4, { limit: 3, exclude: (lemma) => lemma === '포장' })
  expect(found.map(({ name }) => name)).toEqual(['배송', '색상', '물건'])
  expect(found[0]).toEqual({ name: '배송', words: ['배송'], display: {} })
})

it('takes what one class says alone for a judgement, unless things are said of it; and a few texts decide nothing', () => {
  const tokens: number[] = []
  const offsets = [0]
  const labels: number[] = []
  for (let d = 0; d < 400; d++) {
    const label = d % 2
    if (label === 1 && d % 4 === 1) tokens.push(BEST, IS, ENDING)
    if (label === 1 && d % 8 === 1) tokens.push(WRAPPING, TOPIC)
    if (d % 5 === 0) tokens.push(COLOUR, COLOUR, COLOUR, TOPIC)
    if (label === 1 && d < 10) tokens.push(THING, THING, THING, TOPIC)
    offsets.push(tokens.length)
    labels.push(label)
  }
  const documents = { tokens, offsets, labels, items: labels.map(() => -1) }
  const found = discoverAspects(documents, forms, 0, { leastShare: 0 }).map(({ name }) => name)
  expect(found).not.toContain('최고')
  expect(found.toSorted()).toEqual(['물건', '색상', '포장'])
})
