import { readFileSync } from 'node:fs'
import Libsql from 'libsql'
import { describe, expect, test } from 'vitest'
import type { Store, TurnRequest } from '#src/state/contract.js'
import { countOf, newPath, request, said, storeAt, talkOf, textsOf } from './stores.js'

const talk = talkOf('f1')
const FORGET: TurnRequest['body'] = async () => ({
  replies: [{ ...said('다 지웠어요. 또 봐요!'), recipient: { id: 'minsu', name: '김민수' } }],
  forget: true,
})
const forget = (store: Store, conversation = talk, more: Partial<TurnRequest> = {}) =>
  store.turn(request(conversation, '내 대화 지워줘', { body: FORGET, ...more }))

/** Everything that lies on the disk of a database. */
const bytesOf = (path: string): Buffer =>
  Buffer.concat(
    ['', '-wal', '-shm', '-journal'].map((part) => {
      try {
        return readFileSync(`${path}${part}`)
      } catch {
        return Buffer.alloc(0)
      }
    }),
  )

/** Deletes rows and leaves their bytes where they are. */
function leaveInGaps(path: string, deletion: string): void {
  const raw = new Libsql(path)
  raw.exec('pragma secure_delete = off')
  raw.exec(deletion)
  raw.close()
}

/** A turn that keeps the words in the transcript and in the state, as the bot does. */
const tell = (store: Store, words: string, more: Partial<TurnRequest> = {}, conversation = talk) =>
  store.turn(
    request(conversation, words, {
      body: async () => {
        await store.storage.write({ [`state of ${conversation.id}`]: { opinion: words } })
        return { replies: [said(`'${words}'라는 말이 마음에 걸려요.`)], forget: false }
      },
      ...more,
    }),
  )

