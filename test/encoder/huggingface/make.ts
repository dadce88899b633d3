import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomStream } from '#src/nlp/encoder/random.js'
import { Graph, type Value } from '#src/nlp/tensor/graph.js'
import { ELEMENT_TYPE } from '#src/nlp/tensor/onnx.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { concatBytes, intField, messageField, stringField } from '#src/nlp/tensor/protobuf.js'

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
const WORDS = ['영화', '재미', '없', '있', '최고', '최악', '정말', '그래픽', '별로', '배우', 'cg', '!', '.', 'ㅋ', 'ㅠ']
const PARTS = ['##가', '##었', '##어', '##다', '##는', '##이', '##ㅋ', '##ㅠ', '##!']
const MORE = ['지루하', '훌륭하', '감동', '그럭저럭', '보통']
const VOCABULARY = [...SPECIAL, ...WORDS, ...PARTS, ...MORE]

const added = (tokens: string[]): object[] =>
  tokens.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }))

const template = (before: string, after: string, ids: Record<string, number>): object => ({
  type: 'TemplateProcessing',
  single: [
    { SpecialToken: { id: before, type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: after, type_id: 0 } },
  ],
  pair: [],
  special_tokens: Object.fromEntries([before, after].map((token) => [token, { id: token, ids: [ids[token]], tokens: [token] }])),
})

/** A BERT tokenizer.json of the words above. */
export const wordPiece = (lowercase = true): object => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: added(SPECIAL),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: template('[CLS]', '[SEP]', { '[CLS]': 2, '[SEP]': 3 }),
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
  },
})

/** A tokenizer.json as XLM-RoBERTa has it: Unigram over words that begin with ▁. */
export const unigram = (): object => {
  const pieces = [
    '<s>',
    '<pad>',
    '</s>',
    '<unk>',
    '▁',
    '▁영화',
    '영화',
    '가',
    '▁정말',
    '▁재미',
    '었',
    '어',
    '없',
    '최고',
    '!',
    'ㅋ',
  ]
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added(['<s>', '<pad>', '</s>', '<unk>']),
    normalizer: { type: 'NFKC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Metaspace', replacement: '▁', add_prefix_space: true }],
    },
    post_processor: template('<s>', '</s>', { '<s>': 0, '</s>': 2 }),
    decoder: { type: 'Metaspace', replacement: '▁', add_prefix_space: true },
    model: {
      type: 'Unigram',
      unk_id: 3,
      vocab: pieces.map((piece, id) => [piece, id < 4 ? 0 : -2 - id / 10 - (piece.length === 1 ? 3 : 0)]),
    },
  }
}

/** A byte-level tokenizer.json as RoBERTa has it, without merges but one: a token a byte. */
export const byteLevel = (characters: readonly string[]): object => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: added(['<s>', '<pad>', '</s>', '<unk>']),
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: template('<s>', '</s>', { '<s>': 0, '</s>': 2 }),
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    fuse_unk: false,
    vocab: Object.fromEntries(['<s>', '<pad>', '</s>', '<unk>', ...characters, 'go'].map((token, id) => [token, id])),
    merges: ['g o'],
  },
})

/** Sizes of the tiny model, and what is to be wrong with it. */
export interface ModelOptions {
  hidden?: number
  /** Labels of a text-classification model; without them it gives hidden states. */
  labels?: number
  /** Written to config.json over what is true. */
  config?: Record<string, unknown>
  tokenizer?: object
  tokenizerConfig?: Record<string, unknown>
  vocabulary?: number
  /** Name of the only output, over the usual. */
  output?: string
  /** Whether the output is in half precision. */
  half?: boolean
}

function weights(graph: Graph, name: string, dims: number[], random: () => number): Value {
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1)
  return graph.initializer(name, { dtype: 'float32', dims, data })
}

