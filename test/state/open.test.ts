import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import Libsql from 'libsql'
import { describe, expect, test } from 'vitest'
import { translated } from '#src/state/database.js'
import { openStore } from '#src/state/open.js'
import { newPath, request, storeAt, talkOf, textsOf } from './stores.js'

const talk = talkOf('o1')

function file(content: string | Buffer): string {
  const path = newPath()
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

describe('a database', () => {
  test('is made with its folders, for nobody else to read', async () => {
    const path = join(dirname(newPath()), 'deep', 'down', 'state.db')
    const store = await storeAt(path)
    await store.turn(request(talk, '안녕'))
    for (const part of ['', '-wal', '-shm']) expect(statSync(`${path}${part}`).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o077).toBe(0)
  })

  test('is found by a relative path, an absolute one and a file URL; in memory it lives as long as its store', async () => {
    const path = newPath()
    const store = await storeAt(path)
    await store.turn(request(talk, '안녕'))
    await store.close()
    for (const url of [`file:${relative(process.cwd(), path)}`, pathToFileURL(path).href]) {
      const again = await openStore(url)
      expect(await textsOf(again, talk)).toHaveLength(2)
      await again.close()
    }
    for (const _ of [1, 2]) {
      const memory = await openStore('file::memory:')
      expect(await memory.exists(talk)).toBe(false)
      await memory.turn(request(talk, '안녕'))
      expect(await textsOf(memory, talk)).toHaveLength(2)
      await memory.close()
    }
  })

  test.each(['postgres://me:secret@host/db', 'libsql://host', 'state.db', 'file:', ''])(
    'cannot be at %j: the error names what can be set, and no password',
    async (url) => {
      const opening = openStore(url)
      await expect(opening).rejects.toMatchObject({ code: 'STATE_URL' })
      await expect(opening).rejects.toThrow(/DATABASE_URL/)
      await expect(opening).rejects.not.toThrow(/secret/)
    },
  )

  test('is not made of a file that is none, which stays as it is', async () => {
    const path = file('Some notes about films.\n'.repeat(300))
    await expect(openStore(`file:${path}`)).rejects.toMatchObject({ code: 'STATE_BROKEN' })
    expect(readFileSync(path, 'utf8')).toBe('Some notes about films.\n'.repeat(300))
  })

  test('that belongs to another program stays as it is', async () => {
    const path = file('')
    const raw = new Libsql(path)
    raw.exec("create table notes (text); insert into notes values ('mine')")
    raw.close()
    const before = readFileSync(path)
    await expect(openStore(`file:${path}`)).rejects.toThrow(/another program/)
    expect(readFileSync(path)).toEqual(before)
  })

  test('that is damaged inside is refused when it is opened, and stays as it is', async () => {
    const path = newPath()
    const store = await storeAt(path)
    for (let turn = 0; turn < 40; turn += 1) await store.turn(request(talk, '많이 말하기 '.repeat(20)))
    await store.close()
    const damaged = readFileSync(path)
    damaged.fill(0xa5, 4096, damaged.length - 4096)
    const broken = file(damaged)
    const opening = openStore(`file:${broken}`)
    await expect(opening).rejects.toMatchObject({ code: 'STATE_BROKEN' })
    await expect(opening).rejects.toThrow(/restore it from a copy/)
    expect(readFileSync(broken)).toEqual(damaged)
  })

  test('that is cut short is refused', async () => {
    const path = newPath()
    const store = await storeAt(path)
    for (let turn = 0; turn < 40; turn += 1) await store.turn(request(talk, '많이 말하기 '.repeat(20)))
    await store.close()
    const whole = readFileSync(path)
    for (const length of [100, 5000, whole.length - 4096])
      await expect(openStore(`file:${file(whole.subarray(0, length))}`)).rejects.toMatchObject({ code: 'STATE_BROKEN' })
  })

  test('of a newer version is refused, and stays as it is', async () => {
    const path = newPath()
    await (await storeAt(path)).close()
    const raw = new Libsql(path)
    raw.exec('pragma user_version = 99')
    raw.close()
    await expect(openStore(`file:${path}`)).rejects.toThrow(/newer version \(schema 99/)
  })

  test('in a folder that cannot be made, or is no file, gives an error that says so', async () => {
    const inAFile = join(file('a file'), 'state.db')
    const opening = openStore(`file:${inAFile}`)
    await expect(opening).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' })
    await expect(opening).rejects.toThrow(/folder may be written/)
    await expect(openStore(`file:${dirname(inAFile).replace(/[^/]*$/, '')}`)).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' })
  })

  test.each([
    ['SQLITE_FULL', 'STATE_UNWRITABLE'],
    ['SQLITE_IOERR_WRITE', 'STATE_UNWRITABLE'],
    ['SQLITE_READONLY_DIRECTORY', 'STATE_UNWRITABLE'],
    ['SQLITE_CORRUPT', 'STATE_BROKEN'],
    ['SQLITE_BUSY_SNAPSHOT', 'STATE_BUSY'],
  ])('that fails with %s says what to do: %s', (code, ours) => {
    const error = Object.assign(new Error('as SQLite says it'), { code })
    expect(translated(error)).toMatchObject({ code: ours, cause: error })
  })

  test('whose rows were tampered with fails for that conversation alone', async () => {
    const path = newPath()
    const store = await storeAt(path)
    const good = talkOf('good')
    for (const conversation of [talk, good]) await store.turn(request(conversation, '안녕'))
    await store.storage.write({ mine: { n: 1 }, yours: { n: 2 }, list: { n: 3 } })
    const raw = new Libsql(path)
    raw.exec(`update activities set body = '{"text": "half' where sequence = 1 and conversation = 1`)
    raw.exec(`update states set body = 'null' where key = 'mine'; update states set body = '[1]' where key = 'list'`)
    raw.close()
    for (const reading of [store.activities(talk, 0), store.storage.read(['mine']), store.storage.read(['list'])]) {
      await expect(reading).rejects.toMatchObject({ code: 'STATE_BROKEN' })
      await expect(reading).rejects.not.toThrow(/half/)
    }
    expect(await textsOf(store, good)).toHaveLength(2)
    expect((await store.storage.read(['yours'])).yours.n).toBe(2)
  })
})
