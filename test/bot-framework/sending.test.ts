import { describe, expect, test } from 'vitest'
import { connectorClient } from '#src/channels/bot-framework/connector.js'
import { openOutbox } from '#src/channels/bot-framework/outbox.js'
import { openChannel, reply } from './channel.js'

type Sent = Parameters<ReturnType<typeof connectorClient>['sendRequest']>[0]

const LIMITS = { deadline: 5_000, attempts: 3, pause: 1 }
const post = (url: string) =>
  ({ url, method: 'POST', body: '{"text":"비밀"}', headers: { rawHeaders: () => ({}) } }) as unknown as Sent
const undelivered = (why: string) => ({ code: 'BOT_UNDELIVERED', message: expect.stringContaining(why) })

describe('a reply', () => {
  test('that keeps a channel busy beyond the deadline is given up', async () => {
    const channel = await openChannel()
    channel.next(() => {})
    const client = connectorClient('local', { ...LIMITS, deadline: 50 })
    await expect(client.sendRequest(post(channel.serviceUrl))).rejects.toMatchObject(undelivered('in time'))
  })

  test('is tried again a few times where the channel says that it took nothing', async () => {
    const channel = await openChannel()
    for (const status of [503, 429]) channel.next((response) => reply(response, status))
    expect((await connectorClient('local', LIMITS).sendRequest(post(channel.serviceUrl))).status).toBe(200)
    for (const status of [503, 503, 503]) channel.next((response) => reply(response, status))
    await expect(connectorClient('local', LIMITS).sendRequest(post(channel.serviceUrl))).rejects.toMatchObject(undelivered('503'))
    expect(channel.sent).toHaveLength(1)
  })

  test.each([400, 404, 500, 502, 504])('is not tried again after %i: the channel may have shown it', async (status) => {
    const channel = await openChannel()
    channel.next((response) => reply(response, status))
    const error = await connectorClient('local', LIMITS)
      .sendRequest(post(channel.serviceUrl))
      .catch((failure) => failure)
    expect(error).toMatchObject(undelivered(String(status)))
    expect(String(error)).not.toContain('비밀')
    expect(channel.sent).toEqual([])
  })
})

describe('an outbox', () => {
  /** Work that ends when it is told to. */
  function task(log: string[], name: string) {
    let end = () => {}
    const until = new Promise<void>((resolve) => {
      end = resolve
    })
    const run = async () => {
      log.push(`${name} begins`)
      await until
      log.push(`${name} ends`)
    }
    return { run, end }
  }

  test('sends what belongs to one conversation in order, and conversations side by side', async () => {
    const [outbox, log] = [openOutbox(), [] as string[]]
    const [first, second, other] = ['first', 'second', 'other'].map((name) => task(log, name))
    const sendings = [outbox.send('a', '1', first.run), outbox.send('a', '2', second.run), outbox.send('b', '3', other.run)]
    other.end()
    await sendings[2]
    second.end()
    first.end()
    await Promise.all(sendings)
    expect(log.filter((line) => !line.startsWith('other'))).toEqual([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
    ])
    expect(log.indexOf('other ends')).toBeLessThan(log.indexOf('first ends'))
  })

  test('sends a delivery once, one that failed again, and what follows a failure', async () => {
    const outbox = openOutbox()
    const sent: string[] = []
    const fails = async () => {
      throw new Error('no')
    }
    const failed = outbox.send('a', '1', fails)
    const following = outbox.send('a', '2', async () => void sent.push('2'))
    await expect(failed).rejects.toThrow('no')
    await following
    await outbox.send('a', '1', async () => void sent.push('1'))
    await outbox.send('a', '1', async () => void sent.push('1 again'))
    await outbox.send('a', null, async () => void sent.push('none'))
    await outbox.send('a', null, async () => void sent.push('none'))
    expect(sent).toEqual(['2', '1', 'none', 'none'])
  })

  test('forgets the oldest deliveries', async () => {
    const outbox = openOutbox(2)
    const sent: string[] = []
    for (const delivery of ['1', '2', '3', '3', '1']) await outbox.send('a', delivery, async () => void sent.push(delivery))
    expect(sent).toEqual(['1', '2', '3', '1'])
  })
})