/** tanh(x·W + mean(x)·U) over random token vectors x, the mean over what the attention mask leaves; its mean again makes logits. */
export function modelBytes({
  hidden = 8,
  labels = 0,
  vocabulary = VOCABULARY.length,
  output,
  half,
}: ModelOptions = {}): Uint8Array {
  const random = randomStream(7)
  const graph = new Graph()
  const ids = graph.input('input_ids', ['B', 'T'], { dtype: 'int64' })
  const attention = graph.input('attention_mask', ['B', 'T'], { dtype: 'int64' })
  const types = graph.input('token_type_ids', ['B', 'T'], { dtype: 'int64' })
  const shape = ['B', 'T', hidden]
  const words = graph.emit('Gather', [weights(graph, 'words', [vocabulary, hidden], random), ids], shape, { axis: 0 })
  const segments = graph.emit('Gather', [weights(graph, 'types', [2, hidden], random), types], shape, { axis: 0 })
  const x = graph.emit('Add', [words, segments], shape)
  const column = graph.emit('Reshape', [attention, graph.constant([0, 0, 1], 'int64')], ['B', 'T', 1], {}, 'int64')
  const mask = graph.emit('Cast', [column], ['B', 'T', 1], { to: ELEMENT_TYPE.float32 })
  const mean = (value: Value): Value => {
    const sum = graph.emit(
      'ReduceSum',
      [graph.emit('Mul', [value, mask], shape), graph.constant([1], 'int64')],
      ['B', 1, hidden],
      {
        keepdims: 1,
      },
    )
    const count = graph.emit('ReduceSum', [mask, graph.constant([1], 'int64')], ['B', 1, 1], { keepdims: 1 })
    return graph.emit('Div', [sum, count], ['B', 1, hidden])
  }
  const own = graph.emit('MatMul', [x, weights(graph, 'W', [hidden, hidden], random)], shape)
  const around = graph.emit('MatMul', [mean(x), weights(graph, 'U', [hidden, hidden], random)], ['B', 1, hidden])
  const states = graph.emit('Tanh', [graph.emit('Add', [own, around], shape)], shape)
  if (labels > 0) {
    const pooled = graph.emit('Reshape', [mean(states), graph.constant([-1, hidden], 'int64')], ['B', hidden])
    const logits = graph.emit('MatMul', [pooled, weights(graph, 'classifier', [hidden, labels], random)], ['B', labels])
    graph.output(output ?? 'logits', logits)
  } else {
    const out = half ? graph.emit('Cast', [states], shape, { to: ELEMENT_TYPE.float16 }, 'float16') : states
    graph.output(output ?? 'last_hidden_state', out)
  }
  return writeOnnx(graph.onnx('tiny'))
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'malgwi-model-'))

/** A tiny random model in Hugging Face layout, as optimum would write it. Returns its folder. */
export function makeModel(options: ModelOptions = {}, dir = temporaryFolder()): string {
  const { hidden = 8, labels = 0 } = options
  const label2id = Object.fromEntries(Array.from({ length: labels }, (_, i) => [`LABEL_${i}`, i]))
  const id2label = Object.fromEntries(Object.entries(label2id).map(([name, id]) => [id, name]))
  const config = {
    model_type: 'bert',
    architectures: [labels > 0 ? 'BertForSequenceClassification' : 'BertModel'],
    hidden_size: hidden,
    max_position_embeddings: 32,
    vocab_size: VOCABULARY.length,
    pad_token_id: 0,
    ...(labels > 0 ? { id2label, label2id } : {}),
    ...options.config,
  }
  const tokenizerConfig = {
    tokenizer_class: 'BertTokenizer',
    unk_token: '[UNK]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
    do_lower_case: true,
    model_max_length: 32,
    ...options.tokenizerConfig,
  }
  mkdirSync(join(dir, 'onnx'), { recursive: true })
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config))
  writeFileSync(join(dir, 'tokenizer.json'), JSON.stringify(options.tokenizer ?? wordPiece()))
  writeFileSync(join(dir, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig))
  writeFileSync(join(dir, 'onnx', 'model.onnx'), modelBytes(options))
  return dir
}

/** A model whose hidden states are rows of a table that lies in a file beside it, `location`: its bytes, and the table's. */
export function modelWithExternalData(location: string, rows = VOCABULARY.length): { model: Uint8Array; data: Uint8Array } {
  const table = Float32Array.from({ length: rows * 8 }, (_, i) => i / 8)
  const value = (name: string, type: number, dims: (string | number)[]) => [
    stringField(1, name),
    messageField(2, [
      messageField(1, [
        intField(1, type),
        messageField(
          2,
          dims.map((dim) => messageField(1, [typeof dim === 'number' ? intField(1, dim) : stringField(2, dim)])),
        ),
      ]),
    ]),
  ]
  const external = [intField(1, rows), intField(1, 8), intField(2, ELEMENT_TYPE.float32), stringField(8, 'table')]
  const place = messageField(13, [stringField(1, 'location'), stringField(2, location)])
  const model = concatBytes([
    intField(1, 8),
    messageField(7, [
      messageField(1, [
        stringField(1, 'table'),
        stringField(1, 'input_ids'),
        stringField(2, 'last_hidden_state'),
        stringField(4, 'Gather'),
      ]),
      stringField(2, 'external'),
      messageField(5, [...external, place, intField(14, 1)]),
      messageField(11, value('input_ids', ELEMENT_TYPE.int64, ['B', 'T'])),
      messageField(12, value('last_hidden_state', ELEMENT_TYPE.float32, ['B', 'T', 8])),
    ]),
    messageField(8, [stringField(1, ''), intField(2, 18)]),
  ])
  return { model, data: new Uint8Array(table.buffer) }
}
