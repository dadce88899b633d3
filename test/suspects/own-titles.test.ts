import { describe, expect, test } from 'vitest'
import { withoutOwnTitles } from '#src/pipeline/own-titles.js'

const TITLES = new Map([
  ['m1', ['최악의 토요일', '최토']],
  ['m2', ['굿']],
])

function read(text: string, item = 'm1'): string {
  const itemIds = ['m1', 'm2', 'm3']
  return withoutOwnTitles({ texts: [text], items: Int32Array.of(itemIds.indexOf(item)), itemIds }, TITLES)[0]
}

describe('the title of what a review is about', () => {
  test.each([
    ['최악의 토요일 너무 좋았다', '너무 좋았다'],
    ['다시 봐도 최악의토요일은 명작', '다시 봐도 명작'],
    ['〈최악의 토요일〉을 두 번 봤다', '두 번 봤다'],
    ['최토 강추', '강추'],
    ['최악의 토요일', ''],
  ])('is not read: %s', (text, left) => {
    expect(read(text)).toBe(left)
  })

  test.each(['최악의 영화  그래도 봤다', '토요일에 본 최악의 영화', '최토리얼하게 웃겼다', '최악의 토요일밤이었지'])(
    'is left alone where it only looks like it: %s',
    (text) => {
      expect(read(text)).toBe(text)
    },
  )

  test('is left alone in the reviews of something else, and where it is one letter', () => {
    expect(read('최악의 토요일 보다 낫다', 'm3')).toBe('최악의 토요일 보다 낫다')
    expect(read('최악의 토요일 보다 낫다', 'none')).toBe('최악의 토요일 보다 낫다')
    expect(read('굿 아주 굿', 'm2')).toBe('굿 아주 굿')
  })
})
