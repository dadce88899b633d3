import { describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { recognizer } from './double.js'
import { talk, textOf, titlesIn } from './talk.js'

const LINES = ['109', '1577-0199']
const last = async (lines: readonly string[], options?: Parameters<typeof talk>[1]) => (await talk(lines, options)).at(-1)!

describe('who would rather not live', () => {
  test.each([
    '요즘 너무 지쳐서 죽고 싶다',
    '그냥 죽어버리고 싶어요',
    '더는 살고 싶지 않아',
    '살기 싫어졌어',
    '살 이유를 모르겠어요',
    '자꾸 자살 생각이 나',
    '자살하고 싶은데 어떡해',
    '죽고십다 진짜',
    'i want to die',
  ])('is told who listens, and offered nothing: %s', async (said) => {
    const answer = await last(['용가리 별로였어', said])
    for (const line of LINES) expect(textOf(answer)).toContain(line)
    expect(answer.choices).toEqual([])
    expect(textOf(answer)).not.toMatch(/〈|영화|추천|기분/)
  })

  test('is asked nothing any more, and still offered nothing when they go on', async () => {
    const answer = await last(['용가리 별로였어', '사라지고 싶다는 말은 아니고 그냥 죽고 싶어', '오늘 하루가 길었어'])
    expect(textOf(answer)).not.toMatch(/〈|골라 볼까요|찾아 드릴까요|추천/)
    expect(answer.choices).toEqual([])
  })

  test('is heard in a domain without texts of its own', async () => {
    const to = createBot({ recognizer: { ...recognizer, domain: 'gardens' } })
    expect(textOf(await last(['차라리 죽는 게 낫겠어'], { to }))).toContain(LINES[0])
  })

  test.each([
    '용가리 죽고 싶을 만큼 지루했어',
    '웃겨서 죽는 줄 알았네',
    '배꼽 빠져 죽겠다',
    '주인공이 죽고 싶어 하는 이야기 있어?',
    '자살을 다룬 영화 추천해줘',
    '자살하려는 남자 이야기 볼래',
    '웃겨 죽고 싶다 진짜',
    '죽고 싶지 않아서 도망가는 영화',
    '배고파 죽겠어',
  ])('is not who speaks in figures, or of a film: %s', async (said) => {
    expect(textOf(await last([said]))).not.toContain(LINES[0])
  })
})

describe('starting over', () => {
  test.each(['처음으로', '그만할래', '다음에 봐요'])('forgets what was looked for: %s', async (said) => {
    const [, offer, , again] = await talk(['드라마 추천해줘', '2000년대 영화', said, '음악 좋은 영화 추천해줘'])
    expect(textOf(offer)).toContain('2000년대')
    expect(textOf(again)).not.toMatch(/2000년대|드라마/)
  })

  test('what must not be is asked of nothing old afterwards', async () => {
    const answer = await last(['2000년대 영화 추천해줘', '처음으로', '액션 빼고 추천해줘'])
    expect(textOf(answer)).not.toContain('2000년대')
  })

  test('is not done by who takes a film: another of the same can follow', async () => {
    const answers = await talk(['음악 좋은 영화 추천해줘', '좋아 볼게', '하나 더'])
    expect(titlesIn(answers[2])).toHaveLength(1)
    expect(titlesIn(answers[2])).not.toEqual(titlesIn(answers[0]))
  })
})

describe('who wants no recommendations', () => {
  test.each(['추천하지 마라', '추천 하지마 귀찮아', '이제 추천 그만해요', '추천 필요 없다고', '누가 추천해 달랬어'])(
    'gets none until they ask: %s',
    async (said) => {
      const [, stopped, , picked, asked] = await talk(['안녕', said, '용가리 별로였어', '그래픽', '영화 추천해줘'])
      expect(textOf(stopped)).toMatch(/권하지 않|그만할게요/)
      expect(stopped.choices).toEqual([])
      expect(titlesIn(picked)).toEqual([])
      expect(textOf(asked)).toMatch(/골라|찾아볼게요|당기세요/)
    },
  )

  test('may find fault with how we speak, which is of no film', async () => {
    expect(textOf(await last(['너 말투가 왜 그래 별로야']))).toMatch(/미안|답답|못 알아들/)
  })
})

describe('what was seen already', () => {
  test.each(['벌써 봄', '그거도 이미 봤지', '이것도 봤거든', '전에 다 봤다고', '그건 보았습니다', '아 그거 봣어', '진작 봤죠'])(
    'is followed by another film: %s',
    async (said) => {
      const answers = await talk(['음악 좋은 영화 추천해줘', said])
      expect(titlesIn(answers[1])).toHaveLength(1)
      expect(titlesIn(answers[1])).not.toEqual(titlesIn(answers[0]))
    },
  )
})

describe('a correction', () => {
  test.each(['아니 재밌었다니까', '좋았다고요', '아니 좋았다구'])('is taken as what was meant: %s', async (said) => {
    const answer = await last(['용가리 재미없었어', said])
    expect(textOf(answer)).toMatch(/좋으셨|드셨|보셨|반가|좋은/)
    expect(answer.choices).toContain('음악')
  })

  test.each(['인셉션 지루하지 않았어?', '인셉션 별로지 않나요?'])('a doubt asks what people say: %s', async (said) => {
    const answer = await last([said])
    expect(textOf(answer)).toMatch(/〈인셉션〉.*명 중/s)
    expect(textOf(answer)).not.toMatch(/아쉬우셨|실망|저런/)
  })
})

describe('small talk', () => {
  test.each(['내일 비 오니', '지금 몇 시야', '요즘 환율 어때'])('that asks is not told how it feels: %s', async (said) => {
    expect(textOf(await last([said]))).not.toMatch(/기분|마음이 편치|속상|좋은 이야기/)
  })

  test.each(['넌 챗봇이지', '너 인공지능 맞지?', '설마 사람임?', '너도 기계냐', '나 지금 사람이랑 얘기하는 거야?'])(
    'may ask what we are: %s',
    async (said) => {
      expect(textOf(await last([said]))).toContain('프로그램')
    },
  )

  test('may ask whether we have seen a film: we have read of it', async () => {
    expect(textOf(await last(['인셉션 봤니']))).toMatch(/보지는 못하고.*〈인셉션〉/s)
    expect(textOf(await last(['너 화양연화 봄?']))).toMatch(/보지는 못하고.*'화양연화'/s)
  })

  test('is not answered with the same line twice, and always with a way on', async () => {
    const answers = await talk(['창문 닦는 중이야', '빨래도 했지', '의자에 앉아 있지', '양말 짝이 없네', '손톱 깎는 중'])
    const lines = answers.map(({ lines: [line] }) => line)
    expect(new Set(lines).size).toBe(lines.length)
    for (const { choices } of answers) expect(choices).not.toEqual([])
  })

  test('an interjection names nothing', async () => {
    expect(textOf(await last(['오 그거 봣는데']))).not.toContain("'오'")
  })
})

describe('films that are as good', () => {
  /** Two films of which one is better by a hair, and a third that is not as good. */
  const hair = (better: number) => ({
    ...recognizer,
    recommend: ((aspect, options) =>
      recognizer.recommend(aspect, options).map((found, place) => ({
        ...found,
        lowerBound: place === 0 ? 0.9 : place === 1 ? 0.9 - better : 0.7,
      }))) as typeof recognizer.recommend,
  })
  const offered = async (better: number) => {
    const to = createBot({ recognizer: hair(better) })
    const names = await Promise.all(
      Array.from({ length: 12 }, async (_, n) =>
        titlesIn(await last(['음악 좋은 영화 추천해줘'], { to, conversation: `as good ${better} ${n}` })),
      ),
    )
    return new Set(names.flat())
  }

  test('take turns by conversation', async () => {
    expect((await offered(0.001)).size).toBe(2)
  })

  test('do not include those that are clearly less', async () => {
    expect((await offered(0.1)).size).toBe(1)
  })

  test('are the same in the same conversation', async () => {
    const to = createBot({ recognizer: hair(0.001) })
    const [first, second] = [
      await last(['음악 영화 추천해줘'], { to, conversation: 'x' }),
      await last(['음악 영화 추천해줘'], { to: createBot({ recognizer: hair(0.001) }), conversation: 'x' }),
    ]
    expect(titlesIn(first)).toEqual(titlesIn(second))
  })

  test('what is offered only to who asks is kept from a wish for anything', async () => {
    const asked: unknown[] = []
    const to = createBot({
      recognizer: {
        ...recognizer,
        recommend: ((aspect, options) => {
          asked.push(options.wish)
          return recognizer.recommend(aspect, options)
        }) as typeof recognizer.recommend,
      },
    })
    await last(['평점 좋은 영화 추천해줘'], { to })
    expect(asked[0]).toMatchObject({ withoutGenres: ['에로'], withoutAspects: ['선정성'] })
    asked.length = 0
    await last(['드라마 추천해줘'], { to })
    expect(asked[0]).toMatchObject({ genres: ['드라마'], withoutGenres: [], withoutAspects: [] })
  })
})

describe('what people say of a film', () => {
  test.each([
    [[5, 3], /조금/],
    [[19, 1], /평이 좋아요|좋게 평했어요/],
  ])('is called good only where that is sure: %j', async ([praised, complained], expected) => {
    const to = createBot({
      recognizer: {
        ...recognizer,
        aspectsOf: (_, target) => (target === '긍정' ? [{ aspect: '음악', score: 1, praised, complained }] : []),
      },
    })
    expect(textOf(await last(['인셉션 어때?'], { to }))).toMatch(expected)
  })
})

test('a wish for what is new is told where the catalogue ends, and given the newest', async () => {
  for (const said of ['왜 다 옛날 영화야', '최근 4년 안에 나온 영화']) {
    const answer = await last([said])
    expect(textOf(answer)).toContain('2016년')
    expect(titlesIn(answer)).toEqual(['별의 정원'])
  }
})
