import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

export interface EpochFigures {
  /** From 1. */
  epoch: number
  trainLoss: number
  /** Shares in [0, 1]. */
  trainAccuracy: number
  validLoss: number
  validAccuracy: number
}

interface Point {
  epoch: number
  series: string
  value: number
}

const TRAINING = 'training'
const VALIDATION = 'validation'
/** Okabe and Ito's blue and vermilion, which colour-blind people tell apart; the dashes and shapes do so without colour. */
const COLOURS = ['#0072b2', '#d55e00']
const BEST = '#5f5f5f'

/**
 * Draws loss and accuracy over the epochs, training against validation, side by side, with the epoch of the lowest validation loss
 * marked; an SVG of its own, on white.
 */
export async function trainingCurvesSvg(history: readonly EpochFigures[]): Promise<string> {
  const finite = history.filter((figures) => Object.values(figures).every(Number.isFinite))
  const best = finite.reduce<EpochFigures | undefined>((a, b) => (a && a.validLoss <= b.validLoss ? a : b), undefined)
  const panels = [
    panel('Loss (cross-entropy)', points(finite, 'trainLoss', 'validLoss'), best, '.3~f'),
    panel('Accuracy', points(finite, 'trainAccuracy', 'validAccuracy'), best, '.1~%'),
  ]
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'Loss and accuracy of the sentiment encoder by epoch, on the training and the validation reviews.',
    title: { text: 'Training the sentiment encoder', subtitle: subtitle(best), anchor: 'start', offset: 12 },
    background: 'white',
    padding: 16,
    spacing: 40,
    hconcat: panels,
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { fontSize: 16, subtitleFontSize: 12, subtitleColor: BEST, subtitlePadding: 4 },
      axis: {
        labelFontSize: 12,
        titleFontSize: 13,
        titleFontWeight: 'normal',
        gridColor: '#e8e8e8',
        tickColor: '#888',
        domainColor: '#888',
      },
      legend: { labelFontSize: 12, orient: 'top', title: null, symbolStrokeWidth: 2, symbolSize: 80 },
      view: { stroke: null },
    },
  }
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

type Panel = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number]

function panel(title: string, values: Point[], best: EpochFigures | undefined, format: string): Panel {
  const epochs = [...new Set(values.map((point) => point.epoch))]
  const domain = [(epochs[0] ?? 1) - 0.5, (epochs.at(-1) ?? 1) + 0.5]
  const x = { field: 'epoch', type: 'quantitative', scale: { domain, nice: false } } as const
  return {
    width: 340,
    height: 240,
    layer: [
      {
        data: { values: best ? [{ epoch: best.epoch }] : [] },
        mark: { type: 'rule', color: BEST, strokeDash: [2, 3] },
        encoding: { x },
      },
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2, point: { size: 45, filled: true, opacity: 1 } },
        encoding: {
          x: { ...x, title: 'Epoch', axis: { values: ticks(epochs), format: 'd', grid: false } },
          y: { field: 'value', type: 'quantitative', title, scale: { zero: false, nice: true }, axis: { format, tickCount: 6 } },
          color: { field: 'series', type: 'nominal', scale: { domain: [TRAINING, VALIDATION], range: COLOURS } },
          strokeDash: { condition: { test: `datum.series === '${VALIDATION}'`, value: [6, 3] }, value: [1, 0] },
          shape: { field: 'series', type: 'nominal', scale: { domain: [TRAINING, VALIDATION], range: ['circle', 'square'] } },
        },
      },
    ],
  }
}

function points(history: readonly EpochFigures[], train: keyof EpochFigures, valid: keyof EpochFigures): Point[] {
  return history.flatMap((figures) => [
    { epoch: figures.epoch, series: TRAINING, value: figures[train] },
    { epoch: figures.epoch, series: VALIDATION, value: figures[valid] },
  ])
}

/** Whole epochs, about ten at most. */
function ticks(epochs: number[]): number[] {
  const step = Math.ceil(epochs.length / 10)
  return epochs.filter((_, i) => i % step === 0)
}

function subtitle(best: EpochFigures | undefined): string {
  if (!best) return 'no epoch was finished'
  const accuracy = (100 * best.validAccuracy).toFixed(1)
  return `lowest validation loss ${best.validLoss.toFixed(3)} in epoch ${best.epoch}, where validation accuracy is ${accuracy} %`
}
