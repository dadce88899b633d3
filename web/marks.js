/** The words between 『 and 』 are driving words; 〈 and 〉 stand around a title, and stay. */
const MARKED = /『([^『』]*)』|〈[^〈〉]+〉/g
const ASIDE = /^\([^()]+\)$/
/** '부정 87% · 중립 11% · 긍정 2%' */
const SHARES = /^\S+ \d{1,3}%(?: · \S+ \d{1,3}%)+$/

/**
 * @typedef {{ kind: 'text' | 'driving' | 'title', text: string }} Segment
 * @typedef {{ kind: 'line' | 'aside' | 'quote' | 'item', segments: Segment[] } | { kind: 'shares', shares: { name: string, percent: number }[], text: string }} Line
 */

/**
 * A line of the bot's in its parts, in order.
 * @param {string} text
 * @returns {Segment[]}
 */
export function segmentsOf(text) {
  const segments = []
  let at = 0
  for (const match of text.matchAll(MARKED)) {
    segments.push({ kind: 'text', text: text.slice(at, match.index) })
    segments.push(match[1] === undefined ? { kind: 'title', text: match[0] } : { kind: 'driving', text: match[1] })
    at = match.index + match[0].length
  }
  segments.push({ kind: 'text', text: text.slice(at) })
  return segments.filter(({ text }) => text !== '')
}

/**
 * A message of the bot's, line by line: a sentence with driving words is a quotation of the user, '- ' begins an item of a list,
 * a line in brackets is said by the way.
 * @param {string} text
 * @returns {Line[]}
 */
export function linesOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      if (SHARES.test(line)) return { kind: 'shares', shares: sharesOf(line), text: line }
      if (line.startsWith('- ')) return { kind: 'item', segments: segmentsOf(line.slice(2)) }
      const segments = segmentsOf(line)
      if (ASIDE.test(line)) return { kind: 'aside', segments }
      return { kind: segments.some(({ kind }) => kind === 'driving') ? 'quote' : 'line', segments }
    })
}

const sharesOf = (line) =>
  line.split(' · ').map((share) => {
    const [, name, percent] = /^(\S+) (\d+)%$/.exec(share)
    return { name, percent: Number(percent) }
  })

/**
 * What the user said, with the words marked that the bot's reply says it was read from. A span whose words are not where it says
 * (the text was put in order first, or a number stood for a choice) is looked for; one that is not there is left out.
 *
 * @param {string} text as it was typed
 * @param {{ text: string, start: number, end: number }[]} driving UTF-16 offsets into the text
 * @returns {Segment[]}
 */
export function saidSegments(text, driving) {
  const spans = driving
    .map((span) => placed(text, span))
    .filter((span) => span !== null)
    .sort((a, b) => a.start - b.start)
  const segments = []
  let at = 0
  for (const { start, end } of spans) {
    if (start < at) continue
    segments.push({ kind: 'text', text: text.slice(at, start) }, { kind: 'driving', text: text.slice(start, end) })
    at = end
  }
  segments.push({ kind: 'text', text: text.slice(at) })
  return segments.filter((segment) => segment.text !== '')
}

function placed(text, { text: words, start, end }) {
  if (typeof words !== 'string' || words === '') return null
  if (text.slice(start, end).normalize() === words.normalize()) return { start, end }
  const found = text.indexOf(words)
  return found < 0 ? null : { start: found, end: found + words.length }
}
