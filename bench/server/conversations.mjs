// A conversation over Direct Line as a client has it: activities by POST, answers over the WebSocket. A turn ends when its answer has come.
import { Agent, request } from 'node:http'
import { WebSocket } from 'ws'

const FILMS = [
  '용가리',
  '인셉션',
  '아바타',
  '괴물',
  '명량',
  '겨울왕국',
  '타이타닉',
  '해운대',
  '올드보이',
  '쉬리',
  '국제시장',
  '매트릭스',
  '아저씨',
]
const SCENES = [
  '어제',
  '지난주에 친구랑',
  '주말에 집에서',
  '오랜만에 극장에서',
  '동생이 보자고 해서',
  '혼자 밤에',
  '비행기 안에서',
]
const COMPLAINTS = ['재미 없었어', '많이 지루했어요', '기대한 것보다 별로였네요', '돈이 아까웠어', '보다가 졸았습니다']
const PRAISES = ['진짜 재밌었어', '정말 좋았습니다', '끝까지 눈을 못 뗐어요', '두 번 봐도 좋더라']

/** Ten turns, as people take them: what opens a subject differs from conversation to conversation, what follows is much the same in all. */
function turns(number) {
  const pick = (list, offset) => list[(number + offset) % list.length]
  return [
    `${pick(SCENES, 0)} ${pick(FILMS, 0)} 영화 봤는데 ${pick(COMPLAINTS, 0)}`,
    '그래픽이요',
    '왜?',
    '다른 영화',
    '시나리오는?',
    '처음으로',
    `${pick(FILMS, 5)} ${pick(SCENES, 3)} 봤는데 ${pick(PRAISES, 0)}`,
    '연출',
    '하나 더',
    '고마워',
  ]
}

/**
 * Takes the ten turns of the conversation of this number, one after the other.
 * @returns milliseconds of each turn, from the POST to the answer on the WebSocket
 */
export async function converse(url, number, agent) {
  const { conversationId, token, streamUrl } = await post(agent, `${url}/v3/directline/conversations`, null, {})
  const socket = new WebSocket(streamUrl)
  const answers = inbox(socket)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const times = []
  try {
    for (const text of turns(number)) {
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
