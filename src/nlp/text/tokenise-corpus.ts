import { mkdir } from 'node:fs/promises'
import { type Compounds, compoundRanks, mergeCompounds } from './compounds.js'
import type { Part } from './eojeol.js'
import type { Language, LanguageRules } from './language.js'
import { type LearningOptions, learnCompounds } from './learn-compounds.js'
import type { TokenForm } from './morpheme.js'
import { rulesOf } from './rules.js'
import { type AnalysedWords, analyseShards, fingerprintOf } from './shards.js'
import { loadTokenisedCorpus, saveTokenisedCorpus, type TokenisedCorpus } from './tokenised-corpus.js'
import { LONGEST_TEXT } from './tokenizer.js'

export interface TokeniseOptions {
  /** Korean where none is given. */
  language?: Language
  /** Worker threads. */
  workers: number
  /** Counts distinct words; called at the start, after each shard and at the end. */
  onProgress?: (done: number, total: number) => void
  /** Glue these instead of learning them from the texts. */
  compounds?: Compounds
  learning?: Partial<LearningOptions>
}

/**
 * Tokenises a corpus, with the compounds counted in it, as `Tokenizer.analyse` would with those compounds.
 *
 * Each distinct word is analysed once (0.8 million of 5.3 in 630,000 film reviews), on worker threads, in shards kept in `dir`:
 * after an interruption the same call goes on where it was. The result lies in `dir` too and is read back when nothing has changed.
 * Texts over LONGEST_TEXT are cut there.
 */
export async function tokeniseCorpus(texts: readonly string[], dir: string, options: TokeniseOptions): Promise<TokenisedCorpus> {
  await mkdir(dir, { recursive: true })
  const onProgress = options.onProgress ?? (() => {})
  const { language = options.compounds?.language ?? 'ko' } = options
  const rules = rulesOf(language)
  const fingerprint = fingerprintOf(withSettings(texts, options), language)
  const before = await loadTokenisedCorpus(dir, fingerprint)
  if (before) {
    onProgress(1, 1)
    return before
  }
  const split = splitTexts(texts, rules)
  const words = [...new Set(split.eojeols.flatMap(rules.wordsOf))]
  const analysed = await analyseShards(words, dir, language, options.workers, onProgress)
  const numbers = new Map(words.map((word, number) => [word, number]))
  const eojeols = split.eojeols.map((eojeol) => rules.partsOf(eojeol, (word) => partsAt(analysed, numbers.get(word)!)))
  const learn = (): Compounds =>
    rules.learnsCompounds ? learnCompounds(eojeols, split.counts, options.learning) : { version: 1, language, pairs: [] }
  const compounds = options.compounds ?? learn()
  const corpus = assemble(split, eojeols, compounds)
  await saveTokenisedCorpus(corpus, dir, fingerprint)
  return corpus
}

function* withSettings(texts: readonly string[], { compounds, learning }: TokeniseOptions): Generator<string> {
  yield JSON.stringify({ compounds, learning })
  yield* texts
}

interface SplitTexts {
  /** Distinct, in order of first appearance. */
  eojeols: string[]
  counts: Uint32Array
  /** Numbers of eojeols, text after text: numbers[offsets[t] … offsets[t + 1]). */
  numbers: Uint32Array
  offsets: Uint32Array
}

function splitTexts(texts: readonly string[], { normalise }: LanguageRules): SplitTexts {
  const byText = new Map<string, number>()
  const counts: number[] = []
  const numbers: number[] = []
  const offsets = new Uint32Array(texts.length + 1)
  for (let t = 0; t < texts.length; t++) {
    for (const eojeol of normalise(texts[t].slice(0, LONGEST_TEXT)).text.split(' ')) {
      if (eojeol === '') continue
      let number = byText.get(eojeol)
      if (number === undefined) {
        number = counts.push(0) - 1
        byText.set(eojeol, number)
      }
      counts[number]++
      numbers.push(number)
    }
    offsets[t + 1] = numbers.length
  }
  return { eojeols: [...byText.keys()], counts: Uint32Array.from(counts), numbers: Uint32Array.from(numbers), offsets }
}

function partsAt({ parts, numbers, offsets }: AnalysedWords, word: number): Part[] {
  const own: Part[] = []
  for (let i = offsets[word]; i < offsets[word + 1]; i++) own.push(parts[numbers[i]])
  return own
}

function assemble(split: SplitTexts, eojeols: readonly Part[][], compounds: Compounds): TokenisedCorpus {
  const ranks = compoundRanks(compounds)
  const table = new FormTable()
  const forms = eojeols.map((parts) => mergeCompounds(parts, ranks).map((part, i) => table.number(part, i === 0)))
  const counts = new Float64Array(table.forms.length)
  let length = 0
  forms.forEach((own, e) => {
    for (const form of own) counts[form] += split.counts[e]
    length += own.length * split.counts[e]
  })
  const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b)
  const rank = new Uint32Array(order.length)
  order.forEach((form, i) => {
    rank[form] = i
  })
  const tokens = new Uint32Array(length)
  const offsets = new Uint32Array(split.offsets.length)
  let at = 0
  for (let t = 0; t + 1 < offsets.length; t++) {
    for (let i = split.offsets[t]; i < split.offsets[t + 1]; i++)
      for (const form of forms[split.numbers[i]]) tokens[at++] = rank[form]
    offsets[t + 1] = at
  }
  return {
    forms: Array.from(order, (form) => table.forms[form]),
    counts: Uint32Array.from(order, (form) => counts[form]),
    tokens,
    offsets,
    compounds,
  }
}

/** Token forms by number, in order of first appearance. */
class FormTable {
  readonly forms: TokenForm[] = []
  private readonly byKey = new Map<string, number>()

  number({ surface, lemma, tag }: Part, initial: boolean): number {
    const key = `${initial ? '▁' : ''}${surface}\t${lemma}\t${tag}`
    let number = this.byKey.get(key)
    if (number === undefined) {
      number = this.forms.push({ surface, lemma, tag, initial }) - 1
      this.byKey.set(key, number)
    }
    return number
  }
}
