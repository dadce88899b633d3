import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers'
import { MalgwiError } from '../../../errors.js'
import { kept } from '../batches/length.js'
import { type FolderOptions, type ModelFolder, modelFolder } from './folder.js'
import type { Piece } from './morphemes.js'
import { type EojeolTokenizer, eojeolTokenizer } from './tokenizer.js'
import { transformers } from './transformers.js'

/** A document as a model sees it. */
export interface Encoded {
  /**
   * Hidden states [pieces × width] of the last layer; of a document without pieces, the first special token's. From a model that
   * classifies texts, its logits [width].
   */
  features: Float32Array
  /** The tokens that were read, in order: special ones are not among them. */
  pieces: Piece[]
}

/** A model in Hugging Face layout, opened: what lies under the head. */
export interface Backbone {
  readonly folder: ModelFolder
  /** Hidden states of the last layer, or the logits of a model that classifies texts. */
  readonly kind: 'features' | 'logits'
  readonly width: number
  /** Pieces of a document that are read, special tokens not counted: of a longer one the first and the last half of them. */
  readonly maxLength: number
  /** @throws MalgwiError MODEL_RUN_FAILED */
  encode(documents: readonly (readonly string[])[]): Promise<Encoded[]>
  release(): Promise<void>
}

export interface BackboneOptions extends FolderOptions {
  threads: number
  /** Pieces of a document at most; the model's own limit, if that is lower. */
  maxLength?: number
}

/** Tokens of one run, padding included: more do not make it faster, and take memory. */
const TOKENS = 4096
const DOCUMENTS = 64
/** Where config.json gives no limit. */
const POSITIONS = 512
/** These count positions from after the padding's number. */
const OFFSET_POSITIONS = new Set(['roberta', 'xlm-roberta', 'camembert', 'mpnet'])
const HIDDEN_STATES = ['last_hidden_state', 'token_embeddings']
const FATAL_ONLY = 4

/**
 * Opens a model from a local folder; nothing is fetched from anywhere.
 *
 * @throws MalgwiError MODEL_FOLDER, MODEL_TOKENIZER, MODEL_WEIGHTS, MODEL_INVALID, MODEL_TASK, MODEL_SHAPE
 */
export async function openBackbone(path: string, options: BackboneOptions): Promise<Backbone> {
  const folder = modelFolder(path, options)
  const { Tensor: TensorClass } = await transformers()
  const tokenizer = await openTokenizer(folder)
  const model = await openModel(folder, options.threads)
  try {
    const run = runnerOf(model, TensorClass, tokenizer.padding)
    const { kind, width } = await probe(run, tokenizer, folder)
    const maxLength = lengthLimit(folder, tokenizer, options.maxLength)
    return {
      folder,
      kind,
      width,
      maxLength,
      encode: (documents) => encode(documents, { run, tokenizer, kind, width, maxLength }),
      async release() {
        await model.dispose()
      },
    }
  } catch (error) {
    await model.dispose()
    throw error
  }
}

const reason = (error: unknown): string =>
  String(error instanceof Error ? error.message : error)
    .replaceAll(/\s+/g, ' ')
    .trim()

async function openTokenizer({ dir }: ModelFolder): Promise<EojeolTokenizer> {
  const { AutoTokenizer } = await transformers()
  try {
    const tokenizer: PreTrainedTokenizer = await AutoTokenizer.from_pretrained(dir, { local_files_only: true })
    return eojeolTokenizer(tokenizer)
  } catch (error) {
    throw new MalgwiError('MODEL_TOKENIZER', `${dir}: ${reason(error)}`)
  }
}

async function openModel({ dir, subfolder, weights }: ModelFolder, threads: number): Promise<PreTrainedModel> {
  const { AutoModel } = await transformers()
  try {
    return await AutoModel.from_pretrained(dir, {
      local_files_only: true,
      subfolder,
      model_file_name: weights.replace(/\.onnx$/, ''),
      // The precision is in the name already.
      dtype: 'fp32',
      device: 'cpu',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: FATAL_ONLY },
    })
  } catch (error) {
    throw new MalgwiError('MODEL_INVALID', `${dir}: ${reason(error)}`)
  }
}

/** Rows of token numbers, of any lengths, to the model's outputs by name. */
type Run = (rows: readonly (readonly number[])[]) => Promise<{ steps: number; outputs: Record<string, Tensor> }>

function runnerOf(model: PreTrainedModel, TensorClass: typeof Tensor, padding: number): Run {
  return async (rows) => {
    const steps = rows.reduce((most, row) => Math.max(most, row.length), 1)
    const ids = new BigInt64Array(rows.length * steps).fill(BigInt(padding))
    const mask = new BigInt64Array(ids.length)
    for (const [r, row] of rows.entries()) {
      for (const [t, id] of row.entries()) {
        ids[r * steps + t] = BigInt(id)
        mask[r * steps + t] = 1n
      }
    }
    const dims = [rows.length, steps]
    const outputs: Record<string, Tensor> = await model({
      input_ids: new TensorClass('int64', ids, dims),
      attention_mask: new TensorClass('int64', mask, dims),
    })
    return { steps, outputs }
  }
}

