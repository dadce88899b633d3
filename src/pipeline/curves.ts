import { COLOURS, drawPanels, MARKED, type Panel, SIZE } from './chart.js'

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
  return drawPanels(panels, {
    title: 'Training the sentiment encoder',
    subtitle: subtitle(best),
    description: 'Loss and accuracy of the sentiment encoder by epoch, on the training and the validation reviews.',
  })
}

/** The numbers of the drawing, an object an epoch; figures that are no numbers are null. */
export const trainingCurvesJson = (history: readonly EpochFigures[]): string =>
  JSON.stringify({
    epochs: history.map(({ epoch, trainLoss, trainAccuracy, validLoss, validAccuracy }) => ({
      epoch,
      trainLoss,
      trainAccuracy,
      validLoss,
      validAccuracy,
    })),
  })

function panel(title: string, values: Point[], best: EpochFigures | undefined, format: string): Panel {
  const epochs = [...new Set(values.map((point) => point.epoch))]
  const domain = [(epochs[0] ?? 1) - 0.5, (epochs.at(-1) ?? 1) + 0.5]
  const x = { field: 'epoch', type: 'quantitative', scale: { domain, nice: false } } as const
  return {
    ...SIZE,
    layer: [
      {
        data: { values: best ? [{ epoch: best.epoch }] : [] },
        mark: { type: 'rule', color: MARKED, strokeDash: [2, 3] },
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
