import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** One of the charts side by side. */
export type Panel = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number]

/** Okabe and Ito's blue and vermilion, which colour-blind people tell apart; the dashes and shapes do so without colour. */
export const COLOURS = ['#0072b2', '#d55e00']
/** What explains rather than shows: marked values, lines to read by. */
export const MARKED = '#5f5f5f'
export const SIZE = { width: 340, height: 240 }

/** Draws panels side by side under a title; an SVG of its own, on white. */
export async function drawPanels(
  panels: Panel[],
  words: { title: string; subtitle: string; description: string },
): Promise<string> {
  const { title, subtitle, description } = words
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description,
    title: { text: title, subtitle, anchor: 'start', offset: 12 },
    background: 'white',
    padding: 16,
    spacing: 40,
    hconcat: panels,
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { fontSize: 16, subtitleFontSize: 12, subtitleColor: MARKED, subtitlePadding: 4 },
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
