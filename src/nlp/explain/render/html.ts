import type { Language } from '../../text/language.js'
import { groundOf, hex, INK } from './colours.js'
import { LABELS } from './labels.js'
import { escapeMarkup, FONTS } from './markup.js'
import { evidenceOf, percent, type Segment, type Shown, segmentsOf, signed } from './segments.js'

const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; padding: 2rem 1.25rem; font-family: ${FONTS}; line-height: 1.5; background: Canvas; color: CanvasText }
main { max-width: 44rem; margin: 0 auto }
h1 { margin: 0 0 1.25rem; font-size: 1rem; font-weight: 600 }
.text { margin: 0; font-size: 1.375rem; line-height: 2; white-space: pre-wrap; overflow-wrap: anywhere; word-break: keep-all }
mark { padding: .15em .2em; border-radius: .25em; color: ${hex(INK)}; box-decoration-break: clone; -webkit-box-decoration-break: clone;
  text-decoration: underline; text-decoration-thickness: .08em; text-underline-offset: .2em }
mark.against { text-decoration-style: dashed }
.key { margin: 1.5rem 0 .75rem; font-size: .875rem }
.key mark { margin-right: 1.25rem }
table { border-collapse: collapse; font-size: .875rem }
td { padding: .2rem 1rem .2rem 0; vertical-align: top }
td:first-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
`

/**
 * A page that needs nothing else: the text on grounds of the two colours, evidence for the target underlined with a line, evidence against it
 * with a broken one; the target with its probability, a legend, and a table of what is marked with its score. Light and dark.
 */
export function renderHtml({ heatMap, probability }: Shown, language: Language = 'ko'): string {
  const labels = LABELS[language]
  const title = escapeMarkup(`${labels.title(heatMap.target)} · ${percent(probability)}`)
  const text = segmentsOf(heatMap).map(runOf).join('')
  const key = [
    { text: `+ ${labels.for(heatMap.target)}`, score: 1 },
    { text: `− ${labels.against(heatMap.target)}`, score: -1 },
  ]
  const rows = evidenceOf(heatMap).map(({ text, score }) => `<tr><td>${signed(score)}</td><td>${escapeMarkup(text)}</td></tr>`)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="text">${text}</p>
<p class="key">${key.map(runOf).join('')}</p>
<table>${rows.join('')}</table>
</main>
</body>
</html>
`
}

function runOf({ text, score }: Segment): string {
  const ground = groundOf(score)
  if (!ground) return escapeMarkup(text)
  const side = score > 0 ? 'for' : 'against'
  return `<mark class="${side}" style="background:${hex(ground)}" title="${signed(score)}">${escapeMarkup(text)}</mark>`
}
