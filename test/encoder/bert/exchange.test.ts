import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AutoModel, AutoTokenizer, env, pipeline, type Tensor } from '@huggingface/transformers'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '#src/bundle/safetensors.js'
import type { BertConfig } from '#src/nlp/encoder/bert/config.js'
import { bert, firstType } from '#src/nlp/encoder/bert/graph.js'
import { hiddenStatesGraph } from '#src/nlp/encoder/bert/hidden-states-graph.js'
import { bertShapes } from '#src/nlp/encoder/bert/parameters.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { gatherRows } from '#src/nlp/tensor/ops/gather-rows.js'
import { readBertFolder, writeBertFolder } from '#src/pipeline/bert-folder.js'
import { numbersOf, relativeError } from '../../tensor/numbers.js'
import { referenceBert } from './reference.js'
import { temporaryFolder, tinyConfig, tinyParameters, tinyWordPiece } from './tiny.js'

const root = temporaryFolder()
afterAll(() => rmSync(root, { recursive: true }))

const wordpiece = tinyWordPiece()
const config = tinyConfig(wordpiece.vocabulary.length)
const parameters = tinyParameters(config)
const folder = join(root, 'model')
writeBertFolder(folder, { config, parameters, wordpiece })
env.allowRemoteModels = false
env.localModelPath = dirname(folder)

const TEXTS = ['영화는 정말 최고!', '이야기가 별로다', '정말']
const int64 = (dims: number[], data: number[]) => ({ dtype: 'int64' as const, dims, data: BigInt64Array.from(data, BigInt) })

/** The last hidden states [T, B, H] of the graph that trains, for rows of numbers, 0 being padding. */
async function trained(rows: number[][]): Promise<{ states: Float32Array; at: (t: number, b: number) => number[] }> {
  const steps = Math.max(...rows.map((row) => row.length))
  const graph = new Graph()
  const ids = graph.input('ids', ['T', 'B'], { dtype: 'int64' })
  const mask = graph.input('mask', ['T', 'B', 1])
  const weights = Object.fromEntries(
    Object.entries(bertShapes(config)).map(([name, dims]) => [name, graph.input(name, dims, { needsGrad: true })]),
  )
  const words = gatherRows(graph, weights['embeddings.word_embeddings.weight'], ids)
  graph.output('y', bert(graph, { words, types: firstType(graph, weights), mask }, weights, config))
  const session = await onnxruntime.open(writeOnnx(graph.onnx('trained')), { threads: 1 })
  const size = rows.length
  const cell = (i: number): number | undefined => rows[i % size][Math.floor(i / size)]
  const cells = Array.from({ length: steps * size }, (_, i) => cell(i))
  const fed = Object.entries(bertShapes(config)).map(([name, dims]) => [
    name,
    { dtype: 'float32' as const, dims, data: parameters[name] },
  ])
  const { y } = await session.run(
    {
      ...Object.fromEntries(fed),
      ids: int64(
        [steps, size],
        cells.map((id) => id ?? 0),
      ),
      mask: { dtype: 'float32', dims: [steps, size, 1], data: Float32Array.from(cells, (id) => (id === undefined ? -1e9 : 0)) },
    },
    ['y'],
  )
  await session.release()
  const states = y.data as Float32Array
  const { hidden } = config
  return { states, at: (t, b) => Array.from(states.subarray((t * size + b) * hidden, (t * size + b + 1) * hidden)) }
}

describe('a model written in Hugging Face layout', () => {
  test('is loaded by transformers.js and answers as the graph that trains', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(basename(folder))
    const rows = TEXTS.map((text) => tokenizer.encode(text))
    const { at } = await trained(rows)
    const model = await AutoModel.from_pretrained(basename(folder), { dtype: 'fp32' })
    const inputs = tokenizer(TEXTS, { padding: true })
    const { last_hidden_state: states } = (await model(inputs)) as { last_hidden_state: Tensor }
    await model.dispose()
    const [, steps, width] = states.dims
    for (const [b, row] of rows.entries())
      for (let t = 0; t < row.length; t++) {
        const from = (b * steps + t) * width
        const theirs = Array.from((states.data as Float32Array).subarray(from, from + width))
        expect(relativeError(theirs, at(t, b))).toBeLessThan(1e-4)
      }

    const extract = await pipeline('feature-extraction', basename(folder), { dtype: 'fp32' })
    const one = await extract(TEXTS[1])
    await extract.dispose()
    expect(one.dims).toEqual([1, rows[1].length, config.hidden])
    const ours = rows[1].flatMap((_, t) => at(t, 1))
    expect(relativeError(Array.from(one.data as Float32Array), ours)).toBeLessThan(1e-4)
  })

  test('computes what a BERT is by the equations, in either engine', async () => {
    const ids = [2, 7, 30, 11, 3]
    const types = [0, 0, 1, 1, 1]
    const expected = referenceBert(config, parameters, ids, types)
    const feeds = {
      input_ids: int64([1, 5], ids),
      attention_mask: int64([1, 5], [1, 1, 1, 1, 1]),
      token_type_ids: int64([1, 5], types),
    }
    for (const engine of [onnxruntime, tfjs]) {
      const session = await engine.open(hiddenStatesGraph(config, parameters), { threads: 1 })
      const { last_hidden_state: states } = await session.run(feeds, ['last_hidden_state'])
      await session.release()
      expect(states.dims).toEqual([1, 5, config.hidden])
      expect(relativeError(numbersOf(states), expected)).toBeLessThan(1e-5)
    }
  })

  test('padding changes nothing', async () => {
    const session = await onnxruntime.open(hiddenStatesGraph(config, parameters), { threads: 1 })
    const run = async (ids: number[], mask: number[]) => {
      const dims = [1, ids.length]
      const feeds = {
        input_ids: int64(dims, ids),
        attention_mask: int64(dims, mask),
        token_type_ids: int64(
          dims,
          ids.map(() => 0),
        ),
      }
      return numbersOf((await session.run(feeds, ['last_hidden_state'])).last_hidden_state)
    }
    const bare = await run([2, 9, 3], [1, 1, 1])
    const padded = await run([2, 9, 3, 0, 0], [1, 1, 1, 0, 0])
    expect(relativeError(padded.slice(0, bare.length), bare)).toBeLessThan(1e-6)
    await session.release()
  })

  test('comes back with the very same parameters, the head included', () => {
    const again = readBertFolder(folder)
    expect(again.config).toEqual(config)
    expect(again.parameters).toEqual(parameters)
    expect(again.wordpiece.vocabulary).toEqual(wordpiece.vocabulary)
  })

  test('names its weights as BertForMaskedLM does', () => {
    const { names, floats } = decodeSafetensors(readFileSync(join(folder, 'model.safetensors')))
    expect(names).toContain('bert.encoder.layer.1.attention.self.value.bias')
    expect(names).toContain('cls.predictions.transform.dense.weight')
    expect(floats('bert.encoder.layer.0.intermediate.dense.weight').shape).toEqual([64, 16])
    const key = floats('bert.encoder.layer.0.attention.self.key.weight')
    expect(key.shape).toEqual([16, 16])
    expect(key.data).toEqual(parameters['encoder.layer.0.attention.self.qkv.weight'].slice(256, 512))
  })
})

