import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise } from '#src/nlp/text/normalise.js'
import { troublesomeText } from './texts.js'

const text = (original: string): string => normalise(original).text

describe('normalise', () => {
  it('composes Hangul, and leaves compatibility jamo as they are', () => {
    expect(text('뻔한 이야기'.normalize('NFD'))).toBe('뻔한 이야기')
    expect(text('ㅋㅋ')).toBe('ㅋㅋ')
    expect(text('ＡＢＣ ㎏')).toBe('ＡＢＣ ㎏')
  })

  it('folds runs: two of a sign or jamo, three of a letter, all of a digit', () => {
    expect(text('ㅋㅋㅋㅋㅋㅋ ㅠㅠㅠ ♥♥♥ !!!! ....')).toBe('ㅋㅋ ㅠㅠ ♥♥ !! ..')
    expect(text('와아아아아아 너무우우')).toBe('와아아아 너무우우')
    expect(text('100000명')).toBe('100000명')
    expect(text('👍👍👍👍')).toBe('👍👍')
  })

  it('strips what cannot be seen and makes any white space a space', () => {
    expect(text('재\u200b미\u0007 \u00ad없\ufeff다')).toBe('재미 없다')
    expect(text('좋\n다\t그\u3000죠\u00a0네\u3164요')).toBe('좋 다 그 죠 네 요')
    expect(text('가\ud800나')).toBe('가나')
  })

  it('takes an emoji apart from its joiners, and its span covers them', () => {
    const { text, offsets, ends } = normalise('굿❤️👍🏻👨‍👩')
    expect(text).toBe('굿❤👍👨👩')
    expect([offsets[1], ends[1]]).toEqual([1, 3])
    expect([offsets[2], ends[3]]).toEqual([3, 7])
  })

  it('leads a folded run back to all of it', () => {
    const { text, offsets, ends } = normalise('하ㅋㅋㅋㅋㅋ요')
    expect(text).toBe('하ㅋㅋ요')
    expect([offsets[1], ends[2]]).toEqual([1, 6])
    expect([...offsets]).toEqual([0, 1, 2, 6, 7])
  })

  it('gives units that lie in order, inside the original, and normalise to themselves', () => {
    fc.assert(
      fc.property(troublesomeText, (original) => {
        const { text, offsets, ends } = normalise(original)
        expect(offsets).toHaveLength(text.length + 1)
        expect(ends).toHaveLength(text.length)
        expect(offsets[text.length]).toBe(original.length)
        for (let i = 0; i < text.length; i++) {
          expect(offsets[i]).toBeLessThan(ends[i])
          expect(ends[i]).toBeLessThanOrEqual(original.length)
          if (i > 0) expect(offsets[i]).toBeGreaterThanOrEqual(offsets[i - 1])
        }
        expect(normalise(text).text).toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  it('is canonical composition where nothing is stripped or folded', () => {
    const letters = fc.string({ unit: fc.constantFrom('가', '각', 'ㅋ', 'a', 'é', '漢', '1', ' ', 'ö', '한') })
    fc.assert(
      fc.property(letters, (composed) => {
        fc.pre(!/(.)\1\1/u.test(composed))
        expect(text(composed.normalize('NFD'))).toBe(composed)
      }),
    )
  })
})
