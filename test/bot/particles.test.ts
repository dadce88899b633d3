import { describe, expect, test } from 'vitest'
import { lastSound, particlePairs, withParticle } from '#src/bot/particles.js'

describe('particles follow the sound that the word ends in', () => {
  test.each([
    ['〈용가리〉', '은/는', '〈용가리〉는'],
    ['〈괴물〉', '은/는', '〈괴물〉은'],
    ['〈괴물〉', '으로/로', '〈괴물〉로'],
    ['〈인셉션〉', '으로/로', '〈인셉션〉으로'],
    ['〈맘마미아!〉', '이/가', '〈맘마미아!〉가'],
    ['〈2012〉', '은/는', '〈2012〉는'],
    ['〈300〉', '은/는', '〈300〉은'],
    ['〈1987〉', '으로/로', '〈1987〉로'],
    ['〈1987〉', '은/는', '〈1987〉은'],
    ['〈10,000〉', '을/를', '〈10,000〉을'],
    ['〈0〉', '은/는', '〈0〉은'],
    ['〈터미네이터 2〉', '을/를', '〈터미네이터 2〉를'],
    ['〈킬 빌 Ⅱ〉', '은/는', '〈킬 빌 Ⅱ〉는'],
    ['〈레지던트 이블 3D〉', '이/가', '〈레지던트 이블 3D〉가'],
    ['〈R2B〉', '은/는', '〈R2B〉는'],
    ['〈M〉', '은/는', '〈M〉은'],
    ['〈E.T.〉', '은/는', '〈E.T.〉는'],
    ['〈HER〉', '은/는', '〈HER〉는'],
    ['〈WALL-E〉', '을/를', '〈WALL-E〉를'],
    ['〈Inception〉', '은/는', '〈Inception〉은'],
    ['〈Avatar〉', '은/는', '〈Avatar〉는'],
    ['〈Home〉', '으로/로', '〈Home〉으로'],
    ['〈Apple〉', '으로/로', '〈Apple〉로'],
    ['〈Up〉', '은/는', '〈Up〉은'],
    ['〈19곰 테드 100%〉', '은/는', '〈19곰 테드 100%〉는'],
    ['CG', '을/를', 'CG를'],
    ['OST', '이/가', 'OST가'],
    ["'재미 없었어'", '이라는/라는', "'재미 없었어'라는"],
    ["'최악'", '이라는/라는', "'최악'이라는"],
    ["'별로…'", '이라는/라는', "'별로…'라는"],
    ['한가람(두리 목소리)', '이/가', '한가람(두리 목소리)이'],
    ['연출', '이에요/예요', '연출이에요'],
    ['연기', '이에요/예요', '연기예요'],
    ['연출', '과/와', '연출과'],
    ['연기', '과/와', '연기와'],
  ] as const)('%s + %s', (word, pair, expected) => {
    expect(withParticle(word, pair)).toBe(expected)
  })

  test('a sound nobody can tell gets both forms', () => {
    expect(withParticle('〈♥〉', '은/는')).toBe('〈♥〉은(는)')
    expect(withParticle('〈氏〉', '을/를')).toBe('〈氏〉을(를)')
    expect(withParticle("'♥'", '이라는/라는')).toBe("'♥'(이)라는")
    expect(lastSound('')).toBe('')
  })

  test('every pair gives one of its two forms', () => {
    for (const pair of particlePairs) {
      const [closed, open] = pair.split('/')
      expect(withParticle('책', pair)).toBe(`책${closed}`)
      expect(withParticle('나무', pair)).toBe(`나무${open}`)
    }
  })
})