describe('a request to forget everything', () => {
  test('leaves nothing of what the user said on the disk', async () => {
    const path = newPath()
    const store = await storeAt(path)
    await tell(store, '우주선이 너무 장난감 같았어', { delivery: 'delivery-of-the-spaceship' })
    expect(bytesOf(path).includes('우주선이')).toBe(true)
    await forget(store, talk, { delivery: 'f' })
    const bytes = bytesOf(path)
    for (const word of ['우주선이', '장난감', '내 대화', 'delivery-of-the-spaceship', 'minsu', '김민수'])
      expect(bytes.includes(word)).toBe(false)
    expect(await store.storage.read(['state of f1'])).toEqual({})
  })

  test('leaves nothing in the gaps of pages either, where SQLite leaves a copy now and then when it moves a row', async () => {
    const path = newPath()
    const store = await storeAt(path)
    const others = talkOf('f2')
    await tell(store, '남의 말', { user: 'jiyoung' }, others)
    await tell(store, '틈새에 남은 말')
    await tell(store, '남의 다른 말', { user: 'jiyoung' }, others)
    leaveInGaps(path, 'delete from activities where conversation = 2')
    expect(bytesOf(path).includes('틈새에 남은')).toBe(true)
    await forget(store)
    expect(bytesOf(path).includes('틈새에 남은')).toBe(false)
  })

  test('leaves the goodbye, and sequence numbers go on from it', async () => {
    const store = await storeAt()
    await tell(store, '별로였어')
    const { replies } = await forget(store)
    expect(replies.map(({ sequence }) => sequence)).toEqual([4])
    expect(await store.activities(talk, 3)).toEqual({ activities: replies, watermark: 4 })
    await tell(store, '다시 왔어')
    expect((await store.activities(talk, 4)).activities.map(({ sequence }) => sequence)).toEqual([5, 6])
    expect(await store.exists(talk)).toBe(true)
  })

  test('is itself shown to the clients that wait for it, from memory, until the next turn', async () => {
    const path = newPath()
    const store = await storeAt(path)
    await tell(store, '별로였어')
    const { incoming } = await forget(store)
    expect((await store.activities(talk, 0)).activities[0]).toEqual(incoming)
    expect(await textsOf(store, talk)).toEqual(['내 대화 지워줘', '다 지웠어요. 또 봐요!'])
    expect(await textsOf(await storeAt(path), talk)).toEqual(['다 지웠어요. 또 봐요!'])
    await tell(store, '안녕')
    expect(await textsOf(store, talk)).toEqual(['다 지웠어요. 또 봐요!', '안녕', "'안녕'라는 말이 마음에 걸려요."])
  })

  test('reaches all conversations of the user in the channel, and nobody else', async () => {
    const store = await storeAt()
    const [second, elsewhere, others] = [talkOf('f2'), talkOf('f1', 'emulator'), talkOf('f3')]
    await tell(store, '첫째')
    await tell(store, '둘째', {}, second)
    await tell(store, '다른 데', {}, elsewhere)
    await tell(store, '남의 말', { user: 'jiyoung' }, others)
    await forget(store)
    expect(await textsOf(store, second)).toEqual([])
    expect(Object.keys(await store.storage.read(['state of f2', 'state of f3']))).toEqual(['state of f3'])
    expect(await textsOf(store, elsewhere)).toHaveLength(2)
    expect(await textsOf(store, others)).toHaveLength(2)
  })

  test('of somebody without an id reaches this conversation alone', async () => {
    const store = await storeAt()
    await tell(store, '누군가', { user: '' })
    await tell(store, '다른 누군가', { user: '' }, talkOf('f2'))
    await forget(store, talk, { user: '' })
    expect(await textsOf(store, talk)).not.toContain('누군가')
    expect(await textsOf(store, talkOf('f2'))).toContain('다른 누군가')
  })

  test('is not undone by a turn of another conversation that was under way', async () => {
    const store = await storeAt()
    const second = talkOf('f2')
    await tell(store, '옛날 말', {}, second)
    let seen: unknown[] = []
    let attempts = 0
    await store.turn(
      request(second, '새 말', {
        body: async () => {
          attempts += 1
          const old = await store.storage.read(['state of f2'])
          seen = Object.values(old).map(({ opinion }) => opinion)
          if (attempts === 1) await apart(() => forget(store))
          await store.storage.write({ 'state of f2': { opinion: [...seen, '새 말'] } })
          return { replies: [], forget: false }
        },
      }),
    )
    expect(attempts).toBe(2)
    expect(seen).toEqual([])
    expect((await store.storage.read(['state of f2']))['state of f2'].opinion).toEqual(['새 말'])
    expect(await textsOf(store, second)).toEqual(['새 말'])
  })

  test('that is delivered twice has one effect', async () => {
    const store = await storeAt()
    await tell(store, '별로였어')
    const first = await forget(store, talk, { delivery: 'f' })
    await tell(store, '그래도 좋아')
    const again = await forget(store, talk, { delivery: 'f' })
    expect(again).toEqual({ incoming: { sequence: 3, activity: { id: 'f1|0000003' } }, replies: first.replies, repeated: true })
    expect(await textsOf(store, talk)).toContain('그래도 좋아')
  })

  test('is carried out by the next process where this one was killed before the file was rebuilt', async () => {
    const path = newPath()
    const store = await storeAt(path)
    await tell(store, '조용히 지워질 말')
    await store.close()
    leaveInGaps(path, 'delete from activities; delete from states; insert into scrubs (asked) values (1)')
    expect(bytesOf(path).includes('지워질 말')).toBe(true)
    await storeAt(path)
    expect(bytesOf(path).includes('지워질 말')).toBe(false)
  })

  test('does not disturb other processes, nor they it', async () => {
    const path = newPath()
    const [one, other] = [await storeAt(path), await storeAt(path)]
    await tell(one, '여기서 한 말')
    await tell(other, '저기서 한 말', { user: 'jiyoung' }, talkOf('f2'))
    const meanwhile = Array.from({ length: 40 }, (_, place) =>
      other.turn(request(talkOf(`m${place}`), '계속', { user: 'jiyoung' })),
    )
    await forget(one)
    await Promise.all(meanwhile)
    await tell(other, '또 한 말', { user: 'jiyoung' }, talkOf('f2'))
    expect(bytesOf(path).includes('여기서 한 말')).toBe(false)
    expect(await textsOf(one, talkOf('f2'))).toHaveLength(4)
    expect(await countOf(one, 'nothing')).toBe(0)
  })

  test('of several who ask at once rebuilds the file for all of them together', async () => {
    const path = newPath()
    const store = await storeAt(path)
    const users = Array.from({ length: 12 }, (_, place) => place)
    for (const user of users) await tell(store, `비밀 ${user}번`, { user: `u${user}` }, talkOf(`s${user}`))
    await Promise.all(users.map((user) => forget(store, talkOf(`s${user}`), { user: `u${user}` })))
    for (const user of users) expect(bytesOf(path).includes(`비밀 ${user}번`)).toBe(false)
    const raw = new Libsql(path)
    expect(raw.prepare('select count(*) as n from scrubs').all()).toEqual([{ n: 0 }])
    raw.close()
  })
})

/** Runs `turn` as if it were called from elsewhere: not as a part of the turn that waits for it. */
const apart = <T>(turn: () => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => elsewhere.push(() => turn().then(resolve, reject)))
const elsewhere: (() => void)[] = []
setInterval(() => elsewhere.shift()?.(), 1).unref()
