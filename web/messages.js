import { linesOf, saidSegments } from './marks.js'
import { WORDS } from './words.js'

const ICON = new URL('./icon.svg', import.meta.url).href

/**
 * How messages are shown: the bot's driving words and titles marked, its line breaks kept, and, once its reply has come, the driving words in what
 * the user said. Everything is put into the page as text nodes, so nothing that anybody says can become markup.
 *
 * Web Chat brings its own React and does not hand it out. A React element is a plain object, and Web Chat's own are at hand here: ours are made like them.
 */
export function messageMiddlewares({ WebChat, store }) {
  const { useActivities } = WebChat.hooks

  /** What the user said. A component of its own, so that it is shown again when the reply with its driving words is there. */
  function Said({ activity, text, h }) {
    const [activities] = useActivities()
    const reply = activities.find(({ replyToId, channelData }) => isOf(activity, replyToId) && channelData?.malgwi?.of === 'said')
    const driving = reply?.channelData.malgwi.driving ?? []
    return h('p', { className: 'message' }, ...saidSegments(text, driving).map((segment) => inline(h, segment)))
  }

  const attachment =
    () =>
    (next) =>
    (...given) => {
      const rendered = next(...given)
      const [{ activity, attachment }] = given
      if (!rendered || activity.type !== 'message' || !isText(attachment)) return rendered
      const h = elementsLike(rendered)
      const text = attachment.content
      return activity.from.role === 'user' ? h(Said, { activity, text, h }) : told(h, text)
    }

  /** Puts the introduction above the first message. */
  const activity =
    () =>
    (next) =>
    (...given) => {
      const render = next(...given)
      const [{ activity }] = given
      if (!render || store.getState().activities.find(isMessage)?.id !== activity?.id) return render
      return (...options) => {
        const rendered = render(...options)
        return rendered && withIntroduction(elementsLike(rendered), rendered)
      }
    }

  return { attachment, activity }
}

const isText = (attachment) => /^text\/(plain|markdown)$/.test(attachment?.contentType) && typeof attachment.content === 'string'
const isMessage = ({ type }) => type === 'message'
const isOf = ({ id }, replyToId) => id !== undefined && id === replyToId

/** Makes React elements as the bundled React does: `h(type, props, ...children)`. */
const elementsLike =
  ({ $$typeof }) =>
  (type, { key = null, ...props }, ...children) => {
    const given = children.length > 0 ? { ...props, children } : props
    return { $$typeof, type, key, ref: null, props: given, _owner: null }
  }

function told(h, text) {
  const blocks = []
  for (const line of linesOf(text)) {
    const last = blocks.at(-1)
    if (line.kind === 'item' && last?.[0].kind === 'item') last.push(line)
    else blocks.push([line])
  }
  return h('div', { className: 'message' }, ...blocks.map((lines) => block(h, lines)))
}

function block(h, lines) {
  const [line] = lines
  const content = ({ segments }) => segments.map((segment) => inline(h, segment))
  if (line.kind === 'item') return h('ul', {}, ...lines.map((item) => h('li', {}, ...content(item))))
  if (line.kind === 'quote') return h('blockquote', {}, ...content(line))
  if (line.kind === 'shares') return shares(h, line)
  if (line.kind === 'aside') return h('p', { className: 'aside' }, ...content(line))
  return h('p', {}, ...content(line))
}

function inline(h, { kind, text }) {
  if (kind === 'driving') return h('mark', { title: WORDS.markHint }, text)
  return kind === 'title' ? h('b', {}, text) : text
}

/** The probabilities as a bar over their text. */
const shares = (h, { shares, text }) =>
  h(
    'div',
    { className: 'shares' },
    h(
      'span',
      { className: 'shares__bar', 'aria-hidden': true },
      ...shares.map(({ name, percent }) =>
        h('span', { className: 'shares__part', 'data-name': name, style: { flexGrow: percent } }),
      ),
    ),
    h('span', { className: 'shares__text' }, text),
  )

const withIntroduction = (h, message) =>
  h(
    'div',
    {},
    h(
      'section',
      { className: 'intro', 'aria-labelledby': 'intro-title' },
      h('img', { className: 'intro__icon', src: ICON, alt: '', width: 64, height: 64 }),
      h('h2', { id: 'intro-title' }, WORDS.introTitle),
      h('p', {}, WORDS.introBefore, h('mark', { className: 'intro__mark' }, WORDS.introMarked), WORDS.introAfter),
    ),
    message,
  )
