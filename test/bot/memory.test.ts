import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { MemoryStorage } from '#src/bot/sdk.js'
import { TerminalAdapter } from '#src/channels/terminal.js'
import type { Recognizer } from '#src/recognizer/contract.js'
import { FILMS, recognizer } from './double.js'
import { bot, talk, textOf, titlesIn } from './talk.js'

const SAID = [
  '다른 영화',
  '그래픽은?',
  '시나리오는?',
  '음악이요',
  '연출',
  '연기',
  '처음으로',
  '왜?',
  '별로',
  '봤어',
  '도움말',
  '1',
  '2',
  '용가리 별로였어',
  '인셉션 최고였어',
  '달빛 좋았어',
  '용가리 어때?',
  '영화 추천해줘',
  '음악 좋은 영화 추천해줘',
  '아니',
  '다 아니야',
  '모르겠어',
  '취소',
  '좋아',
  '진짜 별로였어',
  '푸른 등대',
  'ㅋㅋ',
  '',
]
/** Films named because the user named them, or asked how they are. */
const RECOMMENDS = /〈([^〉]+)〉(?=[^〈\n]{0,9}(?:어때요|권해|꺼내|도 있어요|떠올라요|좋아하실|좋겠어요))/

test('whatever is said, every turn is answered, nothing is recommended twice, and never what was spoken of', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...SAID), { minLength: 1, maxLength: 25 }), fc.nat(), async (lines, number) => {
      const adapter = new TerminalAdapter(bot, `walk-${number}-${seen++}`)
      const recommended = new Set<string>()
      for (const line of lines) {
        const spoken = FILMS.filter(({ title }) => line.includes(title)).map(({ title }) => title)
        const answer = await adapter.say(line)
        expect(answer.error).toBeNull()
        expect(answer.lines).toHaveLength(1)
        expect(answer.lines[0]).not.toBe('')
        if (!answer.choices.includes('왜?')) continue
        const title = RECOMMENDS.exec(answer.lines[0])?.[1]
        // Help and the like repeat the choices without recommending anything.
        if (!title) continue
        expect(recommended).not.toContain(title)
        expect(spoken).not.toContain(title)
        recommended.add(title)
      }
    }),
    { numRuns: 60, seed: 7 },
  )
})

test('the film complained about is not recommended, though it is praised for what was picked', async () => {
  const answers = await talk(['별의 정원 별로였어', '음악', '다른 영화', '다른 영화', '다른 영화'])
  for (const answer of answers.slice(1)) expect(titlesIn(answer)).not.toContain('별의 정원')
})

test('the same conversation is answered in the same words', async () => {
  const lines = ['용가리 별로였어', '그래픽', '왜?', '다른 영화', '음악은?', '고마워']
  const [first, second] = [
    await talk(lines, { conversation: 'same' }),
    await talk(lines, { conversation: 'same', to: createBot({ recognizer }) }),
  ]
  expect(second).toEqual(first)
})

test('two conversations are not answered in the same words throughout', async () => {
  const lines = ['용가리 별로였어', '그래픽', '다른 영화', '고마워']
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((conversation) => talk(lines, { conversation })))
  expect(new Set(answers.map((one) => one.map(textOf).join())).size).toBeGreaterThan(1)
})

test('no message is said in the same words twice running', async () => {
  const lines = [
    '용가리 별로였어',
    '그래픽',
    ...Array.from({ length: 12 }, () => ['다른 영화', '음악은?', '고마워', '왜?']).flat(),
  ]
  const said = (await talk(lines)).map(({ lines: [text] }) => text)
  const thanks = said.filter((_, place) => lines[place] === '고마워')
  for (const [place, text] of thanks.entries()) expect(text).not.toBe(thanks[place + 1])
  expect(new Set(thanks).size).toBeGreaterThan(2)
})

test('conversations do not hear one another', async () => {
  const [one, two] = [new TerminalAdapter(bot, 'one'), new TerminalAdapter(bot, 'two')]
  await one.say('용가리 별로였어')
  await two.say('인셉션 최고였어')
  expect(titlesIn(await one.say('왜?'))).toContain('용가리')
  expect(titlesIn(await two.say('왜?'))).toContain('인셉션')
})

test('a conversation goes on with another bot over the same storage', async () => {
  const storage = new MemoryStorage()
  const [before, after] = [createBot({ recognizer, storage }), createBot({ recognizer, storage })]
  await talk(['용가리 별로였어'], { conversation: 'kept', to: before })
  const [answer] = await talk(['그래픽이요'], { conversation: 'kept', to: after })
  expect(titlesIn(answer)).toEqual(['푸른 등대'])
})

test('the threshold decides what is asked rather than asserted', async () => {
  const strict = createBot({ recognizer, options: { threshold: 0.99 } })
  const [answer] = await talk(['용가리 별로였다고 할까'], { to: strict })
  expect(answer.choices).toEqual(['좋았어요', '아쉬웠어요', '그저 그랬어요'])
  const [plain] = await talk(['그 용가리라는 게 말이죠 별로였어'], { to: strict })
  expect(plain.choices).toContain('그래픽')
  const [asserted] = await talk(['용가리 별로였다고 할까'])
  expect(asserted.choices).toContain('그래픽')
})

test('what is worth recommending is an option', async () => {
  const choosy = createBot({ recognizer, options: { worth: 0.99 } })
  const [, answer] = await talk(['용가리 별로였어', '그래픽'], { to: choosy })
  expect(titlesIn(answer)).toEqual([])
})

test('counts of fewer reviews than five are never told', async () => {
  const answers = await talk(['달빛 2011 좋았어', '음악', '왜?'])
  expect(textOf(answers[2])).not.toContain(' 4명')
})

test('a name that is not known in a sentence is looked for on its own before it is said to be unknown', async () => {
  const short: Recognizer = {
    ...recognizer,
    analyse: async (text) => {
      const analysis = await recognizer.analyse(text)
      const phrase = { kind: 'phrase', id: null, text: '괴물', title: null, score: 1 } as const
      return text === '괴물 최고였어' ? { ...analysis, object: phrase } : analysis
    },
  }
  const [answer] = await talk(['괴물 최고였어'], { to: createBot({ recognizer: short }) })
  expect(titlesIn(answer)).toEqual(['괴물'])
})
