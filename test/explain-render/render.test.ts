import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { HeatMap } from '#src/nlp/explain/heat-map.js'
import { colourDepthOf, renderAnsi } from '#src/nlp/explain/render/ansi.js'
import { renderHtml } from '#src/nlp/explain/render/html.js'
import { linesOf } from '#src/nlp/explain/render/lines.js'
import { renderPlain } from '#src/nlp/explain/render/plain.js'
import { segmentsOf } from '#src/nlp/explain/render/segments.js'
import { renderSvg } from '#src/nlp/explain/render/svg.js'
import { widthOf } from '#src/nlp/explain/render/widths.js'

/** A heat map with scores by word. */
function heatMap(text: string, scores: Record<number, number> = {}): HeatMap {
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }, at) => ({
    start: index,
    end: index + word.length,
    score: scores[at] ?? 0,
  }))
  return { text, target: '부정', words }
}
const shown = (text: string, scores?: Record<number, number>) => ({ heatMap: heatMap(text, scores), probability: 0.8725 })
const SENTENCE = '음악은 좋았지만 용가리는 재미 없었어'
const SCORES = { 1: -0.5, 3: 1, 4: 1 }

describe('segments', () => {
  test('join the words of a unit and cover the text', () => {
    const segments = segmentsOf(heatMap(SENTENCE, SCORES))
    expect(segments.map(({ text, score }) => [text, score])).toEqual([
      ['음악은 ', 0],
      ['좋았지만', -0.5],
      [' 용가리는 ', 0],
      ['재미 없었어', 1],
    ])
  })
  test('keep jamo as typed and emoji whole', () => {
    const text = `${'재미'.normalize('NFD')} 👨‍👩‍👧 좋아`
    const segments = segmentsOf(heatMap(text, { 0: 1, 1: -1 }))
    expect(segments.map(({ text }) => text).join('')).toBe(text)
  })
  test('attack: escape sequences, direction marks and halves of characters are no text', () => {
    const text = 'a\u001b[31m\u009b b\ud83d c\u202e\u0000'
    const shown = segmentsOf(heatMap(text, { 0: 1 }))
      .map(({ text }) => text)
      .join('')
    expect(shown).toBe('a\ufffd[31m\ufffd b\ufffd c\ufffd\ufffd')
  })
})

test('plain text tells evidence by signs', () => {
  expect(renderPlain(shown(SENTENCE, SCORES)).split('\n')).toEqual([
    '음악은 [−좋았지만] 용가리는 [+재미 없었어]',
    '',
    '부정  87.3 %',
    '+1.00  재미 없었어',
    '−0.50  좋았지만',
  ])
})

describe('on a terminal', () => {
  test('evidence for is bold on blue, against it underlined on orange, in dark letters', () => {
    const [line] = renderAnsi(shown(SENTENCE, SCORES), 24).split('\n')
    expect(line).toContain('\u001b[1;38;2;17;17;17;48;2;86;180;233m재미 없었어\u001b[0m')
    expect(line.replaceAll('\u001b', '^')).toMatch(/\^\[4;38;2;17;17;17;48;2;\d+;\d+;\d+m좋았지만\^\[0m/u)
    expect(stripVTControlCharacters(line)).toBe(SENTENCE)
  })
  test.each([
    [8, ';48;5;74m'],
    [4, ';30;46m'],
  ] as const)('with fewer colours (%d bits) the nearest is taken', (depth, code) => {
    expect(renderAnsi(shown(SENTENCE, SCORES), depth)).toContain(`${code}재미 없었어`)
  })
  test('a ground ends with its line', () => {
    const map = { text: '재미\n없다', target: '부정', words: [{ start: 0, end: 5, score: 1 }] }
    const lines = renderAnsi({ heatMap: map, probability: 1 }, 8).split('\n')
    expect(lines[0].endsWith('\u001b[0m')).toBe(true)
  })
  test.each([
    [{ NO_COLOR: '1', COLORTERM: 'truecolor' }, null],
    [{ TERM: 'dumb' }, null],
    [{ NO_COLOR: '', COLORTERM: 'truecolor' }, 24],
    [{ TERM: 'xterm-256color' }, 8],
    [{ TERM: 'linux' }, 4],
  ])('%j has %s bits of colour', (env, depth) => {
    expect(colourDepthOf(env)).toBe(depth)
  })
})

describe.each([
  ['HTML', renderHtml],
  ['SVG', renderSvg],
])('as %s', (_, render) => {
  test('it needs nothing else: no script, no address but the namespace', () => {
    const markup = render(shown(SENTENCE, SCORES))
    expect(markup.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|@import|src=|<link/)
    expect(markup).toMatch(/lang="ko"/)
    expect(markup).toContain('87.3 %')
    expect(markup).toContain('‘부정’ 쪽')
    expect(markup).toContain('반대쪽')
  })
  test('attack: what was typed stays text', () => {
    const typed = `<script>alert(1)</script> "onload='x' &amp; ]]> <!--`
    const markup = render(shown(typed, { 0: 1 }))
    expect(markup).not.toMatch(/<script|<!--|]]>/)
    expect(markup).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(markup).toContain('&amp;amp;')
  })
  test('evidence for and against differ without their colours', () => {
    const markup = render(shown(SENTENCE, SCORES))
    expect(markup).toMatch(/dash/)
    expect(markup).toContain('#56b4e9')
  })
})

describe('lines', () => {
  const long = '아주 긴 이야기를 하나 적어 두고 어디에서 끊기는지 살펴보려는 문장입니다'
  test('break between words, and none is wider than it may be', () => {
    const lines = linesOf(segmentsOf(heatMap(long, { 2: 1, 3: 1, 6: -1 })), 10)
    expect(lines.length).toBeGreaterThan(3)
    for (const piece of lines.flat()) {
      expect(piece.x + piece.width).toBeLessThanOrEqual(10)
      expect(piece.text).toBe(piece.text.trim())
    }
    expect(lines.map((line) => line.map(({ text }) => text).join(' ')).join(' ')).toBe(long)
  })
  test('cut a word that is longer than a line, never a character', () => {
    const word = '가'.normalize('NFD').repeat(9) + '👨‍👩‍👧'.repeat(9)
    const lines = linesOf(segmentsOf(heatMap(word)), 4)
    expect(
      lines
        .flat()
        .map(({ text }) => text)
        .join(''),
    ).toBe(word)
    for (const { text } of lines.flat()) expect(text).not.toMatch(/^[\u1160-\u11ff\u200d]/u)
  })
  test('end where they ended', () => {
    expect(linesOf(segmentsOf(heatMap('하나\n\n둘', { 0: 1 })), 10).map((line) => line.length)).toEqual([1, 0, 1])
  })
  test('are measured by syllables, however they were typed', () => {
    expect(widthOf('재미있다'.normalize('NFD'))).toBeCloseTo(widthOf('재미있다'), 9)
    expect(widthOf('👨‍👩‍👧')).toBe(widthOf('😭'))
    expect(widthOf('가나다')).toBeGreaterThan(widthOf('abc'))
  })
})
