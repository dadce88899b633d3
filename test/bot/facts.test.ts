import { describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { factQuestionIn } from '#src/bot/facts.js'
import { compileIntents } from '#src/bot/intents.js'
import { readIntents } from '#src/bot/script.js'
import { DIALOGS } from '#src/bot/texts.js'
import { recognizer } from './double.js'
import { talk, textOf } from './talk.js'

const movie = compileIntents(readIntents(DIALOGS, 'movie'))
const plain = compileIntents(readIntents(DIALOGS, 'default'))
const HOW = '[좋았어요]'

/** What is said turn by turn, and what the last answer must hold ('!' before what it must not). */
type Row = [behaviour: string, lines: string[], ...expected: (string | RegExp)[]]

test.each<Row>([
  ['names the film that was named', ['푸른 등대 감독이 누구야?'], '〈푸른 등대〉', '한여름', HOW],
  ['tells nothing that was not asked', ['푸른 등대 감독이 누구야?'], '!2003', '!오로라', '!드라마'],
  ['tells the year', ['푸른 등대 몇 년도 영화예요?'], '2003년', '!한여름'],
  ['tells who is in it', ['푸른 등대에는 누가 나와요?'], '오로라, 문산', '!한여름'],
  ['tells where it was made', ['푸른 등대는 어느 나라 영화야?'], '한국'],
  ['tells what kind it is', ['푸른 등대 장르가 뭐예요?'], '드라마', '!2003'],
  ['tells two things that are asked at once', ['푸른 등대 감독이랑 배우 누구야?'], '한여름', '오로라, 문산', '!2003'],
  ['tells what two sentences ask', ['푸른 등대 언제 나왔어? 감독은 누구야?'], '2003년', '한여름', '!오로라'],
  ['of a film called like an ordinary word', ['괴물 언제 나왔어?'], '〈괴물〉', '2006년'],
  [
    'says in one line that it does not know',
    ['용가리 감독이 누구예요?'],
    /^[^\n]*감독이 누구인지는 저도 모르겠어요/,
    '〈용가리〉',
  ],
  ['says once that it knows neither', ['용가리 감독이랑 배우 알려줘'], /모르겠어요(?!.*모르겠어요)/s],
  ['tells what it knows of the two', ['달빛 1998년 거 감독이랑 배우 알려줘'], '서가람', /누가 나오는지는 저도 모르겠어요/],
  ['goes on to how it was', ['푸른 등대 감독이 누구야?', '별로였어'], '〈푸른 등대〉', '[연기]'],
  ['does not take what was asked for what was felt', ['푸른 등대 음악 감독이 누구야?', '왜?'], '!한여름'],
  ['of what was just named', ['푸른 등대 감독이 누구야?', '그거 몇 년도 거야?'], '2003년', '!〈', HOW],
  ['of what was felt about', ['푸른 등대 별로였어', '근데 이 영화 누가 나와?'], '오로라, 문산', '[연기]'],
  ['of what was recommended', ['용가리 별로였어', '그래픽', '이거 감독이 누구예요?'], '〈푸른 등대〉', '한여름', '[다른 영화]'],
  ['of another film while a question is open', ['용가리 별로였어', '푸른 등대 감독이 누구야?'], '한여름', '[그래픽]', '[더빙]'],
  ['and then of that one', ['용가리 별로였어', '푸른 등대 감독이 누구야?', '그 영화 누가 나와?'], '오로라', '[그래픽]'],
  [
    'and the open question can be answered',
    ['용가리 별로였어', '푸른 등대 감독이 누구야?', '그래픽이요'],
    '그래픽',
    '〈별의 정원〉',
    '[다른 영화]',
  ],
  ['of one thing more, by its name', ['푸른 등대 감독이 누구야?', '배우는?'], '오로라, 문산'],
  ['of another film, by its name', ['푸른 등대 몇 년도 영화야?', '별의 정원은?'], '〈별의 정원〉', '2014년'],
  ['of the second that was offered', ['달빛 좋았어', '두 번째 거 감독이 누구야?'], '나도현', '!서가람', '[달빛 (2011)]'],
  ['of the first that was recommended', ['SF 영화 추천해줘', '다른 영화', '아까 첫 번째 건 감독이 누구야?'], '크리스토퍼 놀란'],
  ['asks of what, where nothing was spoken of', ['감독이 누구야?'], /어느 영화|어떤 영화/],
  ['and answers then', ['감독이 누구야?', '푸른 등대'], '한여름'],
  ['answers then while it asks for the film itself', ['별로였어', '감독이 누구야?', '푸른 등대요'], '한여름', '[연기]'],
  ['answers once it is plain which one is meant', ['달빛 좋았어', '감독이 누구야?', '2011년 거요'], '나도현', '[음악]'],
  [
    'and answers another question afterwards once',
    ['달빛 좋았어', '감독이 누구야?', '2011년 거요', '몇 년도 거야?'],
    /^(?!.*2011.*2011.*2011)/s,
    '2011',
  ],
  ['does not answer an opinion', ['감독이 누구야?', '푸른 등대 별로였어'], '!한여름', "'별로였어'"],
  ['of the one of that name that is spoken of', ['달빛 2011년 거 좋았어', '달빛 감독이 누구야?'], '나도현', '!서가람'],
  ['of the other one of that name', ['달빛 2011년 거 감독이 누구야?', '1998년 달빛은?'], '서가람', '!나도현'],
  ['does not know it of what it does not know', ['우주 감자 감독이 누구예요?'], "'우주 감자'", '!〈'],
  ['of another film after one that it does not know', ['우주 감자 감독이 누구예요?', '그럼 푸른 등대는?'], '한여름'],
  ['of what was recommended, said so', ['SF 영화 추천해줘', '추천한 영화 감독이 누구냐고'], '크리스토퍼 놀란'],
  ['beside what was felt', ['푸른 등대 별로였는데 감독이 누구야?'], '한여름', "'별로'", '[연기]'],
  [
    'beside what was felt, once it is told of what',
    ['재밌었는데 감독이 누구더라', '푸른 등대요'],
    '한여름',
    '〈푸른 등대〉',
    '[음악]',
  ],
  ['after what was felt', ['푸른 등대 별로였어. 감독이 누구야?'], '한여름', '[연기]'],
  ['not where a choice says so', ['푸른 등대 별로였어', '감독이 누군지 몰라도 별로였어'], '!한여름'],
  ['not of a feeling', ['푸른 등대 감독이 누군지 궁금할 정도로 좋았어'], "'좋았어'", '!한여름'],
  ['not of whoever it was', ['푸른 등대 배우가 누구든 재미없었어'], "'재미없었어'", '!오로라'],
  ['not of what the catalogue cannot tell', ['푸른 등대 악당으로 나온 배우가 누구야?'], '!오로라'],
])('a question for facts is answered: %s', async (_, lines, ...expected) => {
  check(textOf((await talk(lines)).at(-1)!), expected)
})

function check(text: string, expected: readonly (string | RegExp)[]): void {
  for (const one of expected) {
    if (one instanceof RegExp) expect(text).toMatch(one)
    else if (one.startsWith('!')) expect(text).not.toContain(one.slice(1))
    else expect(text).toContain(one)
  }
}

test.each<Row>([
  ['yes: who is in it', ['푸른 등대 좋았어', '문산 나오지?'], /^네, /, '문산', '!오로라', '[그래픽]'],
  ['yes: who made it', ['푸른 등대 한여름 감독 영화 맞죠?'], /^네, /, '한여름', '!오로라', HOW],
  ['yes: what kind it is', ['푸른 등대 좋았어', '이거 드라마 영화야?'], /^네, /, '드라마'],
  ['yes: who made it, the other way round', ['푸른 등대 감독이 한여름이야?'], /^네, /, '한여름', HOW],
  ['no: when it was made', ['푸른 등대 좋았어', '90년대 영화예요?'], /^아니요, /, '2003년', '!좋겠어요'],
  ['no: who made it', ['푸른 등대 좋았어', '나도현 감독 아니야?'], /^아니요, /, '한여름'],
  [
    'not as far as it knows: who is in it',
    ['푸른 등대 좋았어', '크리스토퍼 놀란 나와?'],
    /^제가 아는 출연진 중에는 없어요/,
    '오로라, 문산',
  ],
  ['neither yes nor no: what it is not', ['푸른 등대 좋았어', 'SF 영화는 아니죠?'], '드라마', '!네', '!아니요', '!〈인셉션〉'],
  ['unknown: who made it', ['용가리 좋았어', '한여름 감독 영화지?'], '〈용가리〉', '감독이 누구인지는 저도 모르겠어요'],
  ['a wish, where nothing was spoken of', ['SF 영화 있어?'], '〈인셉션〉', /명 중/],
  ['a wish, whatever was spoken of', ['푸른 등대 좋았어', 'SF 영화 추천해줘'], '〈인셉션〉', /명 중/],
  ['a feeling, not a question', ['푸른 등대 드라마 영화지만 별로였어'], "'별로였어'", '!네,'],
])('whether something holds of a film is answered: %s', async (_, lines, ...expected) => {
  check(textOf((await talk(lines)).at(-1)!), expected)
})

test.each<Row>([
  ['who made it', ['인셉션 좋았어', '그 감독 다른 영화 추천해줘'], '크리스토퍼 놀란', '〈느린 기차〉', '[다른 영화]'],
  ['who made what was asked about', ['인셉션 감독이 누구야?', '이 감독 작품 또 있어?'], '〈느린 기차〉'],
  ['who is in it', ['푸른 등대 별로였어', '그 배우 나오는 다른 영화는?'], '오로라', '〈느린 기차〉'],
  ['nobody that it knows of', ['용가리 좋았어', '그 감독 다른 영화 있어?'], '감독이 누구인지는 저도 모르겠어요'],
])('others are recommended by %s', async (_, lines, ...expected) => {
  check(textOf((await talk(lines)).at(-1)!), expected)
})

test('whoever is not wanted is not looked for', async () => {
  const [, answer] = await talk(['인셉션 좋았어', '그 감독 거 말고 다른 거 추천해줘'])
  expect(textOf(answer)).not.toMatch(/크리스토퍼 놀란|〈느린 기차〉/)
})

test('what is felt of all the films of somebody is no wish for another', async () => {
  const [, answer] = await talk(['인셉션 좋았어', '그 감독 영화는 다 별로였어'])
  expect(textOf(answer)).not.toContain('〈느린 기차〉')
})

test('is answered without naming the film again', async () => {
  const [first, second] = await talk(['푸른 등대 감독이 누구야?', '그럼 누가 나와?'])
  expect(textOf(first)).toContain('〈푸른 등대〉')
  expect(textOf(second)).not.toContain('〈')
})

describe('in another domain', () => {
  const others = { '3': { year: 2003, directors: [], actors: [], genres: [] } } as Record<string, object>
  const cafe = createBot({
    recognizer: {
      ...recognizer,
      domain: 'default',
      item: (id) => {
        const item = recognizer.item(id)
        return item && { ...item, ...others[id] }
      },
    },
  })
  const said = async (line: string) => textOf((await talk([line], { to: cafe }))[0])

  test('what only films have is not asked for', async () => {
    for (const line of ['푸른 등대 감독이 누구야?', '푸른 등대 누가 나와요?', '푸른 등대 주연 배우 알려줘'])
      expect(await said(line), line).not.toMatch(/영화|감독|배우|나와요|모르겠어요/)
  })

  test('what its items have is told', async () => {
    expect(await said('푸른 등대 언제 생겼어요?')).toMatch(/〈푸른 등대〉.*2003년/)
  })

  test('what they lack is not', async () => {
    expect(await said('푸른 등대 누가 만들었어요?')).toContain('〈푸른 등대〉를 누가 만들었는지는 저도 모르겠어요')
  })
})

describe('a question at the end of an utterance', () => {
  test.each([
    ['감독이 누구야?', ['directors'], ''],
    ['그 영화 감독이랑 주연이 누구야', ['directors', 'actors'], ''],
    ['진짜 좋던데 누가 나오는 거예요?', ['actors'], '진짜 좋던데'],
    ['누가 나와도 못 살릴 영화였어', null, ''],
  ])('%s', (text, facts, before) => {
    expect(factQuestionIn(text, movie)).toEqual(facts && { facts, before })
  })

  test('is none of films where the domain is another', () => {
    for (const text of ['감독이 누구야?', '누가 나와?', '무슨 장르야?', '개봉 연도 알려줘'])
      expect(factQuestionIn(text, plain)).toBeNull()
    expect(factQuestionIn('언제 생겼어요?', plain)?.facts).toEqual(['year'])
  })
})
