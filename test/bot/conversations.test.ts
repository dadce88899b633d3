import { describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { recognizer } from './double.js'
import { talk, textOf } from './talk.js'

/** What the last of the lines is answered with: strings and patterns that occur, after '!' what does not. */
type Row = [name: string, lines: string[], ...expected: (string | RegExp)[]]

/** The texts vary with the conversation: whatever is expected must hold in each of these. */
const CONVERSATIONS = ['one', 'two', 'three']

function check([name, lines, ...expected]: Row): () => Promise<void> {
  return async () => {
    for (const conversation of CONVERSATIONS) {
      const answers = await talk(lines, { conversation: `${conversation} ${name}` })
      for (const answer of answers) {
        expect(answer.error).toBeNull()
        expect(answer.lines.join('')).not.toBe('')
        expect(textOf(answer)).not.toMatch(/\{\{|\}\}|undefined|null|NaN/)
      }
      const text = textOf(answers.at(-1)!)
      for (const one of expected) {
        if (one instanceof RegExp) expect(text).toMatch(one)
        else if (one.startsWith('!')) expect(text).not.toContain(one.slice(1))
        else expect(text).toContain(one)
      }
    }
  }
}

const table = (name: string, rows: Row[]) =>
  describe(name, () => {
    for (const row of rows) test(row[0], check(row))
  })

const PLEASED = /좋으셨|마음에 (쏙 )?드셨|잘 보셨|만족|기분이 좋|좋은 시간/
const ASPECTS = '[그래픽] [시나리오] [더빙] [돈이 아까움]'
const FEELINGS = '[좋았어요] [아쉬웠어요] [그저 그랬어요]'

table('an opinion about a film', [
  ['names the film, the driving words and aspects', ['용가리 영화 재미 없었어'], '〈용가리〉', "'재미 없었어'", ASPECTS],
  [
    'offers what was liked where it was liked',
    ['인셉션 진짜 재밌었어'],
    '〈인셉션〉',
    "'진짜 재밌었어'",
    '[연출] [시나리오] [음악] [연기]',
  ],
  ['may be neither good nor bad', ['용가리 그저 그랬어'], /그저|중간|좋지도|이도 저도/, '〈용가리〉', '[그래픽]'],
  ['is plain where the words are plain, whatever the numbers', ['용가리 나쁘지 않았어'], '〈용가리〉', '[음악]'],
  ['goes straight on where the aspect is named', ['용가리 그래픽 별로였어'], "'별로였어'", '〈푸른 등대〉', '18명 중 17명'],
  ['offers other aspects all the same', ['용가리 그래픽 별로였어'], '[시나리오는?] [더빙은?] [돈값은?]'],
  [
    'asks what of it where only the feeling is named',
    ['인셉션 보고 울었어 최고였어'],
    '〈인셉션〉',
    '[연출] [시나리오] [음악] [연기]',
  ],
  ['fills up with what people speak of in general', ['소문난 집 별로였어'], '[그래픽] [더빙] [시나리오] [돈이 아까움]'],
  [
    'is not cheered at where it moved to tears',
    ['인셉션 보면서 엉엉 울었어 감동이었어'],
    "'감동이었어'",
    /마음|여운|오래/,
    '!기분이 좋',
    '!반갑',
  ],
  ['is asked for where the words leave it open', ['용가리 그냥 그렇게 봤지'], '[좋았어요]', '!〈푸른 등대〉'],
  ['is taken from the answer then', ['용가리 그냥 그렇게 봤지', '아쉬웠어요'], '〈용가리〉', ASPECTS],
  ['may be typed as NFD', ['용가리 영화 재미 없었어'.normalize('NFD')], '〈용가리〉', "'재미 없었어'"],
])

table('an aspect is picked', [
  ['by its name', ['용가리 별로였어', '그래픽'], '〈푸른 등대〉', '18명 중 17명', '[왜?] [다른 영화] [시나리오는?] [처음으로]'],
  ['with particles', ['용가리 별로였어', '그래픽이요'], '그래픽', '〈푸른 등대〉'],
  ['as one side', ['용가리 별로였어', '그래픽 쪽이요'], '〈푸른 등대〉'],
  ['by a synonym', ['용가리 별로였어', 'CG'], '그래픽', '〈푸른 등대〉'],
  ['by number', ['용가리 별로였어', '2'], '시나리오', '〈레드 M〉'],
  ['by number, spelt out', ['용가리 별로였어', '두 번째 거요'], '시나리오', '〈레드 M〉'],
  ['as it is shown', ['용가리 별로였어', '돈이 아까움'], '돈값', '〈겨울 손님〉'],
  ['by whoever does not care', ['용가리 별로였어', '아무거나'], '그래픽', '〈푸른 등대〉'],
  ['instead of another', ['용가리 별로였어', '그래픽 말고 음악'], '음악', '〈인셉션〉'],
  ['though it was judged otherwise than the film', ['인셉션 최고였어', '음악은 별로였어'], '음악', '!좋으셨다면'],
  ['though it was not offered', ['용가리 별로였어', '연출'], '연출', '〈인셉션〉'],
  ['from the next ones, after none of these', ['용가리 별로였어', '다 아니야'], '[음악] [연출] [연기]', '![그래픽]'],
  ['in own words, after none of those either', ['용가리 별로였어', '다 아니야', '없어', '없어'], /한마디|편하게/, '!['],
  ['and those are understood', ['용가리 별로였어', '다 아니야', '없어', '음악이 영'], '음악', '〈인셉션〉'],
  ['though a film is called so', ['용가리 별로였어', '괴물'], '괴물', '〈별의 정원〉', '10명 중 9명'],
  ['not by what cannot be made out, which is asked again', ['용가리 별로였어', '무지개'], ASPECTS],
  ['not by gibberish', ['용가리 별로였어', 'ㅁㄴㅇㄹ'], ASPECTS],
  ['not by a number beyond the list', ['용가리 별로였어', '9'], ASPECTS],
  ['not where the feeling is set right', ['용가리 별로였어', '아니, 좋았어'], '〈용가리〉', PLEASED, '[음악]'],
  ['not where the same film is judged otherwise', ['용가리 별로였어', '용가리 음악은 최고였어'], /〈인셉션〉/, PLEASED],
  ['not where a new subject comes', ['용가리 별로였어', '인셉션 최고였어'], '〈인셉션〉', '!〈용가리〉', '[연출]'],
  [
    'not where what is wished for is another, of something',
    ['용가리 별로였어', '다른 거 골라 주세요. 음악 좋은 거로'],
    '음악',
    '〈인셉션〉',
  ],
  ['not where another is asked for by genre', ['용가리 별로였어', '다른 영화 볼래. 판타지로'], '판타지', '〈별의 정원〉'],
  ['not where something is wished for', ['용가리 별로였어', '음악 좋은 영화 추천해줘'], '음악', '〈인셉션〉'],
])

table('a recommendation', [
  ['is followed by another', ['용가리 별로였어', '그래픽', '다른 영화'], '〈별의 정원〉', '13명 중 12명', '!〈푸른 등대〉'],
  ['is followed by another, said otherwise', ['용가리 별로였어', '그래픽', '그거 말고 딴 거'], '〈별의 정원〉'],
  ['is seen already', ['용가리 별로였어', '그래픽', '그건 이미 봤어'], '〈별의 정원〉'],
  ['is not wanted', ['용가리 별로였어', '그래픽', '별로'], '〈별의 정원〉'],
  ['is taken', ['용가리 별로였어', '그래픽', '재밌겠다'], '〈푸른 등대〉', '!〈별의 정원〉'],
  ['can be followed by another even then', ['용가리 별로였어', '그래픽', '재밌겠다', '하나 더'], '〈별의 정원〉'],
  [
    'is followed by another, of another aspect',
    ['용가리 별로였어', '그래픽', '음악 좋은 다른 영화 추천해줘'],
    '음악',
    '〈인셉션〉',
  ],
  ['turns to another aspect', ['용가리 별로였어', '그래픽', '음악은?'], '음악', '〈인셉션〉', '24명 중 22명'],
  ['tells the same film by that aspect too', ['용가리 별로였어', '그래픽', '음악은?'], '〈푸른 등대〉', '10명 중 9명'],
  ['tells where that aspect disappoints', ['용가리 별로였어', '그래픽', '연기는?'], '〈푸른 등대〉', '10명 중 7명'],
  ['turns to how it felt, by name', ['용가리 별로였어', '그래픽', '감동은?'], '감동', '〈느린 기차〉'],
  ['is wished for by how it feels', ['울었다 할 영화 추천해줘'], '〈느린 기차〉'],
  ['does not turn at a word of feeling', ['용가리 별로였어', '그래픽', '울었네'], '!〈느린 기차〉'],
  ['turns to an aspect though a film is called so', ['용가리 별로였어', '그래픽', '괴물은?'], '〈별의 정원〉'],
  ['turns to the film if nothing is asked', ['용가리 별로였어', '그래픽', '괴물'], '〈괴물〉', FEELINGS],
  ['turns to an aspect instead', ['용가리 별로였어', '그래픽', '그거 말고 음악'], '음악', '〈인셉션〉'],
  ['is kept in mind when something cannot be made out', ['용가리 별로였어', '그래픽', '무지개', '왜?'], '18명 중 17명'],
  ['can still be followed by its choices then', ['용가리 별로였어', '그래픽', '무지개'], '[다른 영화]'],
  ['is of what frightens, though a film is called so', ['괴물 영화 추천해줘'], '〈별의 정원〉'],
  ['is like the film that is called so', ['괴물 같은 영화 추천해줘'], '〈괴물〉', /명 중/, '[다른 영화]'],
  ['can be asked about', ['용가리 별로였어', '그래픽', '그게 뭐야?'], '2003년', '드라마', '한여름', '오로라, 문산'],
  ['can be asked how it is', ['용가리 별로였어', '그래픽', '그 영화 어때?'], '〈푸른 등대〉', '18명 중 17명', '10명 중 7명'],
  ['is of the film that was asked for', ['그래픽 좋은 영화 추천해줘'], '〈푸른 등대〉', '18명 중 17명'],
  ['asks what to go by', ['영화 추천해줘'], '[그래픽]'],
  ['is like a film that is named', ['인셉션 같은 영화 추천해줘'], '〈인셉션〉', /명 중/, '[다른 영화]'],
  ['is refused where nothing is good enough', ['용가리 별로였어', '더빙'], /못 찾았어요|없네요/, '![다른 영화]', '[그래픽은?]'],
  ['goes on from there', ['용가리 별로였어', '더빙', '그래픽은?'], '〈푸른 등대〉'],
  ['says when there is no more', ['인셉션 최고였어', '연출', '다른 영화', '다른 영화'], /여기까지|다 말씀드렸어요/],
  ['is of another subject, if one comes', ['용가리 별로였어', '그래픽', '인셉션은 어때?'], '〈인셉션〉', '31명 중 30명'],
])

table('what is refused', [
  ['is no feeling', ['판타지 영화는 되도록 추천하지 말아 주세요'], '판타지가 아닌', /〈[^〉]+〉/, '!〈별의 정원〉'],
  ['is not recommended', ['그래픽 좋은 영화 추천해줘', '드라마는 보여주지 마'], '드라마가 아닌', '〈별의 정원〉'],
  [
    'is not recommended, whatever is asked besides',
    ['그래픽 좋은 영화 추천해줘', '드라마 추천은 사양할게요. 새로운 거 하나만요'],
    '드라마가 아닌',
  ],
  [
    'is what somebody does not care for',
    ['그래픽 좋은 영화 추천해줘', '드라마는 별로 안 좋아해요'],
    '드라마가 아닌',
    '그래픽',
    '!〈푸른 등대〉',
  ],
  ['is said once more', ['그래픽 좋은 영화 추천해줘', '판타지는 추천하지 말라고 했잖아요'], '판타지가 아닌'],
  ['is none where a film is judged after all', ['판타지는 안 좋아하는데 인셉션은 재밌었어'], '〈인셉션〉', '!판타지'],
  ['is heard where a title was asked for', ['진짜 별로였어', '판타지는 절대 못 봐요'], '판타지가 아닌', /〈[^〉]+〉/],
])

table('asking why', [
  [
    'shows the sentence, the probabilities, the counts',
    ['용가리 영화 재미 없었어', '그래픽', '왜?'],
    '용가리 영화 『재미 없었어』',
    '부정 93%',
    '긍정 3%',
    '9명 중 9명',
    '18명 중 17명',
  ],
  ['shows them before anything is picked', ['용가리 별로였어', '왜요?'], '『별로였어』', '9명 중 9명', ASPECTS],
  ['shows the counts of what was wished for', ['그래픽 좋은 영화 추천해줘', '이유가 뭐야'], '18명 중 17명', '!『'],
  ['shows the answer that told the feeling', ['용가리', '별로였어', '왜'], '『별로였어』'],
  ['says where too few spoke of it', ['달빛 2011 좋았어', '음악', '왜?'], '〈달빛〉', '몇 개', '24명 중 22명'],
  ['may name what was recommended', ['용가리 별로였어', '그래픽', '왜 하필 〈푸른 등대〉인가요?'], '18명 중 17명', '부정 93%'],
  ['may name it first', ['용가리 별로였어', '그래픽', '푸른 등대는 왜 추천하셨어요?'], '18명 중 17명', '부정 93%'],
  ['may set the scene', ['용가리 별로였어', '그래픽', '아까 그거 왜 골라 주신 거예요?'], '18명 중 17명', '부정 93%'],
  ['may ask what it has to do with it', ['용가리 별로였어', '그래픽', '제 취향하고 무슨 관련이 있죠?'], '18명 중 17명'],
  ['is not asking how another film is', ['용가리 별로였어', '그래픽', '인셉션은 어때?'], '〈인셉션〉', '!부정 93%'],
  ['leaves open what was open', ['용가리 별로였어', '그래픽', '왜 푸른 등대예요?', '다른 영화'], '〈별의 정원〉'],
  ['has nothing to show at first', ['왜?'], '이유', '!『'],
  ['has nothing to show after starting over', ['용가리 별로였어', '처음으로', '왜?'], '이유', '!『'],
])

table('what is missing is asked for', [
  ['which film', ['진짜 별로였어'], "'별로였어'", '영화', '!〈'],
  ['and gone on with', ['진짜 별로였어', '용가리요'], '〈용가리〉', ASPECTS],
  ['and gone on with, aspect and all', ['음악이 별로였어', '용가리'], '〈인셉션〉', '24명 중 22명'],
  ['or gone on without', ['진짜 별로였어', '기억 안 나'], '[그래픽] [더빙] [시나리오]', '!〈'],
  ['and asked again', ['진짜 별로였어', '😀'], /제목/],
  ['and gone on with, though an aspect is called so', ['진짜 별로였어', '괴물'], '〈괴물〉', '[그래픽]'],
  ['how it was', ['용가리'], '〈용가리〉', FEELINGS],
  ['how it was, of a film just seen', ['어제 용가리 봤어'], '〈용가리〉', FEELINGS],
  ['how it was, answered by number', ['용가리', '2'], '〈용가리〉', ASPECTS],
  ['how it was, answered by a smiley', ['용가리', '👎'], '〈용가리〉', ASPECTS],
  ['how it was, answered freely', ['용가리', '음악이 최악이었어'], '음악', '〈인셉션〉'],
  [
    'how it was, and not where a film is wished for',
    ['용가리', '음악이 좋은 걸로 부탁드려요'],
    '음악',
    '〈인셉션〉',
    '![좋았어요]',
  ],
  ['how it was, asked again', ['용가리', '무지개'], FEELINGS],
  ['how it was, given up after three', ['용가리', '무지개', '무지개', '무지개'], '!〈용가리〉', '![좋았어요]'],
  ['which of two', ['달빛 좋았어'], '〈달빛〉', "'좋았어'", '[달빛 (1998)] [달빛 (2011)]'],
  ['which of two, by year', ['달빛 좋았어', '2011년 거'], '〈달빛〉', '[연기] [음악]'],
  ['which of two, by number', ['달빛 좋았어', '1'], '〈달빛〉', '[음악]'],
  ['not where the year tells', ['달빛 2011 좋았어'], '〈달빛〉', '[연기] [음악]'],
  ['not where the director tells', ['나도현 달빛 좋았어'], '〈달빛〉', '[연기] [음악]'],
])

const AFTERWARDS = /어땠는지|이야기해 주세요|마음에 드셨으면|잘 맞으시길/

table('what was not seen yet', [
  ['is no feeling', ['푸른 등대 아직 못 봤어요'], AFTERWARDS, '!아쉬', '!실망'],
  ['is none either where it is to be seen', ['내일 친구랑 인셉션 보러 가려고요'], '〈인셉션〉', AFTERWARDS, '![좋았어요]'],
  ['is none where it is planned', ['인셉션 볼 생각이에요'], '〈인셉션〉', AFTERWARDS, '![좋았어요]'],
  ['is not known', ['우주 감자 한 번도 안 봤는데'], AFTERWARDS, '!아쉬'],
  ['may be what was recommended', ['용가리 별로였어', '그래픽', '앗 그건 아직 안 봤네요'], AFTERWARDS, '[다른 영화]', '!아쉬'],
  ['is kept in mind then', ['용가리 별로였어', '그래픽', '그건 못 봤어', '다른 영화'], '〈별의 정원〉'],
  [
    'is taken where it is to be seen',
    ['용가리 별로였어', '그래픽', '주말에 꼭 봐야겠어요. 감사해요'],
    '〈푸른 등대〉',
    AFTERWARDS,
  ],
  ['is taken after it was not seen', ['용가리 별로였어', '그래픽', '이건 못 봤네', '이따 볼게요'], '〈푸른 등대〉', AFTERWARDS],
  ['is not what was not seen to the end', ['용가리 지루했어 끝까지 못 봤어'], ASPECTS],
  ['leaves how it was open', ['용가리', '인셉션은 아직 못 봤어'], AFTERWARDS, '!아쉬'],
])

table('what people say of a film', [
  ['is told for and against', ['용가리 어때?'], '〈용가리〉', '8명 중 6명', '9명 중 9명', FEELINGS],
  ['is told where only praise is clear', ['인셉션 볼만해?'], '〈인셉션〉', '31명 중 30명'],
  ['is told to who has not seen it', ['용가리', '아직 안 봤어'], '8명 중 6명', '![좋았어요]'],
  ['is not told twice', ['용가리 어때?', '안 봤어'], /보고 나서|보시게|보시면/, '!명 중'],
  ['leads on where it was seen', ['용가리 어때?', '아쉬웠어요'], '〈용가리〉', ASPECTS],
  ['is not told from too few', ['소문난 집 어때?'], '〈소문난 집〉', '!명 중'],
  ['is told with the right particles', ['2077 어때?'], /〈2077〉(은|의|을)/],
])

table('a film that is not known', [
  ['is said to be unknown, and gone on from', ['우주 감자 별로였어'], "'우주 감자'", '[그래픽]'],
  ['may be given when asked', ['진짜 별로였어', '무지개 뜨는 마을이요'], "'무지개 뜨는 마을'", '[그래픽]'],
  ['is asked about', ['우주 감자'], "'우주 감자'", FEELINGS],
  ['is said once', ['우주 감자 별로였어', '다 아니야'], '!우주 감자'],
  ['ends in a recommendation all the same', ['우주 감자 별로였어', '그래픽'], '〈푸른 등대〉'],
  ['may be replaced by one that is', ['우주 감자 별로였어', '용가리요'], '〈용가리〉', ASPECTS],
  ['is not made of words that name nothing', ['엄마 별로였어'], '영화', '!엄마'],
])

table('interruptions', [
  ['help in the midst of a question', ['용가리 별로였어', '도움말'], '취소', ASPECTS],
  ['which stays open', ['용가리 별로였어', '도움말', '그래픽'], '〈푸른 등대〉'],
  ['thanks after a recommendation', ['용가리 별로였어', '그래픽', '고마워', '다른 영화'], '〈별의 정원〉'],
  ['start over from a question', ['용가리 별로였어', '처음으로'], '영화', '!['],
  ['start over from which film', ['별로였어', '처음으로', '용가리'], FEELINGS],
  ['start over from how it was', ['용가리', '처음부터', '그래픽 좋은 영화 추천해줘'], '〈푸른 등대〉'],
  ['start over from a recommendation', ['용가리 별로였어', '그래픽', '처음으로', '인셉션 최고였어'], '〈인셉션〉', '[연출]'],
  ['cancel', ['용가리 별로였어', '취소'], '!〈', '!['],
  ['goodbye', ['용가리 별로였어', '잘 있어'], '!['],
  ['forget everything', ['용가리 별로였어', '내 대화 지워줘', '왜?'], '!『'],
  ['an empty line', ['용가리 별로였어', ''], ASPECTS],
  ['five thousand characters', ['용가리 별로였어', '가'.repeat(5000)], '한두 문장', ASPECTS],
  ['five thousand characters at once', [`용가리 ${'재미없었어 '.repeat(1000)}`], '한두 문장'],
  ['an insult', ['용가리 별로였어', '바보야'], ASPECTS],
  ['who are you, twice over', ['용가리 별로였어', '당신 누구예요? 로봇이에요?'], '말귀', '프로그램', ASPECTS],
  ['thanks and a goodbye to which side', ['용가리', '감사합니다. 고생하셨어요!'], /또|다음/, '!['],
  ['thanks with a nod', ['용가리 별로였어', '옙 감사합니다 🙂'], ASPECTS, '!못 알아들'],
  ['thanks with a cheer', ['굳굳 감사합니다 👍'], '요.', '!굳'],
])

table('small talk and what is none', [
  ['a greeting', ['안녕하세요'], '영화', '!〈'],
  ['who are you', ['너 누구야?'], '말귀'],
  ['thanks', ['고마워요'], '요.'],
  ['a smiley alone', ['😀'], /영화|들려주세요/, '!〈'],
  ['laughter alone', ['ㅋㅋㅋㅋ'], '요', '!〈'],
  ['punctuation alone', ['...'], '요', '!〈'],
  ['jamo mashed', ['ㅁㄴㅇㄹ'], /다시|한 번/, '!〈'],
  ['keys mashed', ['asdfasdf'], /다시|한 번/, '!〈'],
  ['syllables nobody writes', ['뷁쉛뽥'], /다시|한 번/, '!〈'],
  ['another language', ['What should I watch tonight?'], '한국어'],
  ['a third language', ['今夜は何を見ればいいですか'], '한국어'],
  ['a question about something else', ['오늘 날씨 어때?'], '!〈'],
  ['an order that nothing can be made of', ['노래 불러줘'], '!〈'],
])

test('an answer that names several things is of the one that is judged by its name', async () => {
  const said = '성우 더빙이 형편없어서 별로였어'
  const opinion = (aspect: string, words: string) => {
    const start = said.indexOf(words)
    return { aspect, target: '부정', probability: 0.9, clause: { start, end: start + words.length } }
  }
  const opinions = [opinion('감독', '성우 더빙이 형편없'), opinion('더빙', '더빙이 형편없'), opinion('음악', '별로였어')]
  const bot = createBot({
    recognizer: {
      ...recognizer,
      aspectNamed: (text) => (text === said ? null : recognizer.aspectNamed(text)),
      aspectOpinions: async (text) => (text === said ? opinions : recognizer.aspectOpinions(text)),
    },
  })
  const [, answer] = await talk(['용가리 별로였어', said], { to: bot })
  expect(textOf(answer)).toContain('더빙')
  expect(textOf(answer)).not.toMatch(/감독|\[돈이 아까움\]/)
})

test('markup and templates are quoted as they are', async () => {
  const [, , why] = await talk(['용가리 {{film}} $t(help) $& <b> 별로였어', '모르겠어', '왜?'])
  expect(textOf(why)).toContain('용가리 {{film}} $t(help) $& <b> 『별로였어』')
})

test('a domain without texts of its own is spoken of without films', async () => {
  const bot = createBot({ recognizer: { ...recognizer, domain: 'gardens' } })
  const lines = [
    '용가리 별로였어',
    '그래픽',
    '다른 거',
    '왜?',
    '음악은?',
    '인셉션 어때?',
    '안 가봤어',
    '하나 더',
    '달빛 좋았어',
    '1',
  ]
  const more = [
    '처음으로',
    '진짜 별로였어',
    '몰라요',
    '추천해줘',
    '음악',
    '도움말',
    '인셉션이랑 비교하면?',
    '오늘 회사에서 짜증났어',
  ]
  for (const answer of await talk([...lines, ...more], { to: bot })) {
    expect(answer.error).toBeNull()
    expect(textOf(answer)).not.toMatch(/영화|감독|관객|\{\{/)
  }
})
