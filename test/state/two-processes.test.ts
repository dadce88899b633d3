import { describe, expect, test } from 'vitest'
import type { Store } from '#src/state/contract.js'
import { count, countOf, newPath, request, said, storeAt, talkOf, textsOf } from './stores.js'

const talk = talkOf('p1')

describe('two processes on one file', () => {
  const both = async (): Promise<[Store, Store]> => {
    const path = newPath()
    return [await storeAt(path), await storeAt(path)]
  }
  const counting = (store: Store, conversation = talk) =>
    store.turn(
      request(conversation, '하나', {
        body: async () => {
          await count(store, 'n')
          return { replies: [said('더했어요.')], forget: false }
        },
      }),
    )

  test('lose no write in one conversation: a turn over state that changed is taken again', async () => {
    const stores = await both()
    const turns = await Promise.allSettled(stores.flatMap((store) => Array.from({ length: 15 }, () => counting(store))))
    const done = turns.filter(({ status }) => status === 'fulfilled').length
    for (const turn of turns) if (turn.status === 'rejected') expect(turn.reason).toMatchObject({ code: 'STATE_CONFLICT' })
    expect(done).toBeGreaterThanOrEqual(15)
    expect(await countOf(stores[0], 'n')).toBe(done)
    expect(await textsOf(stores[1], talk)).toEqual(Array.from({ length: done }, () => ['하나', '더했어요.']).flat())
  })

  test('lose no write to what several conversations share', async () => {
    const stores = await both()
    const turns = await Promise.allSettled(
      stores.flatMap((store, process) => Array.from({ length: 6 }, (_, place) => counting(store, talkOf(`${process}.${place}`)))),
    )
    const done = turns.filter(({ status }) => status === 'fulfilled').length
    expect(done).toBeGreaterThan(0)
    expect(await countOf(stores[0], 'n')).toBe(done)
  })

  test('take a turn again with fresh state, and give up against one that never stops', async () => {
    const [one, other] = await both()
    await other.storage.write({ n: { n: 10 } })
    let attempts = 0
    const disturbed = (often: number) =>
      one.turn(
        request(talk, '하나', {
          body: async () => {
            const { n } = await one.storage.read(['n'])
            attempts += 1
            if (attempts <= often) await other.turn(request(talk, '끼어들기'))
            await one.storage.write({ n: { n: n.n + 1 } })
            return { replies: [], forget: false }
          },
        }),
      )
    await disturbed(1)
    expect(attempts).toBe(2)
    expect(await countOf(other, 'n')).toBe(11)
    attempts = 0
    await expect(disturbed(99)).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect(await countOf(other, 'n')).toBe(11)
    expect((await one.turn(request(talk, '그다음'))).repeated).toBe(false)
  })

  test('wait for each other at the database, and see each other at once', async () => {
    const [one, other] = await both()
    await Promise.all(
      Array.from({ length: 30 }, (_, place) => (place % 2 ? one : other).turn(request(talkOf(`w${place}`), '동시에'))),
    )
    for (let place = 0; place < 30; place += 1)
      expect(await textsOf(place % 2 ? other : one, talkOf(`w${place}`))).toHaveLength(2)
  })
})
