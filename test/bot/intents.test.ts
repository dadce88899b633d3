import { describe, expect, test } from 'vitest'
import { fold } from '#src/bot/fold.js'
import { INTENTS, type Intent } from '#src/bot/intent-names.js'
import { expand } from '#src/bot/intents.js'
import { ACTIONS } from '#src/bot/messages.js'
import { openTexts } from '#src/bot/texts.js'

const { intents, action } = openTexts('movie')

describe('what a turn asks for', () => {
  test.each<[Intent, string[]]>([
    [
      'why',
      [
        '왜?',
        '왜요?',
        '왜 그래?',
        '왜 그 영화야',
        '이유가 뭐야?',
        '근거는?',
        '왜 추천했어?',
        '왜ㅋㅋ',
        '음... 왜?',
        '근거가 궁금해요',
      ],
    ],
    [
      'other',
      ['다른 영화', '다른 영화요', '다른 거 추천해줘', '하나 더', '그거 말고', '딴 거 없어?', '더 없어?', '그 영화 말고'],
    ],
    ['startOver', ['처음으로', '처음부터 다시', '다시 시작', '리셋', '다시 할래']],
    ['why', ['왜?', '왜 추천했어?', '왜 그 영화를 추천한 거예요?']],
    ['cancel', ['취소', '취소해줘', '그만할래', '됐어', '그만']],
    ['help', ['도움말', '어떻게 써?', '뭐 할 수 있어?', 'help', '도와줘']],
    ['thanks', ['고마워', '정말 고마워요', '감사합니다', '땡큐', 'ㄱㅅ', '오예 고마워👍', '나이스! 감사해요 🙏']],
    ['goodbye', ['잘 있어', '안녕히 계세요', '다음에 봐', 'bye', '수고하세요', '고생하셨습니다', '좋은 밤 보내세요']],
    ['greeting', ['안녕', '안녕하세요!', '하이', 'hello', 'ㅎㅇ']],
    ['insult', ['바보야', '멍청이', '꺼져', '이 바보 같아', '너 진짜 멍청해']],
    ['none', ['다 아니야', '없어', '그중엔 없어', '해당 없음', '아니요']],
    ['any', ['모르겠어', '아무거나', '글쎄요', '전부 다', '몰라요']],
    ['accept', ['좋아', '그래', '볼게요', '재밌겠다', '네', '이거 볼게요. 고마워요', '오 좋네요 이거 볼게요']],
    ['seen', ['봤어', '이미 봤어요', '그건 봤는데']],
    ['recommend', ['영화 추천해줘', '뭐 볼까?', '음악 좋은 영화 추천 좀', '볼만한 거 있어?', '비슷한 영화 없을까']],
    ['neutral', ['그저 그랬어', '쏘쏘', '그럭저럭이었어', '나쁘지도 좋지도 않았어', '무난했어요']],
    ['forget', ['내 대화 지워줘', '대화 기록 다 지워', '우리 이야기 잊어줘'].slice(0, 1)],
    ['facts', ['그게 뭐야', '줄거리는?', '무슨 영화야?']],
    ['fact.year', ['몇 년도 영화예요?', '언제 개봉했어?', '개봉 연도 알려줘', '언제 나온 거예요?', '옛날 영화예요?']],
    ['fact.genres', ['무슨 장르야?', '장르가 뭐예요?', '장르 좀 알려주세요']],
    ['fact.countries', ['어느 나라 영화예요?', '어디 영화야?', '국적이 어디예요?']],
    ['fact.directors', ['감독이 누구야?', '감독 누군지 아세요?', '누가 만든 영화예요?', '감독님 이름이 뭐죠?', '누구 작품이야?']],
    ['fact.actors', ['누가 나와?', '주연 배우가 누구예요?', '배우들 좀 알려줘', '어떤 배우가 나오나요?', '출연진은요?']],
    [
      'who',
      ['너 누구야?', '이름이 뭐야', '너 사람이야?', '당신은 대체 뭐예요?', '혹시 챗봇이에요?', '말귀님, 인간인가요 기계인가요?'],
    ],
  ])('%s', (intent, texts) => {
    for (const text of texts) expect(intents.is(intent, text), text).toBe(true)
  })

  test.each<[Intent, string[]]>([
    ['why', ['왜 이렇게 재미없는지 모르겠어', '그 영화는 이유 없이 지루했어']],
    ['cancel', ['예매 취소하고 본 영화인데 별로', '그만 좀 울렸으면']],
    ['insult', ['주인공이 바보같이 굴어서 별로였어', '쓰레기 영화였어']],
    ['thanks', ['감사한 마음이 드는 영화였어', '굿굿', '고마워 다른 거']],
    ['goodbye', ['안녕, 나의 소울메이트 좋았어']],
    [
      'fact.directors',
      ['감독이 누군지 궁금할 만큼 잘 찍었더라', '감독이 별로였어', '감독 뭐야 진짜', '누가 만들었는지 참 못 만들었다'],
    ],
    ['fact.actors', ['배우가 누구든 지루했어', '누가 나와도 못 살릴 영화였어', '주인공이 누군지 모르겠어', '배우 연기가 뭐야']],
    ['fact.year', ['언제 나와도 통할 영화였어', '몇 년 만에 울었어']],
    ['fact.genres', ['장르가 뭐든 재밌으면 됐어']],
    ['none', ['재미가 하나도 없어', '반전이 없어서 별로']],
    ['recommend', ['친구가 추천해서 봤는데 별로였어']],
    ['neutral', ['보통 이런 영화는 좋아해']],
    ['startOver', ['처음으로 극장에서 본 영화야']],
  ])('not %s', (intent, texts) => {
    for (const text of texts) expect(intents.is(intent, text), text).toBe(false)
  })

  test('every suggested action is understood as what it says', () => {
    for (const key of Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]) {
      if (key === 'aspect' || key === 'namesake' || key.startsWith('relax')) continue
      expect(intents.is(key as Intent, action(key, {} as never)), key).toBe(true)
    }
  })

  test('no words ask for two interruptions', () => {
    const interruptions = [
      'forget',
      'startOver',
      'cancel',
      'goodbye',
      'why',
      'help',
      'thanks',
      'greeting',
      'who',
      'insult',
    ] as const
    for (const text of ['왜', '취소', '처음으로', '도움말', '고마워', '안녕', '잘 있어', '바보야', '너 누구야']) {
      expect(interruptions.filter((intent) => intents.is(intent, text))).toHaveLength(1)
    }
  })
})

