import { expect, test } from 'vitest'
import type { TurnContext } from '#src/bot/sdk.js'
import { createMetrics } from '#src/server/metrics.js'
import { testServer } from './server.js'

test('/metrics counts requests by route, method and status, never by what was asked', async () => {
  const { request, post } = await testServer()
  await post('/v1/analyze', { text: '용가리' })
  await post('/v1/analyze', {})
  await request('/v1/items?q=secret')
  await request('/secret/path')
  const response = await request('/metrics')
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const text = await response.text()
  const count = (labels: string) => text.includes(`malgwi_http_request_seconds_count{${labels}} 1\n`)
  expect(count('method="POST",route="/v1/analyze",status="200"')).toBe(true)
  expect(count('method="POST",route="/v1/analyze",status="400"')).toBe(true)
  expect(count('method="GET",route="/v1/items",status="200"')).toBe(true)
  expect(count('method="GET",route="none",status="404"')).toBe(true)
  expect(text).toContain('process_resident_memory_bytes ')
  expect(text).not.toContain('secret')
})

test('turns are counted by channel and outcome; channels that nobody knows are one series', async () => {
  const metrics = createMetrics()
  let fails = false
  const bot = metrics.counted({
    run: () => (fails ? Promise.reject(new Error('lost')) : Promise.resolve()),
    recover: () => Promise.resolve(),
  })
  const turn = (channelId: string) => ({ activity: { channelId } }) as unknown as TurnContext
  await bot.run(turn('directline'))
  for (const made of ['a', 'b', 'c']) await bot.run(turn(made))
  fails = true
  await expect(bot.run(turn('msteams'))).rejects.toThrow('lost')
  await bot.recover(turn('msteams'))
  const text = await metrics.text()
  const counts = [...text.matchAll(/^malgwi_turn_seconds_count\{(.*)\} (\d+)$/gm)].map(([, labels, n]) => `${labels} ${n}`)
  expect(counts.sort()).toEqual([
    'channel="directline",outcome="answered" 1',
    'channel="msteams",outcome="failed" 1',
    'channel="other",outcome="answered" 3',
  ])
  expect(text).toContain('malgwi_apologies_total 1')
})
