import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decodeSafetensors, encodeSafetensors, type Tensors } from '../bundle/safetensors.js'
import { MalgwiError } from '../errors.js'
import type { BertConfig } from '../nlp/encoder/bert/config.js'
import { configFile, fromHuggingFace, readConfig, toHuggingFace } from '../nlp/encoder/bert/exchange.js'
import { hiddenStatesGraph } from '../nlp/encoder/bert/hidden-states-graph.js'
import { readWordPiece, tokenizerFiles } from '../nlp/encoder/bert/tokenizer-files.js'
import type { WordPiece } from '../nlp/encoder/bert/wordpiece.js'

/** A BERT with its tokenizer. */
export interface BertModel {
  config: BertConfig
  /** As `bertShapes` names them, and `headShapes` where the head for masked-language modelling is there. */
  parameters: Record<string, Float32Array>
  wordpiece: WordPiece
}

const WEIGHTS = 'model.safetensors'
const CONFIG = 'config.json'

/** Writes a model in Hugging Face layout, tokenizer, safetensors and ONNX; files that are there already are replaced one by one. */
export function writeBertFolder(folder: string, { config, parameters, wordpiece }: BertModel): void {
  const weights = Object.entries(toHuggingFace(config, parameters)).map(([name, { shape, data }]) => [
    name,
    { dtype: 'F32' as const, shape, data },
  ])
  const files: Record<string, string | Uint8Array> = {
    ...tokenizerFiles(wordpiece, config.positions),
    [CONFIG]: JSON.stringify(configFile(config, wordpiece.special('[PAD]')), null, 2),
    [WEIGHTS]: encodeSafetensors(Object.fromEntries(weights)),
    'onnx/model.onnx': hiddenStatesGraph(config, parameters),
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.part`, content)
    renameSync(`${path}.part`, path)
  }
}

/**
 * Reads a BERT or ELECTRA with model.safetensors in Hugging Face layout, to train it further.
 *
 * @throws MalgwiError MODEL_FOLDER, MODEL_TOKENIZER, MODEL_KIND, MODEL_SHAPE, MODEL_SAFETENSORS
 */
export function readBertFolder(folder: string): BertModel {
  const read = (name: string): Buffer | undefined => {
    try {
      return readFileSync(join(folder, name))
    } catch {
      return undefined
    }
  }
  const text = (name: string): string | undefined => read(name)?.toString('utf8')
  const json = text(CONFIG)
  if (json === undefined) throw new MalgwiError('MODEL_FOLDER', folder)
  const config = readConfig(parseConfig(json, folder), join(folder, CONFIG))
  const wordpiece = readWordPiece(text, folder)
  if (wordpiece.vocabulary.length > config.vocabulary)
    throw new MalgwiError(
      'MODEL_SHAPE',
      `the tokenizer in ${folder} has ${wordpiece.vocabulary.length} pieces, config.json says ${config.vocabulary}`,
    )
  const bytes = read(WEIGHTS)
  if (bytes === undefined) throw new MalgwiError('MODEL_SAFETENSORS', `there is no ${WEIGHTS} in ${folder}`)
  const tensors = decode(bytes, join(folder, WEIGHTS))
  const known = new Set(tensors.names)
  const parameters = fromHuggingFace(
    config,
    (name) => (known.has(name) ? tensors.floats(name) : undefined),
    join(folder, WEIGHTS),
  )
  return { config, parameters, wordpiece }
}

function parseConfig(json: string, folder: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    throw new MalgwiError('MODEL_SHAPE', `${CONFIG} in ${folder} is no JSON`)
  }
}

/** A damaged file of weights is none of a bundle's: the way out is another. */
function decode(bytes: Uint8Array, file: string): Tensors {
  try {
    return decodeSafetensors(bytes, file)
  } catch (error) {
    const detail = error instanceof MalgwiError ? error.message.replace(/^The bundle is damaged: (.*)\. Restore.*$/, '$1') : file
    throw new MalgwiError('MODEL_SAFETENSORS', detail)
  }
}
