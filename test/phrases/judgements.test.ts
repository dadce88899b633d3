import { describe, expect, it } from 'vitest'
import { aspectFinder } from '#src/catalog/aspects.js'
import { readDomain } from '#src/catalog/domain.js'
import { judgementsOf } from '#src/nlp/phrases/judgements.js'
import { type FamilyWord, sortMentions } from '#src/nlp/phrases/mentions.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()
const { aspects } = readDomain('dialogs/movie/domain.yaml')
const find = aspectFinder(aspects)

/** What opinion words say of each aspect that is named: '스토리 뻔하다−'. */
function said(text: string): string[] {
  const utterance = tokenizer.analyse(text)
  const words: FamilyWord[] = []
  find(utterance.morphemes, (aspect, at, first) => words.push({ aspect, at, first }))
  return judgementsOf(utterance, sortMentions(utterance.morphemes, words).named).flatMap(({ mention, owner, opinions }) =>
    owner ? [] : opinions.map(({ word, polarity }) => `${aspects[mention.aspect].name} ${word}${polarity > 0 ? '+' : '−'}`),
  )
}

describe('what is said of which aspect', () => {
  it.each([
    [
      'a predicate, and one that goes on with it',
      '스토리가 부자연스럽고 억지스러움',
      ['스토리 부자연스럽다−', '스토리 억지스럽다−'],
    ],
    ['an attribute', '뻔한 스토리', ['스토리 뻔하다−']],
    ['one predicate for a list', '연기, 연출 다 좋았다', ['연기 좋다+', '연출 좋다+']],
    ['either side of a contrast', '음악은 훌륭한데 결말이 허무했다', ['음악 훌륭하다+', '결말 허무하다−']],
    ['nouns without a verb', '연기 최고 스토리 별로', ['연기 최고+', '스토리 별로−']],
    ['the acting of actors, not the actors', '배우들의 연기가 훌륭하다', ['연기 훌륭하다+']],
    ['a negation', '스토리가 지루하지 않다', ['스토리 지루하다+']],
    ['a wish', '구성이 좀 더 탄탄했으면', ['전개 탄탄하다−']],
    ['not the standard that it is compared with', '음악보다 연기가 훌륭하다', ['연기 훌륭하다+']],
  ])('%s: %s', (_, text, expected) => {
    expect(said(text)).toEqual(expected)
  })

  it('is nothing where no aspect is named', () => {
    expect(said('정말 최고였다')).toEqual([])
  })
})
