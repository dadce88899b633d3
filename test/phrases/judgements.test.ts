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
    ['what follows from it', '시나리오가 뻔해서 지루했다', ['시나리오 뻔하다−', '시나리오 지루하다−']],
    ['three names in a row', '연기 연출 음악 최고', ['연기 최고+', '연출 최고+', '음악 최고+']],
    ['the inner one of two subjects', '스토리는 결말이 허무했다', ['결말 허무하다−']],
    ['what does something to another', '음악이 분위기를 망쳤다', ['음악 망치다−']],
    ['one that there is none of', '긴장감이 하나도 없다', ['긴장감 없다−']],
    ['a quality that it has or lacks', '조연은 존재감이 없다', ['조연 존재감 없다−']],
    ['a noun and its light verb as one', '음악에 기품이 넘친다', ['음악 기품 넘치다+']],
    ['nothing to find fault with', '연기는 나무랄 데가 없다', ['연기 나무랄 데 없다+']],
    ['what is not done', '전개가 이해가 안 된다', ['전개 이해되다−']],
    ['another spelling', '마무리가 재미 없다', ['결말 재미없다−']],
    ['what is done well', '심리를 잘 그렸다', ['심리묘사 그리다+']],
    ['nothing of the standard', '저예산치고 음악이 훌륭하다', ['음악 훌륭하다+']],
    ['attributes in a row', '교훈적이고 따뜻한 이야기', ['스토리 교훈적+', '스토리 따뜻하다+']],
    ['what was expected and denied', '스토리가 뻔할 줄 알았는데 아니었어', ['스토리 뻔하다+']],
    ['what was expected, as it turned out', '연출이 별로일 거라 예상했는데 의외로 참신했어요', ['연출 참신하다+']],
    ['what others say, denied', '결말이 허무하다던데 나는 안 그랬음', ['결말 허무하다+']],
    ['nothing of what was expected where another is judged', '음악이 별로일 줄 알았는데 연기가 좋더라', ['연기 좋다+']],
    ['a complaint that there is none of', '억지 감동이 없다', ['억지 없다+']],
    ['names that come after', '연출이 별로다, 줄거리도', ['연출 별로−', '스토리 별로−']],
  ])('%s: %s', (_, text, expected) => {
    expect(said(text)).toEqual(expected)
  })

  it.each([
    ['주인공이 형사로 나온다', null],
    ['자막은 티가 난다', '티 나다'],
    ['조연은 배경', '배경'],
    ['연출이 물결친다', '물결치다'],
  ])('where no opinion word says anything, the predicate, unless it judges nothing: %s', (text, predicate) => {
    const { morphemes, ...rest } = tokenizer.analyse(text)
    const words: FamilyWord[] = []
    find(morphemes, (aspect, at, first) => words.push({ aspect, at, first }))
    const [judgement] = judgementsOf({ morphemes, ...rest }, sortMentions(morphemes, words).named)
    expect(judgement.predicate ?? judgement.opinions[0]?.word ?? null).toBe(predicate)
  })

  it('is nothing where no aspect is named', () => {
    expect(said('정말 최고였다')).toEqual([])
  })
})
