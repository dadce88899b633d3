import { describe, expect, test } from 'vitest'
import { count, countOf, newPath, request, said, storeAt, talkOf, textsOf } from './stores.js'

const talk = talkOf('d1')

describe('an activity that is delivered twice', () => {
  const counting = (store: Awaited<ReturnType<typeof storeAt>>, delivery: string) =>
    store.turn(
      request(talk, '별로였어', {
        delivery,
        body: async () => {
          await count(store, 'n')
          return { replies: [said(`${await countOf(store, 'n')}번째예요.`)], forget: false }
        },
      }),
    )

  test('has one effect, and is answered alike', async () => {
    const store = await storeAt()
    const first = await counting(store, 'a')
    await counting(store, 'b')
    expect(await counting(store, 'a')).toEqual({ ...first, repeated: true })
    expect(await countOf(store, 'n')).toBe(2)
  })

  test('has one effect when both come at the same time', async () => {
    const store = await storeAt()
    const turns = await Promise.all(Array.from({ length: 5 }, () => counting(store, 'a')))
    expect(turns.map(({ repeated }) => repeated)).toEqual([false, true, true, true, true])
    expect(await textsOf(store, talk)).toEqual(['별로였어', '1번째예요.'])
  })

  test('has one effect when two processes get one each at the same time', async () => {
    const path = newPath()
    const [one, other] = [await storeAt(path), await storeAt(path)]
    const turns = await Promise.all([counting(one, 'a'), counting(other, 'a')])
    expect(turns.map(({ repeated }) => repeated).toSorted()).toEqual([false, true])
    expect(turns[0].replies).toEqual(turns[1].replies)
    expect(await textsOf(other, talk)).toEqual(['별로였어', '1번째예요.'])
  })

  test('has one effect across a restart', async () => {
    const path = newPath()
    const before = await storeAt(path)
    const first = await counting(before, 'a')
    await before.close()
    const after = await storeAt(path)
    expect(await counting(after, 'a')).toEqual({ ...first, repeated: true })
  })

  test('is another one in another conversation, and without an id every time', async () => {
    const store = await storeAt()
    await store.turn(request(talk, '가', { delivery: 'a' }))
    expect((await store.turn(request(talkOf('d2'), '가', { delivery: 'a' }))).repeated).toBe(false)
    expect((await store.turn(request(talkOf('d1', 'emulator'), '가', { delivery: 'a' }))).repeated).toBe(false)
    expect((await store.turn(request(talk, '가'))).repeated).toBe(false)
    expect((await store.turn(request(talk, '가'))).repeated).toBe(false)
  })

  test('is known by a turn that had nothing to say or hear, too', async () => {
    const store = await storeAt()
    const silent = () =>
      store.turn(request(talk, '', { incoming: null, delivery: 'start', body: async () => ({ replies: [], forget: false }) }))
    expect(await silent()).toEqual({ incoming: null, replies: [], repeated: false })
    expect(await silent()).toEqual({ incoming: null, replies: [], repeated: true })
  })
})