/** ONNX Runtime's words for a token that the weights have no row for. */
const OUT_OF_BOUNDS = /out of (data )?bounds/i

/** What the model gives, seen by trying it, on the highest token too. */
async function probe(
  run: Run,
  tokenizer: EojeolTokenizer,
  { dir, config, weights }: ModelFolder,
): Promise<{ kind: Backbone['kind']; width: number }> {
  const row = [...tokenizer.before, tokenizer.highest, ...tokenizer.after]
  let outputs: Record<string, Tensor>
  try {
    outputs = (await run([row])).outputs
  } catch (error) {
    if (OUT_OF_BOUNDS.test(reason(error))) {
      throw new MalgwiError('MODEL_SHAPE', `${weights} in ${dir} has no row for token ${tokenizer.highest} of the tokenizer`)
    }
    throw new MalgwiError('MODEL_TASK', `${weights} in ${dir} does not run on input_ids and attention_mask: ${reason(error)}`)
  }
  const hidden = hiddenStates(outputs)
  if (hidden) {
    const [, steps, width] = hidden.dims
    const told = config.hidden_size ?? config.dim ?? config.d_model
    if (hidden.dims.length !== 3 || steps !== row.length || (typeof told === 'number' && told !== width)) {
      const dims = `${weights} gives hidden states [${hidden.dims}] for ${row.length} tokens`
      throw new MalgwiError('MODEL_SHAPE', `${dims}, config.json says hidden_size ${told}`)
    }
    return { kind: 'features', width }
  }
  const { logits } = outputs
  if (logits?.dims.length === 2) {
    const width = logits.dims[1]
    const labels = config.id2label
    const told = typeof labels === 'object' && labels !== null ? Object.keys(labels).length : config.num_labels
    if (typeof told === 'number' && told !== width) {
      throw new MalgwiError('MODEL_SHAPE', `${weights} gives ${width} logits, config.json names ${told} labels`)
    }
    return { kind: 'logits', width }
  }
  const shapes = Object.entries(outputs).map(([name, { dims }]) => `${name} [${dims}]`)
  throw new MalgwiError('MODEL_TASK', `${weights} in ${dir} gives ${shapes.join(', ')}`)
}

function hiddenStates(outputs: Record<string, Tensor>): Tensor | undefined {
  const name = HIDDEN_STATES.find((output) => outputs[output] !== undefined)
  return name === undefined ? undefined : outputs[name]
}

function lengthLimit({ config }: ModelFolder, { before, after }: EojeolTokenizer, wanted = Number.POSITIVE_INFINITY): number {
  const positions = typeof config.max_position_embeddings === 'number' ? config.max_position_embeddings : POSITIONS
  const padding = typeof config.pad_token_id === 'number' ? config.pad_token_id : 1
  const offset = OFFSET_POSITIONS.has(String(config.model_type)) ? padding + 1 : 0
  return Math.max(1, Math.min(wanted, positions - offset - before.length - after.length))
}

interface Encoding {
  run: Run
  tokenizer: EojeolTokenizer
  kind: Backbone['kind']
  width: number
  maxLength: number
}

async function encode(documents: readonly (readonly string[])[], encoding: Encoding): Promise<Encoded[]> {
  const { run, tokenizer, maxLength } = encoding
  const { before, after, padding } = tokenizer
  const read = documents.map((eojeols) => {
    const { ids, pieces } = tokenizer.encode(eojeols)
    const { head, tail } = kept(ids.length, maxLength)
    const cut = <T>(all: T[]): T[] => (tail === 0 ? all : [...all.slice(0, head), ...all.slice(all.length - tail)])
    const row = [...before, ...cut(ids), ...after]
    return { row: row.length === 0 ? [padding] : row, pieces: cut(pieces) }
  })
  const order = read.map((_, d) => d).sort((a, b) => read[a].row.length - read[b].row.length || a - b)
  const encoded = new Array<Encoded>(documents.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    const fits = (end: number): boolean => end - from < DOCUMENTS && (end - from + 1) * read[order[end]].row.length <= TOKENS
    to = from + 1
    while (to < order.length && fits(to)) to++
    const docs = order.slice(from, to)
    const { steps, outputs } = await runWell(
      run,
      docs.map((doc) => read[doc].row),
    )
    const output = (encoding.kind === 'features' ? (hiddenStates(outputs) as Tensor) : outputs.logits).to('float32')
    const data = output.data as Float32Array
    for (const [r, doc] of docs.entries()) {
      const { pieces } = read[doc]
      encoded[doc] = { features: rowsOf(data, r, steps, pieces.length, encoding), pieces }
    }
  }
  return encoded
}

async function runWell(run: Run, rows: readonly (readonly number[])[]): ReturnType<Run> {
  try {
    return await run(rows)
  } catch (error) {
    throw new MalgwiError('MODEL_RUN_FAILED', reason(error))
  }
}

function rowsOf(
  data: Float32Array,
  r: number,
  steps: number,
  pieces: number,
  { kind, width, tokenizer }: Encoding,
): Float32Array {
  if (kind === 'logits') return data.slice(r * width, (r + 1) * width)
  const start = r * steps + (pieces === 0 ? 0 : tokenizer.before.length)
  return data.slice(start * width, (start + Math.max(1, pieces)) * width)
}
