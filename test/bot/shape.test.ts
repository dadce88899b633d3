import { expect, test } from 'vitest'
import { shapeOf } from '#src/bot/shape.js'

test.each([
  ['', 'empty'],
  [' \n\t', 'empty'],
  ['가'.repeat(1001), 'long'],
  ['😀', 'emoji'],
  ['❤️❤️ !!', 'emoji'],
  ['...', 'noise'],
  ['ㅋㅋㅋ', 'noise'],
  ['ㅠㅠ', 'noise'],
  ['ㅁㄴㅇㄹ', 'gibberish'],
  ['asdf', 'gibberish'],
  ['qwrtpsdf', 'gibberish'],
  ['뷁쉛뽥', 'gibberish'],
  ['hello there', 'foreign'],
  ['Inception', 'foreign'],
  ['これは面白い映画でした', 'foreign'],
  ['Это хорошо', 'foreign'],
  ['용가리 재미없었어', 'plain'],
  ['Inception 재밌음', 'plain'],
  ['2012', 'plain'],
  ['1', 'plain'],
  ['겁나 잼써욬ㅋㅋ', 'plain'],
  ['왜', 'plain'],
] as const)('%j is %s', (text, shape) => expect(shapeOf(text, 1000)).toBe(shape))
