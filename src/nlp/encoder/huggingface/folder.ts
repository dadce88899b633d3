import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MalgwiError } from '../../../errors.js'

/** Precisions of weights, each with what the name of its file ends in: transformers.js's and optimum's names. */
export const DTYPES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const
export type Dtype = keyof typeof DTYPES

/** A model in Hugging Face layout. */
export interface ModelFolder {
  /** Absolute. */
  dir: string
  config: Record<string, unknown>
  /** Where in it the weights are, and the ONNX file there. */
  subfolder: '' | 'onnx'
  weights: string
  /** Files beside the weights that hold their numbers, where those are too many for one file. */
  external: string[]
}

const CONFIG = 'config.json'
const TOKENIZER = ['tokenizer.json', 'tokenizer_config.json']
/** The rest of the weights is beside them as model.onnx_data (optimum), model.onnx_data_1 … or model.onnx.data (PyTorch). */
const EXTERNAL = /^\.data$|^_data(_\d+)?$/
const WEIGHTS = /^model.*\.onnx$/

/** Whether it could be the name of a model on the hub: one name, or an owner's and a model's. */
export const isHubName = (name: string): boolean => /^[\w][\w.-]*(\/[\w][\w.-]*)?$/.test(name) && !name.includes('..')

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** Which of a folder's files are meant. */
export interface FolderOptions {
  /** Which weights are wanted; without it those in full precision, and where there are none the first by name. */
  dtype?: Dtype
  /** Names of all that may be read: the files that a bundle lists. */
  only?: readonly string[]
}

/**
 * Finds a model's files: config.json, tokenizer.json and tokenizer_config.json, and its ONNX weights beside them (where
 * optimum and bundles have them) or in onnx/ (where transformers.js has them).
 *
 * @throws MalgwiError MODEL_FOLDER, MODEL_TOKENIZER, MODEL_WEIGHTS
 */
export function modelFolder(path: string, { dtype, only }: FolderOptions = {}): ModelFolder {
  const dir = resolve(path)
  const listed = (name: string): boolean => only === undefined || only.includes(name)
  if (!existsSync(join(dir, CONFIG)) || !listed(CONFIG)) {
    throw new MalgwiError('MODEL_FOLDER', existsSync(dir) ? `${dir} (it has no ${CONFIG})` : path)
  }
  for (const name of TOKENIZER) {
    if (!isFile(join(dir, name)) || !listed(name)) throw new MalgwiError('MODEL_TOKENIZER', `${dir} has no ${name}`)
  }
  const config = readObject(dir, CONFIG)
  const wanted = `model${DTYPES[dtype ?? 'fp32']}.onnx`
  const places = (['', 'onnx'] as const).map((subfolder) => {
    const all = existsSync(join(dir, subfolder)) ? readdirSync(join(dir, subfolder)).sort() : []
    return { subfolder, names: all.filter(listed) }
  })
  for (const isWanted of [(name: string) => name === wanted, (name: string) => dtype === undefined && WEIGHTS.test(name)]) {
    for (const { subfolder, names } of places) {
      const weights = names.find(isWanted)
      if (weights === undefined) continue
      const external = names.filter((name) => name.startsWith(weights) && EXTERNAL.test(name.slice(weights.length)))
      return { dir, config, subfolder, weights, external }
    }
  }
  throw new MalgwiError('MODEL_WEIGHTS', `${dir} has no ${wanted}, nor has a folder onnx in it`)
}

function readObject(dir: string, name: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(readFileSync(join(dir, name), 'utf8'))
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  } catch {}
  throw new MalgwiError('MODEL_FOLDER', `${dir} (its ${name} is no JSON object)`)
}

/** Path of each file that the model needs, by the name that it has in a bundle: all of them side by side. */
export function filesOf({ dir, subfolder, weights, external }: ModelFolder): Record<string, string> {
  return Object.fromEntries([
    ...[CONFIG, ...TOKENIZER].map((name) => [name, join(dir, name)]),
    ...[weights, ...external].map((name) => [name, join(dir, subfolder, name)]),
  ])
}

/** Bytes of all those files together. */
export const modelSize = (folder: ModelFolder): number =>
  Object.values(filesOf(folder)).reduce((sum, path) => sum + statSync(path).size, 0)

/**
 * A model's files by the names that they have in a bundle, which is thereby a folder in Hugging Face layout itself.
 * @throws MalgwiError as `modelFolder`
 */
export function huggingFaceFiles(path: string, dtype?: Dtype): Record<string, Uint8Array> {
  const files = Object.entries(filesOf(modelFolder(path, { dtype })))
  return Object.fromEntries(files.map(([name, file]) => [name, readFileSync(file)]))
}

/** SHA-256 over all files of a model, read piece by piece. */
export async function modelFingerprint(folder: ModelFolder): Promise<string> {
  const hash = createHash('sha256')
  for (const [name, path] of Object.entries(filesOf(folder))) {
    hash.update(`${name} ${statSync(path).size}\n`)
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Uint8Array)
  }
  return hash.digest('hex')
}
