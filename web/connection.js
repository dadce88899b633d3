import { DIRECT_LINE, pause } from './session.js'

const FIRST_WAIT = 500
const LONGEST_WAIT = 8_000
/** ConnectionStatus of botframework-directlinejs. */
const CONNECTING = 1
const ONLINE = 2
const EXPIRED = 3
const FAILED = 4

/**
 * Web Chat's Direct Line client, made to say when its stream broke and to come back soon. By itself (botframework-directlinejs 0.15.8) it stays
 * 'online' while the server is away, and asks again every 20 seconds.
 *
 * @param {{ conversationId: string, token: string, resumed: boolean }} session
 * @param {{ onOnline: () => void, onLost: () => void }} events onLost: the conversation is over, or its token is
 */
export function connect(WebChat, { conversationId, token, resumed }, { onOnline, onLost }) {
  const line = WebChat.createDirectLine({
    domain: DIRECT_LINE,
    token,
    webSocket: true,
    // All that was said comes again: watermark 0 is before the first activity.
    ...(resumed ? { conversationId, watermark: '0' } : {}),
  })
  const status = observable(0)
  let ended = false

  const tell = (next) => {
    if (ended || next === status.value) return
    status.next(next)
    if (next === ONLINE) onOnline()
    if (next === EXPIRED || next === FAILED) onLost()
  }
  const subscription = line.connectionStatus$.subscribe({ next: tell })

  line.getRetryDelay = () => 0
  line.reconnectToConversation = async () => {
    tell(CONNECTING)
    for (let wait = FIRST_WAIT; !ended; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const url = `${DIRECT_LINE}/conversations/${line.conversationId}?watermark=${line.watermark || '0'}`
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${line.token}` } }).catch(() => null)
      if (answer?.ok) {
        const { token, streamUrl } = await answer.json()
        Object.assign(line, { token, streamUrl })
        return tell(ONLINE)
      }
      if (answer && answer.status < 500 && answer.status !== 429) {
        onLost()
        break
      }
      await pause(wait)
    }
    // No more streams from here.
    return new Promise(() => {})
  }

  return {
    activity$: line.activity$,
    connectionStatus$: status,
    postActivity: (activity) => line.postActivity(activity),
    getSessionId: () => line.getSessionId(),
    end() {
      ended = true
      subscription.unsubscribe()
      line.end()
    },
    get token() {
      return line.token
    },
    get conversationId() {
      return line.conversationId
    },
  }
}

/** As much of an observable as Web Chat asks for: tells the value at once, then each new one. */
function observable(first) {
  const observers = new Set()
  return {
    value: first,
    next(value) {
      this.value = value
      for (const observer of observers) observer.next?.(value)
    },
    subscribe(observer) {
      observers.add(observer)
      observer.next?.(this.value)
      return { unsubscribe: () => observers.delete(observer) }
    },
  }
}
