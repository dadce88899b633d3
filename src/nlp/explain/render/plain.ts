import { evidenceOf, percent, type Shown, segmentsOf, signed } from './segments.js'

/**
 * Plain text: [+재미 없었어] speaks for the target, [−음악은] against it; then the target with its probability, and what is marked with its
 * score, the strongest first.
 */
export function renderPlain({ heatMap, probability }: Shown): string {
  const text = segmentsOf(heatMap)
    .map(({ text, score }) => (score === 0 ? text : `[${score > 0 ? '+' : '−'}${text}]`))
    .join('')
  return [text, '', `${heatMap.target}  ${percent(probability)}`, ...tableOf(heatMap)].join('\n')
}

/** A line for each marked run: '+1.00  재미 없었어'. */
export const tableOf = (heatMap: Shown['heatMap']): string[] =>
  evidenceOf(heatMap).map(({ text, score }) => `${signed(score)}  ${text}`)
