import Libsql from 'libsql'
import { describe, expect, test } from 'vitest'
import { ConversationState } from '#src/bot/sdk.js'
import { CollectingAdapter } from '#src/channels/collecting-adapter.js'
import { newPath, request, said, storeAt, talkOf, textsOf } from './stores.js'

const talk = talkOf('s1')

describe('the storage of state', () => {
  test('hands out an eTag, refuses one that is old, and overwrites without', async () => {
    const store = await storeAt()
    await store.storage.write({ a: { n: 1 } })
    const { a } = await store.storage.read(['a'])
    await store.storage.write({ a: { ...a, n: 2 } })
    await expect(store.storage.write({ a: { ...a, n: 3 } })).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect((await store.storage.read(['a'])).a.n).toBe(2)
    await store.storage.write({ a: { n: 4, eTag: '*' } })
    await store.storage.write({ a: { n: 5 } })
    expect(await store.storage.read(['a', 'none'])).toMatchObject({ a: { n: 5 } })
    await store.storage.delete(['a', 'none'])
    expect(await store.storage.read(['a'])).toEqual({})
  })

  test('writes several items together or none of them', async () => {
    const store = await storeAt()
    const writing = store.storage.write({ good: { n: 1 }, bad: { n: 1, eTag: '12' } })
    await expect(writing).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect(await store.storage.read(['good', 'bad'])).toEqual({})
  })

  test('holds an old eTag against a turn, too', async () => {
    const store = await storeAt()
    await store.storage.write({ a: { n: 1 } })
    const { a: old } = await store.storage.read(['a'])
    await store.storage.write({ a: { n: 2 } })
    const turn = store.turn(
      request(talk, '가', {
        body: async () => {
          await store.storage.write({ a: { ...old, n: 3 } })
          return { replies: [], forget: false }
        },
      }),
    )
    await expect(turn).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect((await store.storage.read(['a'])).a.n).toBe(2)
  })

  test('keeps what ConversationState of the SDK gives it', async () => {
    const path = newPath()
    const talkOnce = async (text: string) => {
      const store = await storeAt(path)
      const state = new ConversationState(store.storage)
      const heard = state.createProperty<string[]>('heard')
      const context = new CollectingAdapter().contextFor({ channelId: 'directline', conversation: { id: 's1' } as never, text })
      await store.turn(
        request(talk, text, {
          body: async () => {
            await heard.set(context, [...(await heard.get(context, [])), text])
            await state.saveChanges(context)
            return { replies: [], forget: false }
          },
        }),
      )
      const all = await heard.get(context, [])
      await store.close()
      return all
    }
    expect(await talkOnce('가')).toEqual(['가'])
    expect(await talkOnce('나')).toEqual(['가', '나'])
  })

  test('takes keys and ids for what they are: quotes, SQL, __proto__', async () => {
    const store = await storeAt()
    const names = ["'; drop table activities; --", '__proto__', '"x"', '%', '../../etc/passwd', '가나다 🎬']
    for (const name of names) {
      await store.storage.write(Object.fromEntries([[name, { name }]]))
      await store.turn(request(talkOf(name), name, { user: name, delivery: name }))
    }
    for (const name of names) {
      expect(Object.entries(await store.storage.read([name])).map(([key, value]) => [key, value.name])).toEqual([[name, name]])
      expect((await textsOf(store, talkOf(name)))[0]).toBe(name)
    }
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })
})

describe('ids that cannot name anything', () => {
  test.each([
    ['an empty one', ''],
    ['one of more than 1000 characters', 'x'.repeat(1001)],
    ['one with U+0000, behind which two ids would be one', 'room\u00001'],
    ['one with half a surrogate pair, for which two ids would be one', 'room\ud800'],
    ['one that is no text', { toString: () => 'x' } as unknown as string],
  ])('are refused: %s', async (_, id) => {
    const store = await storeAt()
    await expect(store.turn(request(talkOf(id), '안녕'))).rejects.toMatchObject({ code: 'STATE_KEY', status: 400 })
    await expect(store.turn(request(talkOf('x', id), '안녕'))).rejects.toMatchObject({ code: 'STATE_KEY' })
    await expect(store.open(talkOf(id), 'minsu')).rejects.toMatchObject({ code: 'STATE_KEY' })
    await expect(store.turn(request(talk, '안녕', { delivery: id }))).rejects.toMatchObject({ code: 'STATE_KEY' })
    await expect(store.storage.read([id.length > 1000 ? id.repeat(3) : id])).rejects.toMatchObject({ code: 'STATE_KEY' })
  })

  test('do not include long ones that are whole, of which keys of state are made', async () => {
    const store = await storeAt()
    const conversation = talkOf('대화'.repeat(500), 'channel'.repeat(100))
    const key = `${conversation.channel}/conversations/${conversation.id}/`
    await store.turn(
      request(conversation, '안녕', {
        body: async () => {
          await store.storage.write({ [key]: { n: 1 } })
          return { replies: [], forget: false }
        },
      }),
    )
    expect((await store.storage.read([key]))[key].n).toBe(1)
  })

  test('and activities that are too large are refused before the bot hears of them', async () => {
    const store = await storeAt()
    let heard = false
    const body = async () => {
      heard = true
      return { replies: [], forget: false }
    }
    await expect(store.turn(request(talk, 'x'.repeat(1_000_000), { body }))).rejects.toMatchObject({
      code: 'STATE_TOO_LARGE',
      status: 413,
    })
    expect(heard).toBe(false)
  })
})

