// A conversation over Direct Line as a client has it: activities by POST, answers over the WebSocket. A turn ends when its answer has come.
import { Agent, request } from 'node:http'
import { WebSocket } from 'ws'

/** Ten turns with a film of one's own, as people take them; said to the echo bot as well. */
export const TURNS = (film) => [
  `${film} 영화 재미 없었어`,
  '그래픽이요',
  '왜?',
  '다른 영화',
  '시나리오는?',
  '처음으로',
  `${film} 진짜 재밌었어`,
  '연출',
  '하나 더',
  '고마워',
]

/**
 * Takes all ten turns, one after the other.
 * @returns milliseconds of each turn, from the POST to the answer on the WebSocket
 */
export async function converse(url, film, agent) {
  const { conversationId, token, streamUrl } = await post(agent, `${url}/v3/directline/conversations`, null, {})
  const socket = new WebSocket(streamUrl)
  const answers = inbox(socket)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const times = []
  try {
    for (const text of TURNS(film)) {
      const start = performance.now()
      const answered = post(agent, `${url}/v3/directline/conversations/${conversationId}/activities`, token, {
        type: 'message',
        from: { id: 'user' },
        text,
      })
      const { id } = await answered
      await answers.to(id)
      times.push(performance.now() - start)
    }
  } finally {
    socket.terminate()
  }
  return times
}

export const keepAlive = (sockets) => new Agent({ keepAlive: true, maxSockets: sockets })

/** Which activities were answered on the stream, and who waits for one. */
function inbox(socket) {
  const answered = new Set()
  const waiting = new Map()
  let failure = null
  socket.on('message', (frame) => {
    if (frame.length === 0) return
    for (const { replyToId, from } of JSON.parse(frame.toString()).activities) {
      if (!replyToId || from?.role === 'user') continue
      answered.add(replyToId)
      waiting.get(replyToId)?.resolve()
    }
  })
  socket.on('close', () => {
    failure = new Error('the stream was closed before the answer came')
    for (const { reject } of waiting.values()) reject(failure)
  })
  return {
    to: (id) =>
      answered.has(id)
        ? Promise.resolve()
        : failure
          ? Promise.reject(failure)
          : new Promise((resolve, reject) => waiting.set(id, { resolve, reject })),
  }
}

function post(agent, url, token, body) {
  const bytes = Buffer.from(JSON.stringify(body))
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length }
  if (token) headers.authorization = `Bearer ${token}`
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode >= 300) reject(new Error(`${response.statusCode} ${url}: ${text}`))
        else resolve(JSON.parse(text))
      })
    })
    call.on('error', reject)
    call.end(bytes)
  })
}
