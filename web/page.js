import { connect } from './connection.js'
import { LOOK } from './look.js'
import { messageMiddlewares } from './messages.js'
import { keepSession, openSession, pause, Refused } from './session.js'
import { WEB_CHAT_WORDS, WORDS } from './words.js'

const { WebChat } = window
const chat = document.getElementById('chat')
const notice = document.getElementById('notice')
const SEND_BOX = '[data-id="webchat-sendbox-input"]'

/** As long as a line takes to be read. */
const NOTICE_MILLISECONDS = 8_000
/** Before a conversation that could not be started is given up for another one. */
const PAUSE_AFTER_FAILURE = 3_000

/** Counts conversations of this page: one that is still being opened when the next begins is left. */
let round = 0
let current = null
let fading

if (WebChat) {
  // Its token is renewed while the page is open.
  addEventListener('pagehide', () => current?.conversationId && keepSession(current))
  document.getElementById('anew').addEventListener('click', () => converse({ anew: true, notice: WORDS.began }))
  converse({ anew: false, notice: '' })
} else {
  showMissing()
}

/** Goes on with the conversation that this tab had, or begins one. */
async function converse({ anew, notice: said }) {
  const mine = ++round
  try {
    const session = await openSession(anew, (reachable) => mine === round && tell(reachable ? '' : WORDS.unreachable))
    if (mine !== round) return
    tell(session.lapsed ? WORDS.beganAfterPause : said, NOTICE_MILLISECONDS)
    show(session, mine)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    tell(`${WORDS.refused} (${error.message})`)
  }
}

function show(session, mine) {
  const store = WebChat.createStore()
  const connection = connect(WebChat, session, {
    onOnline: () => keepSession(connection),
    onLost: async () => {
      if (!session.resumed) await pause(PAUSE_AFTER_FAILURE)
      if (mine === round) converse({ anew: true, notice: WORDS.beganAfterPause })
    },
  })
  current = connection
  const { attachment, activity } = messageMiddlewares({ WebChat, store })
  WebChat.renderWebChat(
    {
      key: `${mine}`,
      role: 'main',
      locale: 'ko-KR',
      directLine: connection,
      store,
      styleOptions: LOOK,
      overrideLocalizedStrings: WEB_CHAT_WORDS,
      attachmentMiddleware: attachment,
      activityMiddleware: activity,
    },
    chat,
  )
  // On a phone the keyboard would cover what is there to be read first.
  if (matchMedia('(hover: hover) and (pointer: fine)').matches) chat.querySelector(SEND_BOX)?.focus()
}

/** Shows it until the next, or for a while. */
function tell(text, milliseconds) {
  clearTimeout(fading)
  notice.textContent = text
  if (milliseconds) fading = setTimeout(() => tell(''), milliseconds)
}

function showMissing() {
  const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text })
  const command = () => line('code', WORDS.missingCommand)
  const stop = document.createElement('main')
  stop.className = 'stop'
  const english = line('p', `${WORDS.missingInEnglish} `)
  english.lang = 'en'
  stop.append(line('p', WORDS.missing), command(), english, command())
  chat.replaceChildren(stop)
  document.getElementById('anew').hidden = true
}
