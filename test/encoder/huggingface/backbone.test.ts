import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type Backbone, type BackboneOptions, openBackbone } from '#src/nlp/encoder/huggingface/backbone.js'
import { resolveModel } from '#src/nlp/encoder/huggingface/download.js'
import { huggingFaceFiles, modelFolder, modelSize } from '#src/nlp/encoder/huggingface/folder.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { type ModelOptions, makeModel, modelBytes, modelWithExternalData, temporaryFolder } from './make.js'

const folders: string[] = []
const opened: Backbone[] = []
afterEach(async () => {
  for (const backbone of opened.splice(0)) await backbone.release()
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function make(options: ModelOptions = {}): string {
  folders.push(makeModel(options))
  return folders[folders.length - 1]
}

function empty(): string {
  folders.push(temporaryFolder())
  return folders[folders.length - 1]
}

async function open(dir: string, options: Partial<BackboneOptions> = {}): Promise<Backbone> {
  const backbone = await openBackbone(dir, { threads: 1, ...options })
  opened.push(backbone)
  return backbone
}

/** The model run by ONNX Runtime itself, one text at a time: the hidden states of token numbers. */
async function reference(ids: number[]): Promise<Float32Array> {
  const session = await onnxruntime.open(modelBytes(), { threads: 1 })
  const feed = (values: number[]) => ({
    dtype: 'int64' as const,
    dims: [1, values.length],
    data: BigInt64Array.from(values, BigInt),
  })
  const feeds = { input_ids: feed(ids), attention_mask: feed(ids.map(() => 1)), token_type_ids: feed(ids.map(() => 0)) }
  const { last_hidden_state } = await session.run(feeds, ['last_hidden_state'])
  await session.release()
  return last_hidden_state.data as Float32Array
}

describe('a model in Hugging Face layout', () => {
  test('gives the hidden states of the pieces, whatever it is padded with, and none of special tokens', async () => {
    const backbone = await open(make())
    expect(backbone).toMatchObject({ kind: 'features', width: 8, maxLength: 30 })
    const documents = [['영화가', '최고!'], ['재미', '없었어', '정말', '최악'], ['ㅋㅋㅋ']]
    const encoded = await backbone.encode(documents)
    const ids = [2, 5, 20, 9, 16, 3]
    const states = await reference(ids)
    expect(encoded[0].pieces).toHaveLength(4)
    expect(encoded[0].features).toHaveLength(32)
    for (const [i, value] of encoded[0].features.entries()) expect(value).toBeCloseTo(states[8 + i], 6)
  })

  test('reads a document without words by its first special token', async () => {
    const [document] = await (await open(make())).encode([[]])
    const states = await reference([2, 3])
    expect(document.pieces).toEqual([])
    for (let k = 0; k < 8; k++) expect(document.features[k]).toBeCloseTo(states[k], 6)
  })

  test('reads the first and the last half of a document that is too long', async () => {
    const backbone = await open(make(), { maxLength: 4 })
    const [document] = await backbone.encode([['영화', '재미', '없', '있', '최고', '최악']])
    expect(document.pieces.map(({ eojeol }) => eojeol)).toEqual([0, 1, 4, 5])
    const states = await reference([2, 5, 6, 9, 10, 3])
    for (const [i, value] of document.features.entries()) expect(value).toBeCloseTo(states[8 + i], 6)
  })

  test('answers more documents than one run takes, in order', async () => {
    const backbone = await open(make())
    const documents = Array.from({ length: 300 }, (_, d) =>
      Array.from({ length: d % 7 }, (_, i) => ['영화', '최고', '최악'][(d + i) % 3]),
    )
    const encoded = await backbone.encode(documents)
    expect(encoded.map(({ pieces }) => pieces.length)).toEqual(documents.map((document) => document.length))
    const [again] = await backbone.encode([documents[20]])
    for (const [i, value] of encoded[20].features.entries()) expect(value).toBeCloseTo(again.features[i], 5)
  })

  test('gives logits where it classifies texts', async () => {
    const backbone = await open(make({ labels: 5 }))
    expect(backbone).toMatchObject({ kind: 'logits', width: 5 })
    const [document] = await backbone.encode([['영화가', '최고!']])
    expect(document.features).toHaveLength(5)
    expect(document.pieces).toHaveLength(4)
  })

  test('may have its weights beside config.json, and only in another precision', async () => {
    const dir = make()
    renameSync(join(dir, 'onnx', 'model.onnx'), join(dir, 'model_quantized.onnx'))
    rmSync(join(dir, 'onnx'), { recursive: true })
    const backbone = await open(dir)
    expect(backbone.folder).toMatchObject({ subfolder: '', weights: 'model_quantized.onnx' })
    expect((await backbone.encode([['최고']]))[0].features).toHaveLength(8)
  })

  test('has its weights beside config.json where they are in both places, as optimum writes them', async () => {
    const dir = make()
    writeFileSync(join(dir, 'model.onnx'), modelBytes({ hidden: 8 }))
    expect((await open(dir)).folder).toMatchObject({ subfolder: '', weights: 'model.onnx' })
  })

  test('is opened in the precision asked for', async () => {
    const dir = make()
    writeFileSync(join(dir, 'onnx', 'model_fp16.onnx'), modelBytes({ hidden: 8 }))
    expect((await open(dir, { dtype: 'fp16' })).folder.weights).toBe('model_fp16.onnx')
    expect((await open(dir)).folder.weights).toBe('model.onnx')
  })

  test('needs five files at most, which make a folder of the same model wherever they are put', async () => {
    const dir = make()
    writeFileSync(join(dir, 'README.md'), 'not needed')
    const files = huggingFaceFiles(dir)
    expect(Object.keys(files)).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.onnx'])
    expect(modelSize(modelFolder(dir))).toBe(Object.values(files).reduce((sum, { length }) => sum + length, 0))
    const copy = empty()
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(copy, name), bytes)
    const texts = [['영화가', '최고!']]
    const [before] = await (await open(dir)).encode(texts)
    const [after] = await (await open(copy)).encode(texts)
    expect(after).toEqual(before)
  })

  test('may have its numbers in a file beside the weights, which a bundle needs as well', async () => {
    for (const location of ['model.onnx_data', 'model.onnx.data']) {
      const dir = make()
      const { model, data } = modelWithExternalData(location)
      writeFileSync(join(dir, 'onnx', 'model.onnx'), model)
      writeFileSync(join(dir, 'onnx', location), data)
      const [document] = await (await open(dir)).encode([['영화']])
      expect([...document.features]).toEqual([5, 5.125, 5.25, 5.375, 5.5, 5.625, 5.75, 5.875])
      expect(Object.keys(huggingFaceFiles(dir))).toEqual([
        'config.json',
        'tokenizer.json',
        'tokenizer_config.json',
        'model.onnx',
        location,
      ])
    }
  })

  test('may give its hidden states in half precision', async () => {
    const texts = [['영화가', '최고!']]
    const [whole] = await (await open(make())).encode(texts)
    const [half] = await (await open(make({ half: true }))).encode(texts)
    expect(half.features).toBeInstanceOf(Float32Array)
    for (const [i, value] of whole.features.entries()) expect(half.features[i]).toBeCloseTo(value, 2)
  })

  test('counts the positions that RoBERTa keeps for padding', async () => {
    const config = { model_type: 'roberta', max_position_embeddings: 34, pad_token_id: 1 }
    expect((await open(make({ config }))).maxLength).toBe(30)
  })
})

describe('a model that cannot be used ends with one line that says what to do:', () => {
  const refused = async (dir: string, code: string, advice: RegExp, options: Partial<BackboneOptions> = {}): Promise<void> => {
    const error = await open(dir, options).then(
      () => null,
      (reason: Error & { code?: string }) => reason,
    )
    expect(error?.code).toBe(code)
    expect(error?.message).toMatch(advice)
    expect(error?.message).not.toContain('\n')
  }

  test('no folder', () => refused(join(empty(), 'nowhere'), 'MODEL_FOLDER', /Give --model its folder/))

  test('a folder without config.json', () => refused(empty(), 'MODEL_FOLDER', /has no config.json/))

  test('a config.json that is cut short', () => {
    const dir = make()
    writeFileSync(join(dir, 'config.json'), '{"model_type": "be')
    return refused(dir, 'MODEL_FOLDER', /config.json is no JSON object/)
  })

  test('no tokenizer', () => {
    const dir = make()
    rmSync(join(dir, 'tokenizer.json'))
    return refused(dir, 'MODEL_TOKENIZER', /has no tokenizer.json.*save_pretrained/)
  })

  test('a tokenizer that cannot be read', () =>
    refused(make({ tokenizer: { model: { type: 'Astrology' } } }), 'MODEL_TOKENIZER', /save_pretrained/))

  test('no ONNX weights', () => {
    const dir = make()
    rmSync(join(dir, 'onnx', 'model.onnx'))
    writeFileSync(join(dir, 'model.safetensors'), '')
    return refused(dir, 'MODEL_WEIGHTS', /optimum-cli export onnx --task feature-extraction --model … FOLDER/)
  })

  test('no weights in the precision asked for', () => refused(make(), 'MODEL_WEIGHTS', /model_q4.onnx/, { dtype: 'q4' }))

  test('weights that are cut short', () => {
    const dir = make()
    writeFileSync(join(dir, 'onnx', 'model.onnx'), modelBytes().subarray(0, 400))
    return refused(dir, 'MODEL_INVALID', /whole ONNX model/)
  })

  test('hidden states of another width than config.json says', () =>
    refused(make({ config: { hidden_size: 16 } }), 'MODEL_SHAPE', /hidden states \[1,3,8\].*hidden_size 16/))

  test('logits for other labels than config.json names', () =>
    refused(make({ labels: 4, config: { id2label: { 0: 'a', 1: 'b' } } }), 'MODEL_SHAPE', /4 logits.*2 labels/))

  test('a tokenizer with more tokens than the weights', () =>
    refused(make({ vocabulary: 20 }), 'MODEL_SHAPE', /no row for token 33 of the tokenizer/))

  test('a task that gives neither hidden states nor classes of a text', () =>
    refused(make({ output: 'logits' }), 'MODEL_TASK', /logits \[1,3,8\].*--task feature-extraction/))
})

describe('a name on the hub', () => {
  const servers: Server[] = []
  afterAll(() => {
    for (const server of servers) server.close()
  })

  /** A hub that has one model, and counts what it is asked for. */
  async function hub(dir: string, name: string): Promise<{ host: string; asked: string[] }> {
    const asked: string[] = []
    const server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? '')
      asked.push(path)
      const prefix = `/${name}/resolve/main/`
      try {
        const bytes = readFileSync(join(dir, path.startsWith(prefix) ? path.slice(prefix.length) : 'nothing'))
        response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
      } catch {
        response.writeHead(404).end()
      }
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { host: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
  }

  test('is taken for a folder that is missing unless downloads are allowed', async () => {
    const options = { allowDownload: false, cache: empty() }
    await expect(resolveModel('somebody/tiny', options)).rejects.toMatchObject({
      code: 'MODEL_FOLDER',
      message: expect.stringContaining('--allow-download'),
    })
    expect(readdirSync(options.cache)).toEqual([])
  })

  test('is a folder where there is one, and then nothing is fetched', async () => {
    const dir = make()
    expect(await resolveModel(dir, { allowDownload: true, cache: empty(), host: 'http://127.0.0.1:1/' })).toBe(dir)
  })

  test('is downloaded once into a folder that can be opened', async () => {
    const { host, asked } = await hub(make(), 'somebody/tiny')
    const cache = empty()
    const dir = await resolveModel('somebody/tiny', { allowDownload: true, cache, host })
    expect(asked).toContain('/somebody/tiny/resolve/main/onnx/model.onnx')
    expect((await open(dir)).width).toBe(8)
    const count = asked.length
    expect(await resolveModel('somebody/tiny', { allowDownload: true, cache, host })).toBe(dir)
    expect(asked).toHaveLength(count)
  })

  test('that the hub does not have, or a hub that does not answer, ends with what to do', async () => {
    const { host } = await hub(make(), 'somebody/tiny')
    const failure = { code: 'MODEL_DOWNLOAD', message: expect.stringContaining('Check its name and the network') }
    const options = { allowDownload: true, cache: empty() }
    await expect(resolveModel('somebody/other', { ...options, host })).rejects.toMatchObject(failure)
    await expect(resolveModel('somebody/tiny', { ...options, host: 'http://127.0.0.1:1/' })).rejects.toMatchObject(failure)
  })

  test('leads nowhere outside the cache', async () => {
    mkdirSync(join(empty(), 'x'))
    for (const name of ['../up', 'a/../../b', 'a/b/c', '/abs/missing']) {
      await expect(resolveModel(name, { allowDownload: true, cache: empty() })).rejects.toMatchObject({ code: 'MODEL_FOLDER' })
    }
  })
})
