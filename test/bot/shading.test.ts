import { describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { type Activity, ActivityTypes, TurnContext } from '#src/bot/sdk.js'
import { TerminalAdapter } from '#src/channels/terminal.js'
import { recognizer } from './double.js'

/** What the bot sends for each of the lines, as activities. */
async function activitiesFor(lines: readonly string[]): Promise<Partial<Activity>[][]> {
  const bot = createBot({ recognizer })
  const adapter = new TerminalAdapter(bot, 'shading')
  const answers: Partial<Activity>[][] = []
  for (const text of lines) {
    const context = new TurnContext(adapter, {
      type: ActivityTypes.Message,
      text,
      channelId: 'test',
      conversation: { id: 'shading' },
      from: { id: 'user' },
      recipient: { id: 'bot' },
    } as Activity)
    const sent: Partial<Activity>[] = []
    context.onSendActivities(async (_, activities) => {
      sent.push(...activities)
      return activities.map(() => ({ id: '' }))
    })
    await bot.run(context)
    answers.push(sent)
  }
  return answers
}

const shadingIn = (sent: readonly Partial<Activity>[]) => sent.map(({ channelData }) => channelData?.malgwi)

describe('the words that moved an answer', () => {
  test.each(['용가리 영화 재미 없었어', '  용가리 영화 재미 없었어 ', '용가리 영화 재미 없었어'.normalize('NFD')])(
    'travel with it, by their place in what was typed: %j',
    async (typed) => {
      const [sent] = await activitiesFor([typed])
      const [shading] = shadingIn(sent)
      expect(shading.of).toBe('said')
      for (const { text, start, end } of shading.driving) expect(typed.slice(start, end)).toBe(text)
      expect(shading.driving.map(({ text }: { text: string }) => text.normalize('NFC'))).toEqual(['재미 없었어'])
      expect(sent[0].suggestedActions?.actions).toHaveLength(4)
    },
  )

  test('are those of the answer that told how it was', async () => {
    const [asked, told] = await activitiesFor(['용가리', '진짜 별로였어'])
    expect(shadingIn(asked)).toEqual([undefined])
    expect(shadingIn(told)[0].driving.map(({ text }: { text: string }) => text)).toEqual(['별로였어'])
  })

  test('do not travel with what answers something else', async () => {
    const answers = await activitiesFor(['용가리 별로였어', '1', '다른 영화', '왜?', '안녕'])
    expect(answers.slice(1).flatMap(shadingIn)).toEqual([undefined, undefined, undefined, undefined])
  })
})
