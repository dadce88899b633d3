import { expect, test } from 'vitest'
import { DATA_BYTES, deliveryOf, readActivity, readWatermark, TEXT_CHARACTERS } from '#src/channels/direct-line/activity.js'

test('of a message, what is known is kept: text, locale, channelData; a name, not an id', () => {
  const posted = {
    type: 'message',
    id: 'chosen-by-client',
    text: '용가리 영화 재미 없었어',
    locale: 'ko-KR',
    textFormat: 'plain',
    from: { id: 'somebody', name: '누리', role: 'bot' },
    conversation: { id: 'another' },
    recipient: { id: 'x' },
    serviceUrl: 'http://evil.example',
    timestamp: '1999-01-01T00:00:00Z',
    entities: [{ type: 'ClientCapabilities' }],
    channelData: { clientActivityID: 'c1', more: { a: 1 } },
  }
  expect(readActivity(posted)).toEqual({
    type: 'message',
    text: '용가리 영화 재미 없었어',
    locale: 'ko-KR',
    textFormat: 'plain',
    from: { name: '누리' },
    channelData: { clientActivityID: 'c1', more: { a: 1 } },
  })
})

test('a message without a text is silence, an event needs a name', () => {
  expect(readActivity({ type: 'message' })).toEqual({ type: 'message', text: '' })
  expect(readActivity({ type: 'event', name: 'opened', value: { a: 1 } })).toMatchObject({ name: 'opened', value: { a: 1 } })
  expect(() => readActivity({ type: 'event' })).toThrow(expect.objectContaining({ code: 'ACTIVITY_INVALID' }))
})

test.each(['typing', 'conversationUpdate'])('%s is taken and has no effect', (type) => {
  expect(readActivity({ type, membersAdded: [{ id: 'dl_1' }] })).toBeNull()
})

test.each(['invoke', 'contactRelationUpdate', 'toString', '__proto__', ''])(
  'an activity of type %j is refused by its type',
  (type) => {
    expect(() => readActivity({ type })).toThrow(expect.objectContaining({ code: 'ACTIVITY_UNSUPPORTED', status: 400 }))
  },
)

test.each([
  ['text', { text: 'ㅎ'.repeat(TEXT_CHARACTERS + 1) }],
  ['text', { text: 3 }],
  ['channelData', { channelData: { state: 'ㅎ'.repeat(DATA_BYTES / 3) } }],
  ['channelData', { channelData: 'text' }],
  ['value', { value: Array(DATA_BYTES).fill(0) }],
  ['attachments', { attachments: [{ contentType: 'image/png', contentUrl: 'data:' }] }],
  ['from.name', { from: { name: 'x'.repeat(201) } }],
  ['textFormat', { textFormat: 'pdf' }],
])('a message whose %s is wrong is refused by that name: %#', (path, wrong) => {
  expect(() => readActivity({ type: 'message', text: '', ...wrong })).toThrow(
    expect.objectContaining({ code: 'ACTIVITY_INVALID', message: expect.stringContaining(`${path}: `) }),
  )
})

test('as long as may be said is taken', () => {
  expect(readActivity({ type: 'message', text: 'ㅎ'.repeat(TEXT_CHARACTERS) })).toMatchObject({ type: 'message' })
})

test('the delivery is what the client calls the activity, if it calls it anything', () => {
  const delivery = (channelData?: Record<string, unknown>) =>
    deliveryOf({ type: 'message', text: '', value: undefined, channelData })
  expect(delivery({ clientActivityID: 'c1' })).toBe('client:c1')
  for (const id of [undefined, '', 7, {}, 'x'.repeat(201)]) expect(delivery({ clientActivityID: id })).toBeNull()
  expect(delivery()).toBeNull()
})

test('a watermark is the number it was given as', () => {
  expect([readWatermark('0'), readWatermark('42'), readWatermark(''), readWatermark(null)]).toEqual([0, 42, null, null])
  for (const text of ['-1', '1.5', '1e3', ' 1', '0x1', '٣', 'abc', '9'.repeat(16), "1' OR 1=1"])
    expect(() => readWatermark(text)).toThrow(expect.objectContaining({ code: 'WATERMARK_INVALID', status: 400 }))
})
