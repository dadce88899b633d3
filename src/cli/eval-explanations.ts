import { openBundle } from '../bundle/open.js'
import { readConfig } from '../config/config.js'
import type { Scale } from '../corpus/review.js'
import { MalgwiError } from '../errors.js'
import { readMarked } from '../eval/explanations/marked.js'
import { sampleTexts } from '../eval/explanations/sample.js'
import { evaluateExplanations } from '../eval/explanations.js'
import { openTrained } from '../nlp/encoder/open.js'
import { METHODS, type Method, type TrainedModel } from '../nlp/explain/method.js'
import { methodsOf, openExplainer } from '../nlp/explain/open.js'
import { openTokenizer } from '../nlp/text/tokenizer.js'
import { Compounds, Domain, EncoderRecord, FILES } from '../recognizer/files.js'
import { readColumns } from './columns.js'
import { explanationLines } from './explanation-table.js'
import { logLook } from './look-log.js'
import { announceEngine, type BundleOptions, bundleFolder } from './open.js'
import { printJson, printLine } from './output.js'
import { showProgress } from './progress.js'

export interface ExplanationsCommand extends BundleOptions {
  reviews: string
  onlyIds?: string
  excludeIds?: string
  validation?: boolean
  columns?: string
  scale?: Scale
  sample?: number
  methods?: string
  marked?: string
  seed?: number
  json?: boolean
}

const SAMPLE = 2000
const SEED = 1

export async function evalExplanations(command: ExplanationsCommand): Promise<void> {
  const { sample = SAMPLE, seed = SEED, onlyIds } = command
  const asked = readMethods(command.methods)
  const folder = bundleFolder(command)
  const bundle = openBundle(folder)
  const { targets } = bundle.json(FILES.domain, Domain)
  const marked = command.marked === undefined ? undefined : await readMarked(command.marked, targets)
  const record = bundle.json(FILES.encoderRecord, EncoderRecord)
  const trained: TrainedModel = { record, onnx: bundle.bytes(FILES.encoder), folder: bundle.dir }
  const config = readConfig()
  const options = { engine: command.engine ?? config.engine, threads: command.threads ?? config.threads }
  await announceEngine(options.engine)
  const open = (method: Method, model: TrainedModel, own: number) => openExplainer(method, model, { ...options, seed: own })
  // What does not apply is heard of before anything is read.
  for (const method of asked ?? []) await (await open(method, trained, seed)).release()
  const tokenizer = openTokenizer({ compounds: bundle.json(FILES.compounds, Compounds) })
  const texts = await sampleTexts({ ...command, columns: readColumns(command.columns) }, sample, seed)
  const encoder = await openTrained(record, trained.onnx, trained.folder, options)
  const { progress, stop } = showProgress()
  try {
    const report = await evaluateExplanations(
      { trained, tokenizer, targets, encoder, open },
      texts,
      { methods: asked ?? methodsOf(trained), seed, marked },
      (step, done, total) => progress(step, done, total),
    )
    const drawn = { sample, seed, ...report }
    if (onlyIds !== undefined) logLook({ bundle: folder, from: command.reviews, onlyIds, explanations: drawn })
    stop()
    if (command.json) return printJson(drawn)
    for (const line of explanationLines(report)) printLine(line)
  } finally {
    stop()
    await encoder.release()
  }
}

/** @throws MalgwiError USAGE */
function readMethods(written: string | undefined): Method[] | undefined {
  return written?.split(',').map((part) => {
    const method = METHODS.find((known) => known === part.trim())
    if (!method) throw new MalgwiError('USAGE', `--methods: there is no "${part}"; there are ${METHODS.join(', ')}.`)
    return method
  })
}
