import { describe, expect, it } from 'vitest'
import { confidenceSvg, measureConfidence } from '#src/pipeline/confidence.js'

const PLAIN = { temperature: 1, bias: [0, 0, 0], priors: [1 / 3, 1 / 3, 1 / 3] }
/** Of 200 reviews of either class the encoder is surer the higher their number, and wrong about every fourth of the first hundred. */
const labels = Array.from({ length: 400 }, (_, d) => d % 2)
const logits = Float32Array.from(
  labels.flatMap((label, d) => {
    const sure = d / 100
    const read = d < 100 && d % 8 < 2 ? 1 - label : label
    return read === 0 ? [sure, 0, 0] : [0, sure, 0]
  }),
)
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1])

describe('the confidence of an encoder', () => {
  it('has a threshold on its curve', () => {
    const { threshold, coverage } = measureConfidence(logits, labels, PLAIN)
    expect(coverage).toContain(threshold)
    expect(threshold!.accuracy).toBeGreaterThanOrEqual(0.95)
    expect(coverage.find(({ confidence }) => confidence === threshold!.confidence - 0.01)?.accuracy ?? 0).toBeLessThan(0.95)
  })

  it('is drawn with the threshold marked and named', async () => {
    const measured = measureConfidence(logits, labels, PLAIN)
    const svg = await confidenceSvg(measured)
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(svg).not.toMatch(/<script|<image|href="http|NaN|undefined/)
    const { confidence, coverage, accuracy } = measured.threshold!
    expect(texts(svg)).toContain(`from ${Math.round(100 * confidence)} % sure`)
    const said = texts(svg).join(' ')
    expect(said).toContain(
      `of ${Math.round(100 * coverage)} % it is sure enough, and right about ${(100 * accuracy).toFixed(1)} %`,
    )
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(1 + measured.reliability.length)
    expect(svg).toBe(await confidenceSvg(measured))
  })

  it('has neither threshold nor curve where all reviews are of one class, and is drawn all the same', async () => {
    const measured = measureConfidence(logits.slice(0, 3), [1], PLAIN)
    expect(measured).toEqual({ threshold: undefined, coverage: [], reliability: [] })
    expect(texts(await confidenceSvg(measured))).toContain('the validation reviews are not of both classes')
  })
})
