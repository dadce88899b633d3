import { writeFileSync } from 'node:fs'
import { openBundle } from '../bundle/open.js'
import { MalgwiError } from '../errors.js'
import type { HeatOf } from '../nlp/explain/heat-map.js'
import type { Method } from '../nlp/explain/method.js'
import { openExplainer } from '../nlp/explain/open.js'
import { colourDepthOf, renderAnsi } from '../nlp/explain/render/ansi.js'
import { renderHtml } from '../nlp/explain/render/html.js'
import { renderPlain } from '../nlp/explain/render/plain.js'
import type { Shown } from '../nlp/explain/render/segments.js'
import { renderSvg } from '../nlp/explain/render/svg.js'
import type { Language } from '../nlp/text/language.js'
import { Compounds, EncoderRecord, FILES } from '../recognizer/files.js'
import { checkArgument } from './analyze.js'
import { type BundleOptions, bundleFolder, engineOf, open } from './open.js'

type Format = 'json' | 'ansi' | 'html' | 'svg' | 'text'

interface Options extends BundleOptions {
  method: Method
  /** The most probable target unless given. */
  target?: string
  format?: Format
  json?: boolean
  out?: string
}

/** The method that every analysis uses: the recogniser has it. */
const DEFAULT_METHOD: Method = 'inclusion'

export async function explain(text: string, options: Options): Promise<void> {
  checkArgument(text, 'give a part of it')
  const recognizer = await open(options)
  const { target: read } = await recognizer.analyse(text)
  const target = options.target ?? read.label
  const heatMap = await heatMapBy(options, (heatOf) => recognizer.heatMap(text, target, heatOf))
  const shown = { heatMap, probability: read.probabilities[target] }
  const written = render(shown, formatOf(options), options)
  if (options.out === undefined) process.stdout.write(written)
  else write(options.out, written)
}

async function heatMapBy<T>(options: Options, use: (heatOf?: HeatOf) => Promise<T>): Promise<T> {
  if (options.method === DEFAULT_METHOD) return use()
  const bundle = openBundle(bundleFolder(options))
  const record = bundle.json(FILES.encoderRecord, EncoderRecord)
  const trained = { record, onnx: await bundle.bytesBeside(FILES.encoder), folder: bundle.dir }
  const explainer = await openExplainer(options.method, trained, engineOf(options))
  try {
    return await use((tokens, units, classes) =>
      explainer.explain(
        classes.map(() => tokens),
        classes,
        classes.map(() => units),
      ),
    )
  } finally {
    await explainer.release()
  }
}

/** Colours on a terminal that has them, else text. */
function formatOf({ format, json, out }: Options): Format {
  if (json) return 'json'
  return format ?? (process.stdout.isTTY && out === undefined ? 'ansi' : 'text')
}

function render(shown: Shown, format: Format, options: Options): string {
  const { heatMap, probability } = shown
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...heatMap, probability, method: options.method })}\n`
    case 'html':
      return renderHtml(shown, languageOf(options))
    case 'svg':
      return renderSvg(shown, languageOf(options))
    case 'ansi': {
      const depth = colourDepthOf(process.env)
      return `${depth === null ? renderPlain(shown) : renderAnsi(shown, depth)}\n`
    }
    default:
      return `${renderPlain(shown)}\n`
  }
}

/** The language of the bundle's reviews. */
const languageOf = (options: Options): Language =>
  openBundle(bundleFolder(options)).json(FILES.compounds, Compounds).language ?? 'ko'

function write(path: string, written: string): void {
  try {
    writeFileSync(path, written)
  } catch (error) {
    throw new MalgwiError('USAGE', `Nothing can be written to ${path} (${(error as NodeJS.ErrnoException).code}). Check --out.`)
  }
}
