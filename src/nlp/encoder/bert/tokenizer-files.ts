import { MalgwiError } from '../../../errors.js'
import { CONTINUATION, LONGEST_WORD, openWordPiece, SPECIAL, type WordPiece } from './wordpiece.js'

const template = (...parts: (readonly [string, number])[]) =>
  parts.map(([id, type_id]) => (id.startsWith('[') ? { SpecialToken: { id, type_id } } : { Sequence: { id, type_id } }))

/**
 * A tokenizer as files of a model folder: tokenizer.json (Hugging Face's tokenizers), tokenizer_config.json and BERT's own vocab.txt.
 *
 * @param longest pieces of a text that the model can take
 */
export function tokenizerFiles({ vocabulary, cleaning, special }: WordPiece, longest: number): Record<string, string> {
  const { lowercase, stripAccents } = cleaning
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content) => ({
      id: special(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: stripAccents,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: template(['[CLS]', 0], ['A', 0], ['[SEP]', 0]),
      pair: template(['[CLS]', 0], ['A', 0], ['[SEP]', 0], ['B', 1], ['[SEP]', 1]),
      special_tokens: Object.fromEntries(
        (['[CLS]', '[SEP]'] as const).map((id) => [id, { id, ids: [special(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: CONTINUATION, cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: CONTINUATION,
      max_input_chars_per_word: LONGEST_WORD,
      vocab: Object.fromEntries(vocabulary.map((piece, i) => [piece, i])),
    },
  }
  const settings = {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: lowercase,
    strip_accents: stripAccents,
    tokenize_chinese_chars: true,
    model_max_length: longest,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  }
  return {
    'tokenizer.json': JSON.stringify(tokenizer),
    'tokenizer_config.json': JSON.stringify(settings, null, 2),
    'vocab.txt': `${vocabulary.join('\n')}\n`,
  }
}

/** The parts of tokenizer.json that are read here. */
interface TokenizerJson {
  normalizer?: { type?: unknown; lowercase?: unknown; strip_accents?: unknown } | null
  model?: { type?: unknown; vocab?: unknown; continuing_subword_prefix?: unknown }
}

/**
 * The tokenizer of a BERT's folder, from tokenizer.json, or from vocab.txt (and tokenizer_config.json) where there is none.
 *
 * @param read the text of a file in the folder, or undefined
 * @param folder what errors call it
 * @throws MalgwiError MODEL_TOKENIZER where there is none, or none of BERT's kind
 */
export function readWordPiece(read: (file: string) => string | undefined, folder: string): WordPiece {
  const whole = read('tokenizer.json')
  const list = read('vocab.txt')
  const settings = parse(read('tokenizer_config.json') ?? '{}', folder) as Record<string, unknown>
  if (whole === undefined && list === undefined) throw wrong(`there is neither tokenizer.json nor vocab.txt in ${folder}`)
  const tokenizer = (whole === undefined ? {} : parse(whole, folder)) as TokenizerJson
  const { normalizer, model } = tokenizer
  if (model !== undefined && model.type !== undefined && model.type !== 'WordPiece')
    throw wrong(`tokenizer.json in ${folder} is no WordPiece, but ${String(model.type)}`)
  if ((model?.continuing_subword_prefix ?? CONTINUATION) !== CONTINUATION)
    throw wrong(`tokenizer.json in ${folder} marks continuations in another way than by ${CONTINUATION}`)
  const vocabulary = model ? listOf(model.vocab, folder) : linesOf(list as string)
  const missing = SPECIAL.find((piece) => !vocabulary.includes(piece))
  if (missing !== undefined) throw wrong(`the vocabulary in ${folder} has no ${missing}`)
  const lowercase = normalizer === undefined ? settings.do_lower_case !== false : normalizer?.lowercase === true
  const accents = normalizer === undefined ? settings.strip_accents : normalizer?.strip_accents
  return openWordPiece(vocabulary, { lowercase, stripAccents: typeof accents === 'boolean' ? accents : lowercase })
}

const wrong = (detail: string): MalgwiError => new MalgwiError('MODEL_TOKENIZER', detail)

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/)
  while (lines[lines.length - 1] === '') lines.pop()
  return lines
}

function listOf(vocab: unknown, folder: string): string[] {
  const entries = Object.entries((vocab ?? {}) as Record<string, unknown>)
  const vocabulary: string[] = []
  for (const [piece, id] of entries) {
    if (!Number.isSafeInteger(id) || (id as number) < 0 || (id as number) >= entries.length)
      throw wrong(`tokenizer.json in ${folder} gives "${piece}" the number ${String(id)}`)
    vocabulary[id as number] = piece
  }
  if (vocabulary.length === 0 || vocabulary.filter((piece) => piece !== undefined).length !== entries.length)
    throw wrong(`tokenizer.json in ${folder} has no vocabulary, or one with a number twice`)
  return vocabulary
}

function parse(text: string, folder: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    throw wrong(`a file of the tokenizer in ${folder} is no JSON`)
  }
}
