/** Where Direct Line is served: beside this page. */
export const DIRECT_LINE = new URL('/v3/directline', location.href).href

const SESSION = 'malgwi.session'
const USER = 'malgwi.user'
const FIRST_WAIT = 500
const LONGEST_WAIT = 8_000

/** Nobody answers, or somebody who is busy or broken. */
const UNREACHABLE = 'unreachable'

/** The server answered, and will answer the same again. */
export class Refused extends Error {}

/**
 * The conversation to talk in: the one kept by this tab, if its token still holds, else a new one. Tries until the server answers.
 *
 * @param {boolean} anew leaves the kept one
 * @param {(reachable: boolean) => void} onTry called after each try
 * @returns {Promise<{ conversationId: string, token: string, resumed: boolean, lapsed: boolean }>} lapsed: there was one, and it is over
 * @throws Refused
 */
export async function openSession(anew, onTry) {
  const kept = anew ? null : read(sessionStorage, SESSION)
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const session = (kept && (await resume(kept))) ?? (await begin())
    onTry(session !== UNREACHABLE)
    if (session !== UNREACHABLE) return { ...session, lapsed: kept !== null && !session.resumed }
    await pause(wait)
  }
}

/** Keeps the conversation for when this tab is loaded again. */
export const keepSession = ({ conversationId, token }) => write(sessionStorage, SESSION, { conversationId, token })

/** Milliseconds, or until the browser says that the network is back. */
export const pause = (milliseconds) =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, milliseconds)
    addEventListener('online', go)
  })

/** null where the conversation is over, or its token. */
async function resume({ conversationId, token }) {
  const renewed = await ask('POST', 'tokens/refresh', { token })
  if (renewed === UNREACHABLE) return renewed
  if (!renewed.ok) return null
  const fresh = (await renewed.json()).token
  const found = await ask('GET', `conversations/${encodeURIComponent(conversationId)}?watermark=0`, { token: fresh })
  if (found === UNREACHABLE) return found
  return found.ok ? { conversationId, token: fresh, resumed: true } : null
}

async function begin() {
  const answer = await ask('POST', 'tokens/generate', { body: { user: { id: userId() } } })
  if (answer === UNREACHABLE) return answer
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refused(said.error?.message ?? `${answer.status}`)
  return { conversationId: said.conversationId, token: said.token, resumed: false }
}

async function ask(method, path, { token, body }) {
  const headers = {
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(body && { 'Content-Type': 'application/json' }),
  }
  const answer = await fetch(`${DIRECT_LINE}/${path}`, { method, headers, body: JSON.stringify(body) }).catch(() => null)
  return answer === null || answer.status === 429 || answer.status >= 500 ? UNREACHABLE : answer
}

/** This browser's user, so that asking for all of it to be deleted covers its earlier conversations. 'dl_' is what Direct Line's clients leave as it is. */
function userId() {
  const kept = read(localStorage, USER)
  if (typeof kept === 'string') return kept
  const id = `dl_${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  write(localStorage, USER, id)
  return id
}

/** Storage may be switched off, and may hold anything. */
function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key))
  } catch {
    return null
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // Then a reload begins a new conversation.
  }
}
