import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bot } from '#src/bot/bot.js'
import { askToForget } from '#src/bot/forget.js'
import { type Activity, ActivityTypes, ConversationState, MessageFactory, type TurnContext } from '#src/bot/sdk.js'
import { CollectingAdapter } from '#src/channels/collecting-adapter.js'
import { type TakeTurnOptions, takeTurn } from '#src/channels/take-turn.js'
import type { Store } from '#src/state/contract.js'
import { openStore } from '#src/state/open.js'

let store: Store
beforeEach(async () => {
  store = await openStore('file::memory:')
})
afterEach(() => store.close())

/** A bot that remembers what it heard, and does some things on command. */
function rememberingBot(): Bot & { runs: number } {
  const state = new ConversationState(store.storage)
  const heard = state.createProperty<string[]>('heard')
  return {
    runs: 0,
    async run(context) {
      this.runs += 1
      const { text = '', type } = context.activity
      if (type !== ActivityTypes.Message) return void (await context.sendActivity('어서 오세요.'))
      const all = await heard.get(context, [])
      all.push(text)
      await context.sendActivity(`${all.length}번째 말이네요.`)
      if (text === '두 마디')
        await context.sendActivities([MessageFactory.text('그리고'), MessageFactory.text('하나 더')] as Activity[])
      await state.saveChanges(context)
      if (text === '넘어져') throw new Error('it fell over')
      if (text === '잊어줘') askToForget(context)
    },
    async recover(context) {
      await context.sendActivity('죄송해요.')
      if (context.activity.text === '넘어져') await heard.set(context, [...(await heard.get(context, [])), '(넘어짐)'])
      await state.saveChanges(context)
    },
  }
}

const activity = (text: string, more: Partial<Activity> = {}): Partial<Activity> => ({
  type: ActivityTypes.Message,
  id: undefined,
  channelId: 'directline',
  conversation: { id: 'c1' } as Activity['conversation'],
  from: { id: 'minsu', name: '민수' } as Activity['from'],
  recipient: { id: 'bot', name: '말귀' } as Activity['recipient'],
  text,
  ...more,
})

const adapter = new CollectingAdapter()
const take = (bot: Bot, said: Partial<Activity>, options?: TakeTurnOptions) =>
  takeTurn(adapter.contextFor(said), { bot, store }, options)
const texts = (activities: readonly Partial<Activity>[]) => activities.map(({ text }) => text)
const transcript = async () =>
  (await store.activities({ channel: 'directline', id: 'c1' }, 0)).activities.map(({ activity: { text } }) => text)

