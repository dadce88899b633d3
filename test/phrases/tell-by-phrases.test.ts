import { describe, expect, it } from 'vitest'
import { matchAspects } from '#src/catalog/aspects.js'
import { COMPLAINED, PRAISED } from '#src/catalog/counts.js'
import { readDomain } from '#src/catalog/domain.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'
import { tellByPhrases } from '#src/pipeline/tell-by-phrases.js'

const { aspects } = readDomain('dialogs/movie/domain.yaml')
const tokenizer = openTokenizer()
const [NEGATIVE, POSITIVE, NEUTRAL] = [0, 1, 2]

/** What is counted of the aspects of one review of a class. */
function counted(text: string, label: number): string[] {
  const forms: TokenForm[] = tokenizer.analyse(text).morphemes
  const documents = { tokens: forms.map((_, at) => at), offsets: [0, forms.length], labels: [label], items: [-1] }
  const said = new Set<string>()
  tellByPhrases(
    documents,
    forms,
    matchAspects(aspects, forms),
  )(0, (family, of) => said.add(aspects[family].name + (of === PRAISED ? '+' : of === COMPLAINED ? '−' : '')))
  return [...said]
}

describe('what the phrases of a review say of its aspects', () => {
  it.each([POSITIVE, NEGATIVE])('praise one and complain of another, whatever its class: %i', (label) => {
    expect(counted('음악은 훌륭한데 결말이 허무했다', label)).toEqual(['음악+', '결말−'])
  })

  it('counts a mention of which no opinion word says anything as neutral', () => {
    expect(counted('음악 듣다가 잤다', NEGATIVE)).toEqual(['음악'])
  })

  it('leans to the class of the review where words are weak', () => {
    expect(counted('결말이 무겁다', POSITIVE)).toEqual(['결말−'])
    expect(counted('결말이 무난하다', NEUTRAL)).toEqual(['결말+'])
  })

  it('is nothing where no aspect is named', () => {
    expect(counted('정말 최고였다', POSITIVE)).toEqual([])
  })
})
