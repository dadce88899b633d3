import { binaryProbability, type Calibration } from '../nlp/encoder/calibrate.js'
import {
  type CoveragePoint,
  chooseThreshold,
  coverageAccuracy,
  type ReliabilityBin,
  reliability,
} from '../nlp/encoder/threshold.js'
import { COLOURS, drawPanels, MARKED, type Panel, SIZE } from './chart.js'

/** How sure an encoder is of the validation reviews, and how rightly. */
export interface Confidence {
  /** From where its readings are asserted; absent where the validation reviews are not of both classes. */
  threshold?: CoveragePoint
  coverage: CoveragePoint[]
  reliability: ReliabilityBin[]
}

/**
 * @param logits of the validation reviews, [reviews × classes]
 * @param labels their classes
 */
export function measureConfidence(logits: Float32Array, labels: ArrayLike<number>, calibration: Calibration): Confidence {
  const coverage = coverageAccuracy(logits, labels, calibration)
  const bins = coverage.length === 0 ? [] : reliability(binaryProbability(logits, calibration, 'balanced'), labels)
  return { threshold: chooseThreshold(coverage), coverage, reliability: bins }
}

/** Draws accuracy over coverage with the threshold marked, and accuracy over confidence; an SVG of its own, on white. */
export function confidenceSvg({ threshold, coverage, reliability: bins }: Confidence): Promise<string> {
  return drawPanels([coveragePanel(coverage, threshold), reliabilityPanel(bins)], {
    title: 'How sure the sentiment encoder is',
    subtitle: subtitle(threshold),
    description: 'Accuracy over coverage, and accuracy over confidence, of the sentiment encoder on the validation reviews.',
  })
}

const share = (field: string, title: string, more: object = {}) =>
  ({ field, type: 'quantitative', title, axis: { format: '.0%', tickCount: 6 }, ...more }) as const

function coveragePanel(coverage: readonly CoveragePoint[], threshold: CoveragePoint | undefined): Panel {
  const x = share('coverage', 'Share of reviews that is asserted', { scale: { domain: [0, 1] } })
  const y = share('accuracy', 'Share of those that is right', { scale: { zero: false, nice: true } })
  const chosen = threshold ? [{ ...threshold, label: `from ${percent(threshold.confidence)} sure` }] : []
  return {
    ...SIZE,
    layer: [
      { data: { values: chosen }, mark: { type: 'rule', color: MARKED, strokeDash: [2, 3] }, encoding: { x } },
      {
        data: { values: [...coverage] },
        mark: { type: 'line', strokeWidth: 2, color: COLOURS[0] },
        encoding: { x, y, order: { field: 'confidence', type: 'quantitative' } },
      },
      {
        data: { values: chosen },
        mark: { type: 'point', filled: true, size: 90, opacity: 1, color: COLOURS[1] },
        encoding: { x, y },
      },
      {
        data: { values: chosen },
        mark: { type: 'text', align: 'right', baseline: 'top', dx: -8, dy: 8, fontSize: 12, color: MARKED },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  }
}

function reliabilityPanel(bins: readonly ReliabilityBin[]): Panel {
  const half = { scale: { domain: [0.5, 1] } }
  const x = share('confidence', 'Confidence between 부정 and 긍정', half)
  const least = bins.reduce((least, { accuracy }) => Math.min(least, accuracy), 0.5)
  const y = share('accuracy', 'Share that is right', { scale: { domain: [least, 1] } })
  const ideal = [0.5, 1].map((confidence) => ({ confidence, accuracy: confidence }))
  return {
    ...SIZE,
    layer: [
      { data: { values: ideal }, mark: { type: 'line', color: MARKED, strokeDash: [2, 3], strokeWidth: 1 }, encoding: { x, y } },
      {
        data: { values: [...bins] },
        mark: {
          type: 'line',
          color: COLOURS[0],
          strokeWidth: 2,
          point: { size: 45, filled: true, opacity: 1, color: COLOURS[0] },
        },
        encoding: { x, y },
      },
    ],
  }
}

const percent = (value: number): string => `${Math.round(100 * value)} %`

function subtitle(threshold: CoveragePoint | undefined): string {
  if (!threshold) return 'the validation reviews are not of both classes'
  const { coverage, accuracy } = threshold
  return `validation reviews, 부정 and 긍정 each counting half: of ${percent(coverage)} it is sure enough, and right about ${(100 * accuracy).toFixed(1)} % of them`
}
