import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { english } from '#src/nlp/text/en/rules.js'
import { LONGEST_TEXT, openTokenizer } from '#src/nlp/text/tokenizer.js'
import { isContent, lookupKeys, wordOf } from '#src/nlp/text/words.js'
import { apart, troublesomeText } from './texts.js'

const tokenizer = openTokenizer({ language: 'en' })
const surfaces = (text: string): string[] => tokenizer.analyse(text).morphemes.map((m) => m.surface)
const read = (text: string): string =>
  tokenizer
    .analyse(text)
    .morphemes.map((m) => `${m.surface}/${m.tag}`)
    .join(' ')
const lemmas = (text: string): string[] => tokenizer.analyse(text).morphemes.map((m) => m.lemma)
const squeezed = (text: string): string => text.replace(/(.)\1+/gsu, '$1')

describe('English words', () => {
  it('have the coarse tags of every language', () => {
    expect(read('The two actors were wonderful, but nobody laughed loudly in 1987!')).toBe(
      'The/determiner two/number actors/noun were/particle wonderful/adjective ,/symbol but/particle nobody/determiner ' +
        'laughed/verb loudly/adverb in/particle 1987/number !/symbol',
    )
  })

  it('have their dictionary forms as lemmas, in lower case', () => {
    expect(lemmas('Loved stories worst children saw GREATEST')).toEqual(['love', 'story', 'bad', 'child', 'see', 'great'])
  })

  it('are the same word in any case and place', () => {
    const [first, second] = tokenizer.analyse('BORING, boring').morphemes.filter((m) => m.tag !== 'symbol')
    expect([first.lemma, first.tag]).toEqual([second.lemma, second.tag])
    expect(first.surface).toBe('BORING')
  })

  it('are cut before n’t and other clitics, apostrophe straight, curly or missing', () => {
    expect(surfaces("didn't didn’t didnt CAN'T won't cannot")).toEqual([
      'did',
      "n't",
      'did',
      "n't",
      'did',
      'nt',
      'CA',
      "N'T",
      'wo',
      "n't",
      'can',
      'not',
    ])
    expect(lemmas("can't won't isn't")).toEqual(['can', 'not', 'will', 'not', 'be', 'not'])
    expect(surfaces("it's I'd've the 80's O'Hara's")).toEqual(['it', "'s", 'I', "'d", "'ve", 'the', '80', "'s", "O'Hara", "'s"])
    expect(surfaces('want font constant')).toEqual(['want', 'font', 'constant'])
  })

  it('are cut at hyphens and dashes, and only the first begins the eojeol', () => {
    const { morphemes } = tokenizer.analyse('a well-made film—really')
    expect(morphemes.map((m) => m.surface)).toEqual(['a', 'well', '-', 'made', 'film', '—', 'really'])
    expect(morphemes.filter((m) => m.initial).map((m) => m.surface)).toEqual(['a', 'well', 'film'])
  })

  it('keep marks out of ten, numbers, addresses and abbreviations in one piece', () => {
    expect(surfaces('7/10. 1,000 2.5 1980s 3D')).toEqual(['7/10', '.', '1,000', '2.5', '1980s', '3D'])
    expect(surfaces('(see http://example.org/a?b=c.d).')).toEqual(['(', 'see', 'http://example.org/a?b=c.d', ')', '.'])
    expect(surfaces('Mr. Kim from the U.S. met J. R. Moss.')).toEqual([
      'Mr.',
      'Kim',
      'from',
      'the',
      'U.S.',
      'met',
      'J.',
      'R.',
      'Moss',
      '.',
    ])
    expect(surfaces('So did I.')).toEqual(['So', 'did', 'I', '.'])
  })

  it('carry meaning of their own unless they are function words; negation and liking do', () => {
    const words = tokenizer.analyse("I didn't like the plots, but there was no better way to end it").morphemes
    expect(words.filter(isContent).map(wordOf)).toEqual(['not', 'like', 'plot', 'no', 'good', 'way', 'end'])
  })

  it('are looked up by what was typed and by their dictionary forms', () => {
    expect(lookupKeys(tokenizer, 'Loved')).toEqual(['loved', 'love'])
  })
})

describe('English texts', () => {
  it('take line breaks of HTML as spaces, and leave what is said between angle brackets', () => {
    const typed = 'Good cast.<br /><br />Weak <i>script</i> <sigh>'
    const { morphemes } = tokenizer.analyse(typed)
    expect(morphemes.map((m) => m.surface)).toEqual(['Good', 'cast', '.', 'Weak', 'script', '<', 'sigh', '>'])
    expect(morphemes.map((m) => typed.slice(m.start, m.end))).toEqual(morphemes.map((m) => m.surface))
  })

  it('have offsets as typed: emoji, decomposed letters, curly quotes, folded runs', () => {
    const typed = `${`“Café”`.normalize('NFD')} 👍🏻👍🏻 sooooo didn’t!!!!`
    const { morphemes } = tokenizer.analyse(typed)
    expect(morphemes.map((m) => m.surface)).toEqual(['"', 'Café', '"', '👍👍', 'sooo', 'did', "n't", '!!'])
    expect(morphemes.map((m) => typed.slice(m.start, m.end))).toEqual([
      '“',
      'Café'.normalize('NFD'),
      '”',
      '👍🏻👍🏻',
      'sooooo',
      'did',
      'n’t',
      '!!!!',
    ])
  })

  it('read the signs of Windows-1252 that were taken for Latin 1', () => {
    expect(surfaces('slow\u0096very slow\u0085 it\u0092s')).toEqual(['slow', '–', 'very', 'slow', '…', 'it', "'s"])
  })

  const pieces = fc.constantFrom(
    "don't",
    'well-made',
    '7/10',
    'U.S.',
    'www.a.b/c',
    '<br />',
    '’',
    '“',
    "'s",
    'İ',
    'ﬁ',
    'Mr.',
    '2',
  )
  const typedText = fc.array(fc.oneof(pieces, troublesomeText), { maxLength: 12 }).map((parts) => parts.join(''))
  it('are covered by their morphemes, in order, which slice back to their surfaces', () => {
    fc.assert(
      fc.property(typedText, (typed) => {
        const { morphemes, eojeols } = tokenizer.analyse(typed)
        expect(morphemes.map((m) => m.surface).join('')).toBe(english.normalise(typed).text.replaceAll(' ', ''))
        let end = 0
        for (const m of morphemes) {
          expect(m.start).toBeGreaterThanOrEqual(eojeols[m.eojeol].start)
          expect(m.end).toBeLessThanOrEqual(eojeols[m.eojeol].end)
          expect(m.end).toBeGreaterThanOrEqual(end)
          end = m.end
        }
        for (const { start, end: last, surface } of apart(morphemes))
          expect(squeezed(english.normalise(typed.slice(start, last)).text)).toBe(squeezed(surface))
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['letters', 'ab'],
    ['clitics', "a's'd've"],
    ['negations', "n't"],
    ['addresses', 'www.'],
    ['addresses and stops', 'http://..'],
    ['abbreviations', 'a.'],
    ['numbers', '1,'],
    ['numbers and letters', '1/1a'],
    ['broken tags', '<br'],
    ['open tags', '</'],
    ['apostrophes', "'"],
    ['signs', '!?'],
    ['marks', 'e\u0301\u0323'],
  ])('are read to the longest without a space: %s', (_, unit) => {
    const text = unit.repeat(LONGEST_TEXT / unit.length)
    expect(openTokenizer({ language: 'en' }).analyse(text).morphemes.length).toBeGreaterThan(0)
  })
})