describe('a turn of the bot under the store', () => {
  test('keeps what is said and answered before anything is sent', async () => {
    const context = adapter.contextFor(activity('두 마디'))
    const { incoming, replies, repeated, error } = await takeTurn(context, { bot: rememberingBot(), store })
    expect({ repeated, error }).toEqual({ repeated: false, error: null })
    expect(incoming).toMatchObject({ id: 'c1|0000001', text: '두 마디', from: { id: 'minsu' } })
    expect(texts(replies)).toEqual(['1번째 말이네요.', '그리고', '하나 더'])
    expect(replies[0]).toMatchObject({
      type: 'message',
      from: { id: 'bot' },
      recipient: { id: 'minsu' },
      replyToId: 'c1|0000001',
    })
    expect(await transcript()).toEqual(['두 마디', ...texts(replies)])
    expect(adapter.take(context)).toEqual([])
  })

  test('leaves the context able to send the replies afterwards, as answers to the id that the channel knows', async () => {
    const context = adapter.contextFor(activity('안녕', { id: 'teams-17' }))
    const { replies } = await takeTurn(context, { bot: rememberingBot(), store })
    await context.sendActivities(replies)
    expect(adapter.take(context)).toMatchObject([{ text: '1번째 말이네요.', replyToId: 'teams-17' }])
    expect(context.activity.id).toBe('teams-17')
  })

  test('remembers from turn to turn', async () => {
    const bot = rememberingBot()
    await take(bot, activity('가'))
    expect(texts((await take(bot, activity('나'))).replies)).toEqual(['2번째 말이네요.'])
  })

  test('greets who comes in, and keeps no word of theirs for it', async () => {
    const { incoming, replies } = await take(rememberingBot(), activity('', { type: ActivityTypes.ConversationUpdate }))
    expect(incoming).toBeNull()
    expect(await transcript()).toEqual(texts(replies))
  })

  test('has one effect for one id of the channel, and one for the id that it is given instead', async () => {
    const bot = rememberingBot()
    const first = await take(bot, activity('가', { id: '1' }))
    expect(await take(bot, activity('가', { id: '1' }))).toEqual({ ...first, repeated: true })
    expect((await take(bot, activity('가', { id: '1', type: ActivityTypes.MessageUpdate }))).repeated).toBe(false)
    expect((await take(bot, activity('가', { id: '1' }), { delivery: 'x' })).repeated).toBe(false)
    expect((await take(bot, activity('가', { id: '2' }), { delivery: 'x' })).repeated).toBe(true)
    expect((await take(bot, activity('가', { id: '1' }), { delivery: null })).repeated).toBe(false)
    expect(bot.runs).toBe(4)
  })

  test('that fails apologises, in one place with what was said; what it had staged and said is dropped', async () => {
    const bot = rememberingBot()
    await take(bot, activity('가'))
    const { incoming, replies, error } = await take(bot, activity('넘어져', { id: '1' }))
    expect(String(error)).toContain('it fell over')
    expect(incoming?.text).toBe('넘어져')
    expect(texts(replies)).toEqual(['죄송해요.'])
    expect(await transcript()).toEqual(['가', '1번째 말이네요.', '넘어져', '죄송해요.'])
    // '가' and the bot's own note; not what the turn had heard before it fell.
    expect(texts((await take(bot, activity('나'))).replies)).toEqual(['3번째 말이네요.'])
    expect((await take(bot, activity('넘어져', { id: '1' }))).repeated).toBe(true)
  })

  test('that fails without an apology keeps nothing, so that it can be sent again', async () => {
    const bot = { ...rememberingBot(), recover: () => Promise.reject(new Error('and again')) }
    await expect(take(bot, activity('넘어져', { id: '1' }))).rejects.toThrow('it fell over')
    expect(await transcript()).toEqual([])
    expect((await take(rememberingBot(), activity('이제 괜찮아', { id: '1' }))).repeated).toBe(false)
  })

  test('that apologised before it failed to recover keeps the apology', async () => {
    const recover = async (context: TurnContext) => {
      await context.sendActivity('죄송해요.')
      throw new Error('and again')
    }
    const { replies, error } = await take({ ...rememberingBot(), recover }, activity('넘어져'))
    expect(texts(replies)).toEqual(['죄송해요.'])
    expect(String(error)).toContain('it fell over')
  })

  test('that asks to forget deletes everything but the goodbye', async () => {
    const bot = rememberingBot()
    await take(bot, activity('비밀이야'))
    const { incoming, replies } = await take(bot, activity('잊어줘'))
    expect(incoming?.id).toBe('c1|0000003')
    expect(await transcript()).toEqual(['잊어줘', ...texts(replies)])
    expect(texts((await take(bot, activity('나 누구게'))).replies)).toEqual(['1번째 말이네요.'])
    expect(await transcript()).not.toContain('비밀이야')
  })

  test('is taken again with fresh state where another process was faster: nothing of the first attempt is said or remembered', async () => {
    const bot = rememberingBot()
    let disturbed = false
    const disturbing: Bot = {
      recover: bot.recover,
      async run(context) {
        await bot.run(context)
        if (disturbed) return
        disturbed = true
        await new Promise<void>((resolve) => void resolveLater.push(resolve))
      },
    }
    const slow = take(disturbing, activity('느린 말'))
    await expect.poll(() => resolveLater.length).toBe(1)
    // As another process would, past the line of this one.
    await store.storage.write({ 'directline/conversations/c1/': { heard: ['다른 데서 한 말'] } })
    resolveLater[0]()
    const { replies, error } = await slow
    expect(error).toBeNull()
    expect(texts(replies)).toEqual(['2번째 말이네요.'])
    expect(await transcript()).toEqual(['느린 말', '2번째 말이네요.'])
  })

  test('takes turns of one conversation in order, however they come', async () => {
    const bot = rememberingBot()
    const all = await Promise.all(Array.from({ length: 10 }, (_, place) => take(bot, activity(`말 ${place}`))))
    expect(all.map(({ replies }) => replies[0].text)).toEqual(
      Array.from({ length: 10 }, (_, place) => `${place + 1}번째 말이네요.`),
    )
  })
})
const resolveLater: (() => void)[] = []
