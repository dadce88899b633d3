import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createQueue } from '#src/state/queue.js'
import { count, countOf, request, said, storeAt, talkOf, textsOf } from './stores.js'

const talk = talkOf('t1')

describe('a turn', () => {
  test('keeps what was said, the answers and the state together', async () => {
    const store = await storeAt()
    const turn = await store.turn(
      request(talk, '그래픽이 아쉬웠어', {
        body: async () => {
          await store.storage.write({ state: { mood: 'sad' } })
          return { replies: [said('그랬군요.'), said('다른 영화는 어때요?')], forget: false }
        },
      }),
    )
    expect(turn.incoming?.sequence).toBe(1)
    expect(turn.replies.map(({ sequence }) => sequence)).toEqual([2, 3])
    expect((await store.activities(talk, 0)).activities).toEqual([turn.incoming, ...turn.replies])
    expect((await store.storage.read(['state'])).state.mood).toBe('sad')
  })

  test('names activities by conversation and order, says what is answered, and never two at the same time', async () => {
    const store = await storeAt()
    const replies = [said('하나'), said('둘')]
    await store.turn(request(talk, '먼저'))
    const { incoming, replies: answers } = await store.turn(
      request(talk, '다음', { body: async () => ({ replies, forget: false }) }),
    )
    const all = [incoming!, ...answers].map(({ activity }) => activity)
    expect(all.map(({ id }) => id)).toEqual(['t1|0000003', 't1|0000004', 't1|0000005'])
    expect(all.map(({ replyToId }) => replyToId)).toEqual([undefined, 't1|0000003', 't1|0000003'])
    const times = all.map(({ timestamp }) => timestamp as string)
    expect(new Set(times).size).toBe(3)
    expect(times.toSorted()).toEqual(times)
  })

  test('that fails leaves nothing behind', async () => {
    const store = await storeAt()
    await store.turn(request(talk, '좋아'))
    const failing = store.turn(
      request(talk, '나빠', {
        delivery: 'd1',
        body: async () => {
          await store.storage.write({ state: { n: 1 } })
          throw new Error('the bot fell over')
        },
      }),
    )
    await expect(failing).rejects.toThrow('the bot fell over')
    expect(await textsOf(store, talk)).toEqual(['좋아', '좋아라고 하셨군요.'])
    expect(await store.storage.read(['state'])).toEqual({})
    const again = await store.turn(request(talk, '나빠', { delivery: 'd1' }))
    expect(again.repeated).toBe(false)
  })

  test('that fails is recovered from in its own place, without what it had staged', async () => {
    const store = await storeAt()
    const failing = store.turn(
      request(talk, '나빠', {
        delivery: 'd1',
        body: async () => {
          await store.storage.write({ state: { half: true } })
          throw new Error('the bot fell over')
        },
        recover: async (error) => {
          expect(await store.storage.read(['state'])).toEqual({})
          await store.storage.write({ told: { error: String(error) } })
          return { replies: [said('죄송해요.')], forget: false }
        },
      }),
    )
    const next = store.turn(request(talk, '다음'))
    const twice = store.turn(request(talk, '나빠', { delivery: 'd1' }))
    expect((await failing).replies.map(({ activity }) => activity.text)).toEqual(['죄송해요.'])
    await next
    expect(await twice).toMatchObject({ repeated: true, replies: [{ activity: { text: '죄송해요.' } }] })
    expect(await textsOf(store, talk)).toEqual(['나빠', '죄송해요.', '다음', '다음라고 하셨군요.'])
    expect(Object.keys(await store.storage.read(['state', 'told']))).toEqual(['told'])
  })

  test('reads its own writes, and nobody else does before it is over', async () => {
    const store = await storeAt()
    await store.storage.write({ state: { n: 1 }, other: { n: 5 } })
    await store.turn(
      request(talk, '가', {
        body: async () => {
          await store.storage.write({ state: { n: 2 } })
          await store.storage.delete(['other'])
          expect(await store.storage.read(['state', 'other'])).toEqual({ state: { n: 2 } })
          return { replies: [], forget: false }
        },
      }),
    )
    const slow = store.turn(
      request(talk, '나', {
        body: async () => {
          await store.storage.write({ state: { n: 3 } })
          await wait(30)
          return { replies: [], forget: false }
        },
      }),
    )
    await wait(5)
    expect(await countOf(store, 'state')).toBe(2)
    await slow
    expect(await countOf(store, 'state')).toBe(3)
  })

  test('refuses writes that come after it is over, instead of losing them', async () => {
    const store = await storeAt()
    let late: Promise<unknown> = Promise.resolve()
    await store.turn(
      request(talk, '가', {
        body: async () => {
          late = wait(20).then(() => store.storage.write({ state: { n: 1 } }))
          late.catch(() => undefined)
          return { replies: [], forget: false }
        },
      }),
    )
    await expect(late).rejects.toThrow('a turn that is over')
  })

  test('cannot begin inside another one, which would wait for itself', async () => {
    const store = await storeAt()
    const nested = store.turn(
      request(talk, '밖', {
        body: async () => {
          await store.turn(request(talk, '안'))
          return { replies: [], forget: false }
        },
      }),
    )
    await expect(nested).rejects.toThrow('inside another one')
  })
})

describe('turns of one conversation', () => {
  test('take effect one after another, in the order of the calls', async () => {
    const store = await storeAt()
    const turns = Array.from({ length: 20 }, (_, place) =>
      store.turn(
        request(talk, `말 ${place}`, {
          body: async () => {
            await wait(place % 3)
            await count(store, 'n')
            return { replies: [said(`답 ${place}`)], forget: false }
          },
        }),
      ),
    )
    await Promise.all(turns)
    expect(await countOf(store, 'n')).toBe(20)
    expect(await textsOf(store, talk)).toEqual(Array.from({ length: 20 }, (_, place) => [`말 ${place}`, `답 ${place}`]).flat())
  })

  test('do not hold up those of others, nor does one that fails hold up the next', async () => {
    const store = await storeAt()
    let free = () => {}
    const held = store.turn(
      request(talk, '천천히', {
        body: () => new Promise((_resolve, reject) => (free = () => reject(new Error('at last')))),
      }),
    )
    const behind = store.turn(request(talk, '뒤에'))
    await store.turn(request(talkOf('other'), '먼저'))
    free()
    await expect(held).rejects.toThrow('at last')
    await behind
    expect(await textsOf(store, talk)).toEqual(['뒤에', '뒤에라고 하셨군요.'])
  })

  test('wait in a line of limited length: a sender that floods is refused', async () => {
    const store = await storeAt()
    const turns = Array.from({ length: 300 }, () => store.turn(request(talk, '또')))
    const results = await Promise.allSettled(turns)
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(300 - 256)
    expect(refused[0].reason).toMatchObject({ code: 'STATE_QUEUE', status: 429 })
  })

  test('leave nothing in memory when they are over', async () => {
    const queue = createQueue()
    const tasks = Array.from({ length: 50 }, (_, place) =>
      queue.run(`key ${place % 10}`, async () => {
        if (place % 7 === 0) throw new Error('no')
      }),
    )
    expect(queue.size).toBe(10)
    await Promise.allSettled(tasks)
    await queue.idle()
    expect(queue.size).toBe(0)
  })
})
