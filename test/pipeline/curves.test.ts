import { describe, expect, it } from 'vitest'
import { type EpochFigures, trainingCurvesJson, trainingCurvesSvg } from '#src/pipeline/curves.js'

const history: EpochFigures[] = Array.from({ length: 12 }, (_, i) => ({
  epoch: i + 1,
  trainLoss: 0.9 * 0.85 ** i + 0.1,
  trainAccuracy: 0.95 - 0.3 * 0.8 ** i,
  validLoss: 0.55 + 0.01 * (i - 4) ** 2,
  validAccuracy: 0.75 - 0.002 * (i - 5) ** 2,
}))

/** What is read in the picture: the text of its text elements. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1])

describe('the training curves', () => {
  it('are an SVG of their own: sized, on white, with nothing fetched and nothing run', async () => {
    const svg = await trainingCurvesSvg(history)
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* viewBox="0 0 \d+ \d+"/)
    expect(svg).toMatch(/<rect width="\d+" height="\d+" fill="white"/)
    expect(svg).not.toMatch(/<script|<image|href="http|NaN|undefined/)
    expect(svg.trimEnd().endsWith('</svg>')).toBe(true)
  })

  it('name their axes, their series and the best epoch', async () => {
    const shown = texts(await trainingCurvesSvg(history))
    expect(shown).toEqual(expect.arrayContaining(['Epoch', 'Loss (cross-entropy)', 'Accuracy', 'training', 'validation']))
    expect(shown.join(' ')).toContain('lowest validation loss 0.550 in epoch 5, where validation accuracy is 74.8 %')
    expect(shown.filter((text) => text.endsWith('%')).length).toBeGreaterThan(3)
    expect(shown).toEqual(expect.arrayContaining(['1', '3', '11']))
  })

  it('draw a point for each epoch, series and panel', async () => {
    const symbols = (svg: string) => svg.match(/aria-roledescription="point"/g)?.length
    expect(symbols(await trainingCurvesSvg(history))).toBe(history.length * 4)
    expect(symbols(await trainingCurvesSvg(history.slice(0, 1)))).toBe(4)
  })

  it('are the same for the same history', async () => {
    expect(await trainingCurvesSvg(history)).toBe(await trainingCurvesSvg(history))
  })

  it('are drawn without an epoch, and without the figures that are no numbers', async () => {
    expect(texts(await trainingCurvesSvg([]))).toContain('no epoch was finished')
    const broken = [...history, { ...history[0], epoch: 13, validLoss: Number.NaN }]
    expect(await trainingCurvesSvg(broken)).toBe(await trainingCurvesSvg(history))
  })

  it('are written as numbers too: those that are drawn, an object an epoch', () => {
    const more = history.map((figures) => ({ ...figures, seconds: 3 }))
    expect(JSON.parse(trainingCurvesJson(more))).toEqual({ epochs: history })
    expect(JSON.parse(trainingCurvesJson([{ ...history[0], validLoss: Number.NaN }])).epochs[0].validLoss).toBeNull()
  })
})