describe('a transcript', () => {
  test('is read on from a watermark, in pages', async () => {
    const store = await storeAt()
    for (const text of ['가', '나', '다']) await store.turn(request(talk, text))
    const first = await store.activities(talk, 0, 4)
    expect(first.activities.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
    expect(first.watermark).toBe(4)
    const rest = await store.activities(talk, first.watermark, 4)
    expect(rest.activities.map(({ sequence }) => sequence)).toEqual([5, 6])
    expect(await store.activities(talk, 6)).toEqual({ activities: [], watermark: 6 })
  })

  test('answers a watermark beyond its end with its end, and is empty where there is none', async () => {
    const store = await storeAt()
    await store.turn(request(talk, '가'))
    expect(await store.activities(talk, Number.MAX_SAFE_INTEGER)).toEqual({ activities: [], watermark: 2 })
    expect(await store.activities(talkOf('nobody'), 7)).toEqual({ activities: [], watermark: 0 })
  })

  test('calls those who wait for it, after the commit, until they stop', async () => {
    const store = await storeAt()
    const seen: unknown[] = []
    const look = () => void textsOf(store, talk).then((texts) => seen.push(texts.length))
    const stop = store.subscribe(talk, look)
    const stopOther = store.subscribe(talk, look)
    store.subscribe(talk, () => {
      throw new Error('somebody who looks on and falls over')
    })
    await store.turn(request(talk, '가'))
    await store.turn(request(talkOf('other'), '가'))
    await store.turn(request(talk, '', { incoming: null, body: async () => ({ replies: [], forget: false }) }))
    stopOther()
    stopOther()
    await store.turn(request(talk, '나'))
    stop()
    await store.turn(request(talk, '다'))
    await expect.poll(() => seen).toEqual([2, 2, 4])
  })

  test('of a conversation is there from its opening, once', async () => {
    const store = await storeAt()
    expect(await store.exists(talk)).toBe(false)
    await store.open(talk, 'minsu')
    await store.open(talk, 'minsu')
    expect(await store.exists(talk)).toBe(true)
    await store.turn(request(talk, '가'))
    await store.open(talk, 'minsu')
    expect(await textsOf(store, talk)).toHaveLength(2)
  })
})

describe('what is kept', () => {
  test('is deleted when nothing happened for long enough', async () => {
    const path = newPath()
    const store = await storeAt(path)
    for (let place = 0; place < 250; place += 1)
      await store.turn(
        request(talkOf(`old ${place}`), '옛말', {
          delivery: 'd',
          body: async () => {
            await store.storage.write({ [`k${place}`]: { n: place } })
            return { replies: [said('그래요.')], forget: false }
          },
        }),
      )
    await store.storage.write({ loose: { n: 1 } })
    const raw = new Libsql(path)
    raw.exec('update conversations set touched = 1000; update states set touched = 1000')
    await store.turn(request(talkOf('old 7'), '아직 있어'))
    await store.turn(request(talkOf('new'), '새말'))
    expect(await store.purge(new Date(500))).toBe(0)
    expect(await store.purge(new Date(2000))).toBe(249)
    expect(await store.exists(talkOf('old 3'))).toBe(false)
    expect(await textsOf(store, talkOf('old 7'))).toHaveLength(4)
    expect(await textsOf(store, talkOf('new'))).toHaveLength(2)
    const rows = ['conversations', 'members', 'activities', 'deliveries', 'states'].map(
      (table) => (raw.prepare(`select count(*) as n from ${table}`).all()[0] as { n: number }).n,
    )
    raw.close()
    expect(rows).toEqual([2, 2, 6, 1, 1])
  })

  test('by name as a secret is the same from then on', async () => {
    const path = newPath()
    const store = await storeAt(path)
    const key = await store.secret('tokens', 32)
    expect(key).toHaveLength(32)
    expect(await store.secret('other', 32)).not.toEqual(key)
    await store.close()
    expect(await (await storeAt(path)).secret('tokens', 32)).toEqual(key)
  })

  test('answers that it is there, until it is closed; turns under way are waited for', async () => {
    const path = newPath()
    const store = await storeAt(path)
    await store.ping()
    const turn = store.turn(
      request(talk, '마지막 말', {
        body: async () => {
          await new Promise((resolve) => setTimeout(resolve, 30))
          await store.storage.write({ last: { n: 1 } })
          return { replies: [said('들었어요.')], forget: false }
        },
      }),
    )
    await Promise.all([store.close(), store.close()])
    await turn
    for (const late of [store.ping(), store.turn(request(talk, '늦은 말')), store.activities(talk, 0)])
      await expect(late).rejects.toMatchObject({ code: 'STATE_CLOSED' })
    expect(await textsOf(await storeAt(path), talk)).toEqual(['마지막 말', '들었어요.'])
  })
})
