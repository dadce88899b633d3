import { expect, test } from 'vitest'

// The page's modules are plain JavaScript without declarations.
const { linesOf, saidSegments, segmentsOf } = await import(new URL('../../web/marks.js', import.meta.url).href)

const text = (words: string) => ({ kind: 'text', text: words })
const mark = (words: string) => ({ kind: 'driving', text: words })

test('words between 『 and 』 are driving words without their brackets, titles keep theirs', () => {
  expect(segmentsOf('〈용가리〉 영화 『재미 없었어』')).toEqual([
    { kind: 'title', text: '〈용가리〉' },
    text(' 영화 '),
    mark('재미 없었어'),
  ])
})

test('brackets without their partner are text', () => {
  expect(segmentsOf('『재미 〈용가리')).toEqual([text('『재미 〈용가리')])
  expect(segmentsOf('』『』 〈〉')).toEqual([text('』'), mark(''), text(' 〈〉')].filter((segment) => segment.text !== ''))
})

test('a message keeps its lines, items of a list, quotations, shares and asides', () => {
  expect(
    linesOf('들었어요.\n『노잼』이래요\n부정 87% · 긍정 13%\n\n- 하나\n- 둘\n(세었어요.)').map(
      ({ kind }: { kind: string }) => kind,
    ),
  ).toEqual(['line', 'quote', 'shares', 'item', 'item', 'aside'])
  expect(linesOf('부정 87% · 긍정 13%')[0].shares).toEqual([
    { name: '부정', percent: 87 },
    { name: '긍정', percent: 13 },
  ])
})

test('driving words are marked where the reply says they are', () => {
  const spans = [
    { text: '없었어', start: 10, end: 13 },
    { text: '재미', start: 7, end: 9 },
  ]
  expect(saidSegments('용가리 영화 재미 없었어', spans)).toEqual([text('용가리 영화 '), mark('재미'), text(' '), mark('없었어')])
})

test('driving words of a text that was put in order first are found again', () => {
  expect(saidSegments('  재미 없었어', [{ text: '재미 없었어', start: 0, end: 6 }])).toEqual([text('  '), mark('재미 없었어')])
  const decomposed = '노잼'.normalize('NFD')
  expect(saidSegments(`${decomposed}!`, [{ text: '노잼', start: 0, end: decomposed.length }])).toEqual([
    mark(decomposed),
    text('!'),
  ])
})

test('driving words that are not in the text, overlap or are broken mark nothing twice and nothing else', () => {
  expect(saidSegments('1', [{ text: '그래픽', start: 0, end: 3 }])).toEqual([text('1')])
  expect(
    saidSegments('별로', [
      { text: '', start: 0, end: 0 },
      { start: 0, end: 2 },
    ]),
  ).toEqual([text('별로')])
  const overlapping = [
    { text: '정말 별로', start: 0, end: 5 },
    { text: '별로', start: 3, end: 5 },
  ]
  expect(saidSegments('정말 별로', overlapping)).toEqual([mark('정말 별로')])
})
