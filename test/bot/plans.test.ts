import { describe, expect, test } from 'vitest'
import { talk, textOf } from './talk.js'

const lastOf = async (...lines: string[]) => textOf((await talk(lines)).at(-1)!)

describe('who is going to see a film', () => {
  test.each(['인셉션 봐야지', '인셉션 보러 가야지', '인셉션 나도 봐야겠네요', '다들 좋다길래 나도 인셉션 봐야지'])(
    'is wished that it pleases them, and asked for no opinion: %s',
    async (text) => {
      const said = await lastOf(text)
      expect(said).toContain('〈인셉션〉')
      expect(said).not.toMatch(/[?？]|좋았어요/u)
    },
  )

  test('of several films of one title is not asked which', async () => {
    expect(await lastOf('달빛 봐야겠다')).toMatch(/〈달빛〉/u)
  })

  test('is not taken for somebody who sees it again, or does not', async () => {
    expect(await lastOf('인셉션 재밌었어 또 봐야지')).toMatch(/\?/u)
    expect(await lastOf('인셉션 안 봐야겠다')).not.toMatch(/재밌게 보세요|마음에 드셨으면|잘 맞으시길/u)
  })
})

test('what is refused is not forgotten where something else is asked for', async () => {
  expect(await lastOf('액션 말고 다른 영화 추천해줘')).toContain('액션이 아닌')
})
