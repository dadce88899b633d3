import { isFinalEnding, quotesWhatEnded } from './ko/final-endings.js'
import type { TokenForm } from './morpheme.js'
import type { TokenisedCorpus } from './tokenised-corpus.js'

/** Sentences of a corpus: those of document d begin at tokens breaks[breakOffsets[d] … breakOffsets[d + 1]) of it. */
export interface SentenceBreaks {
  /** Relative to the document's first token; the first of a document is 0. */
  breaks: Uint32Array
  /** Documents + 1. A document without tokens has one sentence, which is empty. */
  breakOffsets: Uint32Array
}

type Form = Pick<TokenForm, 'surface' | 'tag' | 'initial'>

/** What a form says of the sentence that it ends, and of the one that it may begin. */
interface Role {
  initial: boolean
  ends: Ending
  /** Signs and laughter (ㅋㅋ, ㅠㅠ, :)) stay with the sentence before them. */
  trails: boolean
  /** An opening quote or bracket. */
  opens: boolean
  lower: boolean
  quotes: boolean
  /** Begins a sentence right after a stop, without a space: a Hangul or capital letter. */
  fresh: boolean
}

/** How surely a sentence has ended: not, by a final ending alone, by an ellipsis, a full stop, a question or exclamation mark. */
const [OPEN, BY_ENDING, BY_ELLIPSIS, BY_STOP, BY_MARK] = [0, 1, 2, 3, 4]
type Ending = number
/** A comma after a final ending: the sentence goes on. */
const GOES_ON = -1

function roleOf({ surface, tag, initial }: Form): Role {
  return {
    initial,
    ends: tag === 'symbol' ? endingOfSigns(surface) : isFinalEnding(surface, tag) ? BY_ENDING : OPEN,
    trails: !/[\p{L}\p{N}]/u.test(surface) || /^[ㄱ-ㆎ]/.test(surface),
    opens: initial && /^["'«“‘([{<〈《「『]/u.test(surface),
    quotes: quotesWhatEnded(surface),
    lower: /^\p{Ll}/u.test(surface),
    fresh: /^(?:(?![ㄱ-ㆎ])\p{Script=Hangul}|\p{Lu})/u.test(surface),
  }
}

function endingOfSigns(surface: string): Ending {
  if (/^[!?！？]/.test(surface)) return BY_MARK
  if (/^(?:\.\.|…)/.test(surface)) return BY_ELLIPSIS
  if (/^[.。]/.test(surface)) return BY_STOP
  return /^[,;:]+$/.test(surface) ? GOES_ON : OPEN
}

/** Whether a word begins a sentence after one that has ended. */
function begins(role: Role, ended: Ending): boolean {
  if (ended === BY_ENDING && role.quotes) return false
  if (role.initial) return ended !== BY_ELLIPSIS || !role.lower
  return ended === BY_MARK || (ended > BY_ENDING && role.fresh)
}

/** Calls `begin` with the number of each token that begins a sentence, 0 first. */
function walk(length: number, roleAt: (token: number) => Role, begin: (token: number) => void): void {
  let ended: Ending = OPEN
  begin(0)
  for (let token = 0; token < length; token++) {
    const role = roleAt(token)
    if (ended > OPEN && (role.opens || !role.trails)) {
      if (begins(role, ended)) begin(token)
      ended = OPEN
    }
    if (role.ends === GOES_ON) ended = OPEN
    else ended = Math.max(ended, role.ends)
  }
}

/**
 * Where the sentences of a text begin, by its tokens alone, so that a corpus and an utterance are cut alike. A sentence ends with its
 * stop and what trails it (quotes, smileys, ㅋㅋ) before the next word; in Korean also with a final ending before a space. Where
 * abbreviations keep their full stop is the tokenizer's matter.
 *
 * @returns numbers of tokens, ascending, 0 first (also of a text without tokens)
 */
export function sentenceStarts(forms: readonly Form[]): number[] {
  const starts: number[] = []
  walk(
    forms.length,
    (token) => roleOf(forms[token]),
    (token) => starts.push(token),
  )
  return starts
}

/** The sentences of every document of a corpus, as `sentenceStarts` gives them. */
export function sentenceBreaks({
  forms,
  tokens,
  offsets,
}: Pick<TokenisedCorpus, 'forms' | 'tokens' | 'offsets'>): SentenceBreaks {
  const roles = forms.map(roleOf)
  const breaks: number[] = []
  const breakOffsets = new Uint32Array(offsets.length)
  for (let d = 0; d + 1 < offsets.length; d++) {
    const first = offsets[d]
    walk(
      offsets[d + 1] - first,
      (token) => roles[tokens[first + token]],
      (token) => breaks.push(token),
    )
    breakOffsets[d + 1] = breaks.length
  }
  return { breaks: Uint32Array.from(breaks), breakOffsets }
}
