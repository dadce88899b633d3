import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FACTS } from '#src/bot/intent-names.js'
import { MESSAGES, type MessageKey } from '#src/bot/messages.js'
import { openTexts } from '#src/bot/texts.js'

const KEYS = Object.keys(MESSAGES) as MessageKey[]
const sources = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !['messages.ts', 'intent-names.ts'].includes(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
const params = (key: MessageKey): Record<string, string> => Object.fromEntries(MESSAGES[key].map((name) => [name, `<${name}>`]))
const movie = openTexts('movie')

/** A copy of dialogs/ that a test may break. */
function dialogsWith(change: (text: string) => string, file = 'movie/ko.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'dialogs-'))
  cpSync('dialogs', folder, { recursive: true })
  const path = join(folder, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return folder
}

describe.each(['movie', 'default'])('dialogs/%s/ko.yaml', (domain) => {
  const texts = openTexts(domain)
  const source = readFileSync(`dialogs/${domain}/ko.yaml`, 'utf8')

  test('says every message, with nothing left to fill in', () => {
    for (const key of KEYS) {
      for (let seed = 0; seed < 4; seed++) {
        const text = texts.say(key, params(key) as never, seed)
        expect(text).toMatch(/\S/)
        expect(text, key).not.toMatch(/\{\{|\}\}|#\d/)
      }
    }
  })

  test('never writes a particle that depends on the word right after a parameter', () => {
    expect(source).not.toMatch(/\}\}(은|는|이|가|을|를|과|와|으로|로|이라|라|이에요|예요|이나|나)/)
    expect('{{film}}은').toMatch(/\}\}(은|는)/)
  })

  test('speaks politely and calmly', () => {
    const said = KEYS.flatMap((key) => [0, 1, 2].map((seed) => texts.say(key, params(key) as never, seed)))
    for (const text of said) expect(text).not.toMatch(/!|습니다|ㅋㅋ|입니다/)
  })

  test('has several ways to say what is said often', () => {
    for (const key of [
      'feel.disliked',
      'feel.liked',
      'ask.disliked',
      'recommend.other',
      'recommend.counts',
      'odd.unclear',
    ] as const) {
      expect(new Set([0, 1, 2, 3].map((seed) => texts.say(key, params(key) as never, seed))).size).toBeGreaterThan(1)
    }
  })
})

test('dialogs/default has no film words', () => {
  const said = readFileSync('dialogs/default/ko.yaml', 'utf8').replace(/\{\{[^}]*\}\}/g, '')
  expect(said).not.toMatch(/영화|감독|배우|관객|개봉|별점|용가리|인셉션/)
})

test('every message is said somewhere', () => {
  const code = sources('src/bot')
  const families = ['feel', 'feelPlain', 'ask', 'askGeneral', 'recommend'] // with the feeling or the reason as the last part
  const unused = KEYS.filter((key) => {
    const [family, last] = key.split('.')
    const composed = families.includes(family) && code.includes(`\`${family}.\${`) && code.includes(`'${last}'`)
    const ofFact = code.includes(`\`${family}.\${`) && FACTS.some((fact) => fact === last)
    return !code.includes(`'${key}'`) && !composed && !ofFact
  })
  expect(unused.filter((key) => !['startOver', 'cancel', 'goodbye'].includes(key))).toEqual([])
  expect(code).toContain("case 'startOver':")
})

describe('variants', () => {
  test('are the same for the same seed', () => {
    expect(movie.say('ask.more', {}, 7)).toBe(openTexts('movie').say('ask.more', {}, 7))
  })
  test('differ from one turn to the next', () => {
    for (let seed = 0; seed < 6; seed++) expect(movie.say('ask.more', {}, seed)).not.toBe(movie.say('ask.more', {}, seed + 1))
  })
})

describe('aspects', () => {
  test('are shown as people put them', () => {
    expect(movie.aspectLabel('돈', 'disliked')).toBe('돈이 아까움')
    expect(movie.aspectLabel('돈', 'neutral')).toBe('돈값')
    expect(movie.aspectLabel('그래픽', 'disliked')).toBe('그래픽')
    expect(movie.praise('그래픽')).toBe('그래픽 호평')
    expect(movie.praise('돈')).toBe('돈이 아깝지 않다는 평')
  })
  test('are recognised by every form they are shown in', () => {
    for (const label of ['돈이 아까움', '돈이 아깝지 않음', '돈값', '돈값은?', '돈이아까움', '돈이 아까움이요'])
      expect(movie.aspectLabelled(label)).toBe('돈')
    expect(movie.aspectLabelled('날씨')).toBeNull()
    // What is looked for instead is an aspect of its own.
    expect(movie.counterpart('난해함')).toBe('스토리')
    expect(movie.aspectLabelled('스토리')).toBeNull()
  })
})

describe('values are put in as they are', () => {
  test.each(['{{film}}', '$t(help)', '$&', '<b>&amp;</b>', '{은/는}'])('%s', (words) => {
    expect(movie.say('feel.disliked', { words }, 0)).toContain(words)
  })
})

describe('a file that cannot be used says which and why', () => {
  const opening = (change: (text: string) => string, file?: string) => () => openTexts('movie', dialogsWith(change, file))

  test.each([
    [
      'a missing message',
      (text: string) => text.replace(/^ {2}why\.method:.*$/m, ''),
      /movie\/ko\.yaml: messages\.why\.method: is missing/,
    ],
    [
      'an unknown message',
      (text: string) => text.replace('messages:', 'messages:\n  extra: 안녕'),
      /ko\.yaml: messages: .*extra/,
    ],
    [
      'an unknown parameter',
      (text: string) => text.replace('아쉬우셨군요. {{words', '아쉬우셨군요. {{word'),
      /feel\.disliked.*\{\{word.*known: words/,
    ],
    [
      'an unknown particle',
      (text: string) => text.replace('{{words, 이라는/라는}}', '{{words, 는/은}}'),
      /feel\.disliked.*particle/,
    ],
    ['an empty message', (text: string) => text.replace(/^ {2}failed:.*$/m, '  failed: ""'), /messages\.failed/],
    ['a missing action', (text: string) => text.replace(/^ {2}why: 왜\?$/m, ''), /actions\.why: is missing/],
    ['broken YAML', (text: string) => `${text}\n  - [`, /movie\/ko\.yaml: /],
    ['no YAML mapping', () => '- 안녕', /movie\/ko\.yaml: /],
  ])('%s', (_name, change, message) => {
    expect(opening(change)).toThrow(message)
    expect(opening(change)).toThrow(expect.objectContaining({ code: 'TEXTS_BROKEN' }))
  })

  test('a missing intent', () => {
    expect(opening((text) => text.replace(/^ {2}why:$/m, '  wherefore:'), 'default/ko.intents.yaml')).toThrow(
      /ko\.intents\.yaml: intents/,
    )
  })
  test('no texts at all', () => {
    expect(() => openTexts('movie', mkdtempSync(join(tmpdir(), 'dialogs-')))).toThrow(/default.*does not exist/)
  })
})

describe('a domain without texts', () => {
  test('speaks with default/', () => {
    expect(openTexts('gardens').say('welcome', {}, 0)).toBe(openTexts('default').say('welcome', {}, 0))
  })
  test('cannot name a folder elsewhere', () => {
    expect(openTexts('../dialogs/movie').say('welcome', {}, 0)).toBe(openTexts('default').say('welcome', {}, 0))
  })
})