test.each([
  ['드라마는 제발 권하지 말아요', '드라마는 빼고'],
  ['전쟁 영화는 도저히 못 보겠어요. 다른 거요', '전쟁 영화는 빼고. 다른 거요'],
  ['친구한테 추천하지 않았어', '친구한테 추천하지 않았어'],
  ['비추천하지 마', '비추천하지 마'],
])('%s asks to be spared as %s does', (text, plain) => expect(intents.asRefused(text)).toBe(plain))

test('plain words at the end are told from the same words elsewhere', () => {
  expect(intents.endsAs('liked', '주말에 가족이랑 봤는데 재밌었어요')).toBe(true)
  expect(intents.endsAs('disliked', '기대했는데 재미없었어')).toBe(true)
  expect(intents.endsAs('liked', '재밌었어야 했는데')).toBe(false)
  expect(intents.endsAs('liked', '오늘 기분 좋아')).toBe(false)
})

describe('a choice by its place', () => {
  test.each([
    ['1', 0],
    [' 3 ', 2],
    ['2번', 1],
    ['2번이요', 1],
    ['첫 번째', 0],
    ['두번째 거요', 1],
    ['셋째', 2],
    ['1번이랑 2번', 0, 1],
    ['1, 3', 0, 2],
  ])('%s', (text, ...places) => expect(intents.ordinals(text)).toEqual(places))
  test.each(['300', '2012', '1987 재밌었어', '7번방의 선물', '하나'])('not %s', (text) =>
    expect(intents.ordinals(text)).toEqual([]),
  )
})

describe('word lists', () => {
  test('braces stand for alternatives', () => {
    expect(expand('{다른,딴} {영화,거}')).toEqual(['다른 영화', '다른 거', '딴 영화', '딴 거'])
    expect(expand('왜{,요}')).toEqual(['왜', '왜요'])
    expect(expand('왜')).toEqual(['왜'])
  })
  test('too many alternatives are refused', () => {
    expect(() => expand('{a,b,c,d,e,f,g,h}'.repeat(5))).toThrow(RangeError)
  })
  test('are compared without spaces, punctuation and moods', () => {
    expect(fold(' 왜… 그래요?? ㅋㅋㅋ')).toBe('왜그레요')
    expect(fold('ㅋㅋㅋ')).toBe('ㅋㅋㅋ')
    expect(fold('별로에요')).toBe(fold('별로예요'))
    expect(fold('왜'.normalize('NFD'))).toBe('왜')
  })
  test('take hostile input for what it is', () => {
    for (const text of ['{'.repeat(50_000), '왜 '.repeat(20_000), 'ㅋ'.repeat(50_000), `${'안녕'.repeat(20_000)}!`]) {
      for (const intent of INTENTS) expect(typeof intents.is(intent, text)).toBe('boolean')
    }
  })
})

describe('what stands beside a name', () => {
  test.each(['', '영화', '어제 봤어', '영화 봤는데', '!!'])('%j says nothing of it', (text) =>
    expect(intents.isBare(text)).toBe(true),
  )
  test.each(['별로였어', '재미없어', '음악'])('%j says something', (text) => expect(intents.isBare(text)).toBe(false))
  test.each([
    ['아바타요', '아바타'],
    ['무지개 마을이요.', '무지개 마을'],
    ['인셉션이에요', '인셉션'],
    ['사이', '사이'],
    ['나는', '나는'],
    ['옥자라는', '옥자'],
  ])('%s is %s', (text, name) => expect(intents.withoutParticle(text)).toBe(name))
})

describe('the words that told something', () => {
  const told = (text: string, words: string) => {
    const start = text.indexOf(words)
    const span = intents.telling(text, start, start + words.length)
    return span && text.slice(span.start, span.end)
  }
  test.each(['왜', '못', '얼마나'])('are never %s alone', (word) => expect(told(`이걸 ${word} 만들었을까`, word)).toBeNull())
  test('may begin with such a word', () => expect(told('도저히 못 웃었어', '못 웃었어')).toBe('못 웃었어'))
})