/** The folder again, with weights renamed or reshaped and config.json changed. */
function changed(
  name: string,
  change: (tensors: Record<string, StoredTensor>) => Record<string, StoredTensor>,
  settings: Record<string, unknown> = {},
): string {
  const dir = join(root, name)
  writeBertFolder(dir, { config, parameters, wordpiece })
  const file = join(dir, 'model.safetensors')
  const { names, get } = decodeSafetensors(readFileSync(file))
  writeFileSync(file, encodeSafetensors(change(Object.fromEntries(names.map((each) => [each, get(each)])))))
  const path = join(dir, 'config.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...settings }))
  return dir
}

const renamed = (tensors: Record<string, StoredTensor>, name: (old: string) => string): Record<string, StoredTensor> =>
  Object.fromEntries(Object.entries(tensors).map(([old, tensor]) => [name(old), tensor]))

describe('weights from elsewhere', () => {
  const body = Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith('cls.')))

  test('are taken without a prefix, with TensorFlow’s names of normalisations, and without the head', () => {
    const dir = changed('bare', (tensors) => {
      const own = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith('cls.')))
      return renamed(own, (name) =>
        name.slice(5).replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
      )
    })
    expect(readBertFolder(dir).parameters).toEqual(body)
  })

  test('of an ELECTRA are taken with its narrower embeddings', () => {
    const small: BertConfig = { ...config, embedding: 8 }
    const values = tinyParameters(small)
    const dir = join(root, 'electra')
    writeBertFolder(dir, { config: small, parameters: values, wordpiece })
    const file = join(dir, 'model.safetensors')
    const { names, get } = decodeSafetensors(readFileSync(file))
    const own = names.filter((name) => name.startsWith('bert.')).map((name) => [name.replace('bert.', 'electra.'), get(name)])
    writeFileSync(file, encodeSafetensors(Object.fromEntries(own)))
    const path = join(dir, 'config.json')
    const settings = { ...JSON.parse(readFileSync(path, 'utf8')), model_type: 'electra', embedding_size: 8 }
    writeFileSync(path, JSON.stringify(settings))
    const read = readBertFolder(dir)
    expect(read.config).toEqual(small)
    expect(read.parameters['embeddings_project.weight']).toEqual(values['embeddings_project.weight'])
    expect(Object.keys(read.parameters).sort()).toEqual(Object.keys(bertShapes(small)).sort())
  })

  test('that are missing or of the wrong shape are named in one line that says what to do', () => {
    const gone = changed('gone', (tensors) => {
      const { 'bert.encoder.layer.1.output.dense.bias': _, ...rest } = tensors
      return rest
    })
    expect(() => readBertFolder(gone)).toThrow(
      /has no bert\.encoder\.layer\.1\.output\.dense\.bias, which config\.json asks for\. .*Export/,
    )
    const wrong = changed('wrong', (tensors) => tensors, { intermediate_size: 48 })
    expect(() => readBertFolder(wrong)).toThrow(/intermediate\.dense\.weight in .* is \[64,16\], config\.json says \[48,16\]/)
    const other = changed('other', (tensors) => renamed(tensors, (name) => `deberta.${name}`))
    expect(() => readBertFolder(other)).toThrow(/has no embeddings\.word_embeddings\.weight/)
    const heads = changed('heads', (tensors) => tensors, { num_attention_heads: 3 })
    expect(() => readBertFolder(heads)).toThrow(/hidden_size 16, which 3 heads do not divide/)
    const kind = changed('kind', (tensors) => tensors, { model_type: 'roberta' })
    expect(() => readBertFolder(kind)).toThrow(/cannot be trained here: .* says model_type roberta/)
    expect(() => readBertFolder(join(root, 'nowhere'))).toThrow(/There is no model in Hugging Face layout/)
    const cut = changed('cut', (tensors) => tensors)
    const file = join(cut, 'model.safetensors')
    writeFileSync(file, readFileSync(file).subarray(0, 3000))
    expect(() => readBertFolder(cut)).toThrow(/^The weights cannot be read: [^\n]*model\.save_pretrained/)
  })
})
