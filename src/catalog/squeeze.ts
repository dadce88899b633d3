/** A text with spaces, punctuation and case taken away, so that '인터 스텔라' and '인터스텔라' read the same. */
export interface Squeezed {
  /** Letters and digits only: NFC, lower case, full-width letters and Roman numerals folded. */
  text: string
  /** UTF-16 offsets into the original for each code unit of `text`: where it began and where it ended. */
  starts: number[]
  ends: number[]
  /** Indices, ascending, where words begin and one past where they end (at a space, punctuation, ㅋㅋ or ㅠㅠ). */
  wordStarts: number[]
  wordEnds: number[]
}

// Conjoining jamo (NFD Hangul) and marks are composed cluster by cluster, so that offsets stay known.
const CLUSTERS = /(?:[\u1100-\u115f]+[\u1160-\u11a7]+[\u11a8-\u11ff]*|.)\p{M}*/gsu
const LETTER = /[\p{L}\p{N}]/u

/** What is kept of each ASCII character. */
const ASCII = Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code)
  return LETTER.test(character) ? character.toLowerCase() : ''
})

/** Squeezes a text. Linear in its length. */
export function squeeze(text: string): Squeezed {
  const out: Squeezed = { text: '', starts: [], ends: [], wordStarts: [], wordEnds: [] }
  let at = 0
  let inWord = false
  for (const cluster of clustersOf(text)) {
    const kept = fold(cluster)
    if (inWord !== (kept !== '')) {
      ;(inWord ? out.wordEnds : out.wordStarts).push(out.text.length)
      inWord = !inWord
    }
    for (let i = 0; i < kept.length; i++) {
      out.starts.push(at)
      out.ends.push(at + cluster.length)
    }
    out.text += kept
    at += cluster.length
  }
  if (inWord) out.wordEnds.push(out.text.length)
  return out
}

const SYLLABLES = /^[가-힣 ]*$/

/** The squeezed text alone. */
export function squeezed(text: string): string {
  if (SYLLABLES.test(text)) return text.replaceAll(' ', '')
  let out = ''
  for (const cluster of clustersOf(text)) out += fold(cluster)
  return out
}

// Composed text, nearly all there is, goes character by character.
function clustersOf(text: string): Iterable<string> {
  return text.normalize('NFC') === text ? text : (text.match(CLUSTERS) ?? [])
}

function fold(cluster: string): string {
  const code = cluster.charCodeAt(0)
  if (code < 0x80 && cluster.length === 1) return ASCII[code]
  if (code >= 0xac00 && code <= 0xd7a3) return cluster.length === 1 ? cluster : cluster.normalize('NFC')[0]
  if (code >= 0x3131 && code <= 0x318e) return '' // ㅋㅋ and ㅠㅠ stand between words
  if (code >= 0x2160 && code <= 0x2169) return String(code - 0x215f)
  if (code >= 0xff01 && code <= 0xff5e) return fold(String.fromCharCode(code - 0xfee0))
  return LETTER.test(cluster) ? cluster.normalize('NFC').toLowerCase() : ''
}
