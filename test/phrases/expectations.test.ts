import { describe, expect, it } from 'vitest'
import { toldIn } from '#src/nlp/phrases/expectations.js'
import { opinionsIn } from '#src/nlp/phrases/opinions.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()

/** What an utterance expects and how that turns out: 'denied: 뻔할 | 아니었어'. */
function expected(text: string): string[] {
  const utterance = tokenizer.analyse(text)
  const typed = (from: number, to: number) => text.slice(utterance.morphemes[from]?.start, utterance.morphemes[to]?.end)
  return toldIn(utterance).expectations.map(
    ({ outcome, first, expected, last, to }) => `${outcome}: ${typed(first, expected)} | ${to > last ? typed(last + 1, to) : ''}`,
  )
}

/** Opinion words with what they say in the end. */
function opinions(text: string): string[] {
  const utterance = tokenizer.analyse(text)
  return opinionsIn(utterance.morphemes, new Set(), toldIn(utterance).expectations).map(
    ({ word, polarity }) => word + (polarity > 0 ? '+' : '−'),
  )
}

describe('what was expected of a film', () => {
  it.each([
    ['뻔할 줄 알았는데 아니었어', 'denied: 뻔할 | 아니었어'],
    ['시시한줄알았는데 전혀 아니네요', 'denied: 시시한 | 전혀 아니네요'],
    ['결말이 밋밋할 거라고 생각했는데 막상 보니 안 그랬어', 'denied: 결말이 밋밋할 | 막상 보니 안 그랬어'],
    ['화려할 것 같아서 봤는데 영 아니다', 'denied: 화려할 | 영 아니다'],
    ['웃기다길래 봤더니 웬걸', 'denied: 웃기 | 웬걸'],
    ['다들 지루하다던데 난 안 그렇던데', 'denied: 다들 지루하 | 난 안 그렇던데'],
    ['재밌어 보였는데 그렇지 않았어요', 'denied: 재밌어 | 그렇지 않았어요'],
    ['신날 줄 알았어. 근데 아니더라', 'denied: 신날 | . 근데 아니더라'],
  ])('is denied in %s', (text, found) => {
    expect(expected(text)).toEqual([found])
  })

  it.each([
    ['졸릴 줄 알았는데 끝까지 집중했다', 'instead: 졸릴 | 끝까지 집중했다'],
    ['유치하다고 들었는데 꽤 탄탄했어요', 'instead: 유치하 | 꽤 탄탄했어요'],
    ['신날 줄 알았는데ㅠㅠ', 'open: 신날 | '],
  ])('may be judged otherwise, or be left open: %s', (text, found) => {
    expect(expected(text)).toEqual([found])
  })

  it.each([
    '재밌을 줄 알았는데 역시 재밌네',
    '이렇게 웃길 줄은 몰랐어',
    '재밌을 줄 알았어',
    '연기는 좋은데 결말이 아쉬워',
    '재밌을 것 같은데 아직 못 봤어',
    '안 알려졌지만 좋은 영화',
  ])('is nothing in %s', (text) => {
    expect(expected(text)).toEqual([])
  })
})

describe('an opinion that was only expected', () => {
  it.each([
    ['says the opposite where it is denied', '지루한 줄 알았는데 아니더라고요', ['지루하다+']],
    ['of praise, too', '탄탄하다길래 봤는데 전혀 아님', ['탄탄하다−']],
    ['once, however the denial would negate it', '훌륭하다더니 아니네', ['훌륭하다−']],
    ['with all that is expected', '뻔하고 유치할 줄 알았는데 아니었어', ['뻔하다+', '유치하다+']],
    ['says nothing where another one follows', '어색할 줄 알았는데 의외로 자연스러웠어', ['자연스럽다+']],
    ['that is negated itself is turned back', '재미없을 줄 알았는데 아니었어', ['재미없다+']],
    ['of the worse means the better', '유치할 줄 알았는데 아이들 영화로 치면 이만한 게 드물다', ['유치하다+']],
    ['of the better means nothing by itself', '재밌을 줄 알았는데 아이들이랑 같이 봤다', []],
    ['by others stays where nothing takes it back', '탄탄하다고 해서 봤는데 어제 친구랑 봤다', ['탄탄하다+']],
  ])('%s: %s', (_, text, found) => {
    expect(opinions(text)).toEqual(found)
  })
})

describe('a negation', () => {
  it.each([
    ['추천하지 마', ['추천하다−']],
    ['추천하지 마세요', ['추천하다−']],
    ['이건 추천하지 마시길', ['추천하다−']],
    ['안 지루했어', ['지루하다+']],
    ['추천하고 싶지 않네요', ['추천하다−']],
    ['아깝다는 생각이 안 들었어요', ['아깝다+']],
    ['원작만 못해', ['원작만 못하다−']],
    ['조금 더 탄탄했어도 좋았을 텐데', ['탄탄하다−', '좋다−']],
  ])('turns round what it is said of: %s', (text, found) => {
    expect(opinions(text)).toEqual(found)
  })

  it.each([
    ['안 좋은 점이 없다', ['좋다+']],
    ['추천 안 할 이유가 없음', ['추천+']],
    ['어색하지 않은 사람이 없어', ['어색하다−']],
  ])('of what there is none of says that it is so: %s', (text, found) => {
    expect(opinions(text)).toEqual(found)
  })

  it.each([
    ['낚이지 마세요', ['낚이다−']],
    ['시간 낭비하지 마', ['낭비하다−']],
    ['너무 식상하지 않냐', ['식상하다−']],
    ['소름 돋지 않나요?', ['소름 돋다+']],
  ])('is none where others are told not to, or asked whether they agree: %s', (text, found) => {
    expect(opinions(text)).toEqual(found)
  })
})

describe('words that judge elsewhere', () => {
  it.each([
    ['시간 가는 줄 모르고 봤다', ['시간 가는 줄 모르다+']],
    ['이렇게 재밌을 줄 몰랐어', ['재미있다+']],
    ['웃겨 죽는 줄', ['웃기다+']],
    ['참 잘도 만들었다', []],
    ['괜찬은데 갠춘함', ['괜찮다+', '괜찮다+']],
  ])('%s', (text, found) => {
    expect(opinions(text)).toEqual(found)
  })
})
