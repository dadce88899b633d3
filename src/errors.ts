/** The one table of what can go wrong: a code, what the user reads (it says what to do), the HTTP status. */
const TABLE = {
  USAGE: { status: 400, message: (detail: string) => detail },
  TEXT_EMPTY: { status: 400, message: () => 'The text is empty. Give one that says something.' },
  TEXT_TOO_LONG: { status: 413, message: (detail: string) => `The text is too long: ${detail}.` },
  CONFIG_INVALID: {
    status: 500,
    message: (detail: string) => `A setting in the environment is wrong: ${detail}. See .env.example.`,
  },
  UNKNOWN_WORD: {
    status: 404,
    message: (detail: string) => `There is no vector for ${detail}. Try another spelling or a more common word.`,
  },
  UNKNOWN_ITEM: { status: 404, message: (detail: string) => `There is no item ${detail}. Find its id with GET /v1/items?q=.` },
  VECTORS_NAMES: {
    status: 400,
    message: (detail: string) => `These vectors cannot be written so: ${detail}. Give --format safetensors or projector.`,
  },
  UNKNOWN_TARGET: { status: 404, message: (detail: string) => `There is no target ${detail}.` },
  FILE_NOT_FOUND: { status: 404, message: (path: string) => `There is no file or folder at ${path}. Check the path.` },
  PATH_REFUSED: {
    status: 400,
    message: (detail: string) => `A file or folder cannot be used: ${detail}. Give another path, or see to that one.`,
  },
  UNKNOWN_DOMAIN: {
    status: 404,
    message: (detail: string) => `There is no domain ${detail}. Leave --domain out, or write dialogs/NAME/domain.yaml.`,
  },
  CORPUS_FORM: {
    status: 400,
    message: (detail: string) =>
      `This is no corpus that can be read: ${detail}. Give an NSMC raw archive or folder, or a .tsv, .csv or .jsonl file (.gz too).`,
  },
  CORPUS_COLUMNS: {
    status: 400,
    message: (detail: string) => `The columns are not clear: ${detail}. Say which is which with --columns text=NAME,rating=NAME.`,
  },
  CORPUS_SCALE: {
    status: 400,
    message: (detail: string) => `The scale of the ratings is not clear: ${detail}. Say --scale 1-10, 1-5 or 0-1.`,
  },
  CORPUS_EMPTY: {
    status: 400,
    message: (detail: string) => `The corpus has no usable row: ${detail}. Check --columns text=NAME,rating=NAME and --scale.`,
  },
  CORPUS_ONE_CLASS: {
    status: 400,
    message: (detail: string) =>
      `The corpus has no two classes to tell apart: ${detail}. Check --scale, or add reviews of the other class.`,
  },
  TRAINING_DIVERGED: {
    status: 500,
    message: (detail: string) =>
      `The loss is no number any more (${detail}). Train again with a lower --learning-rate; the last good checkpoint is kept.`,
  },
  CHECKPOINT_LOST: {
    status: 500,
    message: (path: string) => `The checkpoint ${path} is gone or damaged. Remove the .work folder and train again.`,
  },
  CORPUS_CUT: { status: 400, message: (detail: string) => `The file is cut short or damaged: ${detail}. Get it again.` },
  CORPUS_TOO_LARGE: {
    status: 400,
    message: (detail: string) => `The file opens to more than can be read: ${detail}. Cut it into parts.`,
  },
  ITEMS_EMPTY: {
    status: 400,
    message: (detail: string) =>
      `The items file has no item with a title: ${detail}. It needs a column title, and movie_id for the ids.`,
  },
  BUNDLE_MISSING: {
    status: 500,
    message: (path: string) => `There is no bundle at ${path}. Give --bundle DIR (or BUNDLE), or make one with malgwi train.`,
  },
  BUNDLE_MISSING_FILE: {
    status: 500,
    message: (path: string) => `The bundle lacks ${path}. Restore the file from where the bundle came, or train again.`,
  },
  BUNDLE_CORRUPT: {
    status: 500,
    message: (detail: string) =>
      `The bundle is damaged: ${detail}. Restore that file from where the bundle came, or train again.`,
  },
  BUNDLE_FORMAT: {
    status: 500,
    message: (detail: string) =>
      `The bundle was made for another version: ${detail}. Train it again, or use the version that made it.`,
  },
  BUNDLE_OCCUPIED: {
    status: 400,
    message: (path: string) =>
      `${path} is not empty and holds no bundle, so it is not replaced. Give --out an empty or new folder.`,
  },
  BUNDLE_REFUSED: { status: 500, message: (detail: string) => `The bundle cannot be written: ${detail}.` },
  WORK_OCCUPIED: {
    status: 400,
    message: (path: string) =>
      `The folder ${path} holds something else: other files, or a run on other reviews or options. Give --work another one, or remove it.`,
  },
  INDEX_BROKEN: {
    status: 500,
    message: (detail: string) =>
      `The index cannot be used: ${detail}. Restore it, or the bundle it is in, from where it came, or build it again.`,
  },
  INDEX_INPUT: { status: 400, message: (detail: string) => `The index cannot take that: ${detail}. Nothing was changed.` },
  INDEX_UNSAVED: {
    status: 500,
    message: (detail: string) =>
      `The index was not saved: ${detail}. What was there before is still there; free some space, or save it elsewhere.`,
  },
  INDEX_DATABASE: {
    status: 503,
    message: (detail: string) =>
      `The vectors in the database cannot be used: ${detail}. Check that the server runs, has pgvector 0.8 or newer, and that the table is ours.`,
  },
  INDEX_QUERY: { status: 400, message: (detail: string) => `The index cannot answer that: ${detail}.` },
  TEMPORARY_FILE: {
    status: 500,
    message: (detail: string) =>
      `A temporary file cannot be used: ${detail}. Free some space, or set TMPDIR to a folder that can be written.`,
  },
  DOMAIN_FILE: { status: 500, message: (detail: string) => `The domain file cannot be used: ${detail}. Correct that line.` },
  BUNDLE_BROKEN: {
    status: 500,
    message: (detail: string) => `The bundle cannot be read: ${detail}. Check that its files may be read, and the disk.`,
  },
  MODEL_INVALID: {
    status: 500,
    message: (detail: string) => `The model cannot be opened: ${detail}. Check that the file is a whole ONNX model.`,
  },
  MODEL_RUN_FAILED: {
    status: 500,
    message: (detail: string) => `The model could not be run: ${detail}. Check the names, types and shapes of what it is fed.`,
  },
  METHOD_NOT_APPLICABLE: {
    status: 400,
    message: (detail: string) => `This method cannot explain this encoder: ${detail}.`,
  },
  MARKS_INVALID: {
    status: 400,
    message: (detail: string) =>
      `The marked sentences cannot be read: ${detail}. Give a table with the columns target, text, a and b; see test/marked/README.md.`,
  },
  MARKED_LIST_INVALID: {
    status: 400,
    message: (detail: string) =>
      `A marked list cannot be used: ${detail}. Give --marked a folder with the lists that test/marked/README.md describes.`,
  },
  MARKED_WORDS_UNKNOWN: {
    status: 400,
    message: (detail: string) =>
      `The vectors know no word of the marked lists: ${detail}. Give vectors of lemmas, as the tokenizer writes them.`,
  },
  WORD_VECTORS_INVALID: {
    status: 400,
    message: (detail: string) =>
      `The word vectors cannot be used: ${detail}. Give word2vec's text or binary format, fastText's .vec or GloVe's (.gz too).`,
  },
  WORD_VECTORS_DIMENSION: {
    status: 400,
    message: (detail: string) => `The word vectors are not as wide as the embedding: ${detail}.`,
  },
  VECTORS_TOKENS: {
    status: 400,
    message: (detail: string) =>
      `Vectors cannot be trained on this file: ${detail}. Give a document a line, its tokens separated by spaces, and as many lines of labels, separated by tabs.`,
  },
  VECTORS_INVALID: {
    status: 400,
    message: (detail: string) =>
      `The trained vectors cannot be used: ${detail}. Train them again with malgwi vectors train, or restore the folder from where it came.`,
  },
  MODEL_FOLDER: {
    status: 404,
    message: (path: string) =>
      `There is no model in Hugging Face layout at ${path}. Give --model its folder, or its name on the hub and --allow-download.`,
  },
  MODEL_KIND: {
    status: 400,
    message: (detail: string) =>
      `This model cannot be trained here: ${detail}. Give a BERT or ELECTRA with hidden_act gelu and layer_norm_eps 1e-12.`,
  },
  MODEL_SAFETENSORS: {
    status: 400,
    message: (detail: string) =>
      `The weights cannot be read: ${detail}. Write them in single or half precision with model.save_pretrained(FOLDER, safe_serialization=True).`,
  },
  MODEL_TOKENIZER: {
    status: 400,
    message: (detail: string) =>
      `The model has no tokenizer that can be used: ${detail}. Write it there with AutoTokenizer.from_pretrained(…).save_pretrained(FOLDER).`,
  },
  MODEL_WEIGHTS: {
    status: 400,
    message: (detail: string) =>
      `The model has no ONNX weights: ${detail}. Make them with optimum-cli export onnx --task feature-extraction --model … FOLDER.`,
  },
  MODEL_SHAPE: {
    status: 400,
    message: (detail: string) =>
      `Weights, config.json and tokenizer do not belong together: ${detail}. Export them again with optimum-cli export onnx --model … FOLDER.`,
  },
  MODEL_TASK: {
    status: 400,
    message: (detail: string) =>
      `The model gives neither hidden states nor classes of a text: ${detail}. Export it with optimum-cli export onnx --task feature-extraction (or text-classification) --model … FOLDER.`,
  },
  MODEL_DOWNLOAD: {
    status: 502,
    message: (detail: string) =>
      `The model cannot be had from the hub: ${detail}. Check its name and the network, or get its folder elsewhere and give that.`,
  },
  TEXTS_BROKEN: {
    status: 500,
    message: (detail: string) => `The texts of the bot cannot be used: ${detail}. Correct the file under dialogs/.`,
  },
  SIMULATION_EMPTY: {
    status: 400,
    message: (detail: string) => `Nobody can be simulated with this bundle: ${detail}. Train it with items and more reviews.`,
  },
  TRANSCRIPT_BROKEN: {
    status: 400,
    message: (detail: string) => `The transcript cannot be played: ${detail}. docs/transcripts.md says how one is written.`,
  },
  TOKEN_MISSING: {
    status: 401,
    message: (detail: string) => `There is no Direct Line ${detail} in the request. Send it as Authorization: Bearer ….`,
  },
  TOKEN_INVALID: {
    status: 403,
    message: (detail: string) => `The Direct Line token or secret is not valid: ${detail}. Get a token from tokens/generate.`,
  },
  TOKEN_EXPIRED: { status: 403, message: () => 'The Direct Line token has expired. Get a new one from tokens/generate.' },
  TOKEN_OF_ANOTHER: {
    status: 403,
    message: () => 'The Direct Line token is for another conversation. Use the one that came with this conversation.',
  },
  CONVERSATION_UNKNOWN: {
    status: 404,
    message: () => 'There is no such conversation: it was not started, or it was deleted. Start one with POST conversations.',
  },
  WATERMARK_INVALID: {
    status: 400,
    message: (detail: string) => `The watermark ${detail} is none of ours. Give the one that came last, or none.`,
  },
  ACTIVITY_INVALID: { status: 400, message: (detail: string) => `The activity cannot be read: ${detail}.` },
  ACTIVITY_UNSUPPORTED: {
    status: 400,
    message: (detail: string) => `${detail} cannot be sent here. Send a message, an event, typing or endOfConversation.`,
  },
  UPLOAD_UNSUPPORTED: { status: 501, message: () => 'Files are not taken. Say it in words: POST …/activities.' },
  TOO_MANY: { status: 429, message: (detail: string) => `Too many ${detail}. Wait a little and try again.` },
  BOT_LOCAL_ONLY: {
    status: 403,
    message: () =>
      'Without app credentials only clients on this machine are served. Set MicrosoftAppId and MicrosoftAppPassword: see docs/bot-framework.md.',
  },
  BOT_SERVICE_URL: {
    status: 403,
    message: (detail: string) =>
      `No reply is sent to this serviceUrl: ${detail}. Without app credentials it has to be on this machine; with them on https too.`,
  },
  BOT_UNAUTHORIZED: {
    status: 401,
    message: () =>
      'The caller shows no valid token of the Bot Framework for this app. Check MicrosoftAppId and MicrosoftAppType, and those of the bot’s registration.',
  },
  BOT_KEYS: {
    status: 503,
    message: () =>
      'The caller’s token cannot be checked: the keys of the Bot Framework cannot be had. Check that this server reaches https://login.botframework.com.',
  },
  BOT_UNDELIVERED: {
    status: 502,
    message: (detail: string) =>
      `The reply was not delivered to serviceUrl: ${detail}. It is kept; deliver the activity again and it is sent again.`,
  },
  NOT_FOUND: { status: 404, message: () => 'There is nothing at this address. See /openapi.json and docs/server.md.' },
  METHOD_NOT_ALLOWED: { status: 405, message: (method: string) => `This address does not take ${method}: see the Allow header.` },
  REQUEST_UNREADABLE: {
    status: 400,
    message: () =>
      'This is no HTTP request that can be read. Percent-encode the address (curl -G --data-urlencode word=…), and use a method of HTTP.',
  },
  HEADERS_TOO_LARGE: { status: 431, message: () => 'The headers are too large: 16 kB are taken. Send fewer or shorter ones.' },
  REQUEST_SLOW: { status: 408, message: () => 'The request did not arrive in time. Send it again.' },
  URL_INVALID: {
    status: 400,
    message: () => 'The address or the Host header cannot be read. Percent-encode the address in UTF-8; % itself is %25.',
  },
  URL_TOO_LONG: { status: 414, message: (detail: string) => `The address is too long: ${detail}.` },
  BODY_TYPE: { status: 415, message: (detail: string) => `The body cannot be taken: ${detail}. Send application/json in UTF-8.` },
  BODY_TOO_LARGE: { status: 413, message: (detail: string) => `The body is too large: ${detail}.` },
  BODY_INVALID: { status: 400, message: (detail: string) => `The body cannot be read: ${detail}.` },
  BODY_SLOW: { status: 408, message: (detail: string) => `The body did not arrive in time: ${detail}.` },
  REQUEST_INVALID: {
    status: 400,
    message: (detail: string) => `The request is not as it should be: ${detail}. See /openapi.json.`,
  },
  UNKNOWN_ASPECT: { status: 404, message: (detail: string) => `There is no aspect ${detail}.` },
  HOST_REFUSED: {
    status: 403,
    message: () =>
      'This server answers to localhost only, not to the name in the Host header. Call it as localhost, or see ALLOWED_ORIGINS.',
  },
  ORIGIN_REFUSED: {
    status: 403,
    message: () => 'Pages of this origin may not talk to this server. Add the origin to ALLOWED_ORIGINS.',
  },
  NOT_READY: { status: 503, message: (detail: string) => `The server is ${detail}. Try again in a moment.` },
  SERVER_LISTEN: {
    status: 500,
    message: (detail: string) => `The server cannot listen: ${detail}.`,
  },
  SERVER_EXPOSED: {
    status: 500,
    message: (host: string) =>
      `HOST=${host} lets other machines in, and nobody would be asked who they are. Set MicrosoftAppId and MicrosoftAppPassword, or HOST=127.0.0.1.`,
  },
  STATE_URL: {
    status: 500,
    message: (url: string) =>
      `Conversations cannot be kept in ${url}. Set DATABASE_URL to file:PATH, e.g. file:.malgwi/state.db.`,
  },
  STATE_BROKEN: {
    status: 500,
    message: (detail: string) =>
      `The database of conversations cannot be read: ${detail}. It was left as it is: restore it from a copy, or set DATABASE_URL to another file.`,
  },
  STATE_UNWRITABLE: {
    status: 500,
    message: (detail: string) =>
      `The database of conversations cannot be written: ${detail}. Check that its folder may be written and that there is space, or set DATABASE_URL to another file.`,
  },
  STATE_BUSY: {
    status: 503,
    message: (detail: string) => `The database of conversations is held by another process: ${detail}. Try again in a moment.`,
  },
  STATE_CLOSED: { status: 503, message: () => 'The database of conversations is closed: the server is stopping.' },
  STATE_CONFLICT: { status: 503, message: () => 'The conversation was changed by another process meanwhile. Send it again.' },
  STATE_KEY: { status: 400, message: (detail: string) => `The activity cannot be kept: ${detail}. Send another id.` },
  STATE_TOO_LARGE: { status: 413, message: (detail: string) => `The activity is too large to be kept: ${detail}.` },
  STATE_QUEUE: {
    status: 429,
    message: () => 'Too many messages of this conversation wait for their answers. Wait for some of them.',
  },
} as const satisfies Record<string, { status: number; message: (detail: string) => string }>

export type ErrorCode = keyof typeof TABLE

/** An error that the user can do something about. `code` is stable; `message` is one line. */
export class MalgwiError extends Error {
  readonly code: ErrorCode
  readonly status: number
  /** What may have been meant, likeliest first: the nearest spellings of an unknown word. */
  readonly suggestions: readonly string[]

  constructor(code: ErrorCode, detail = '', suggestions: readonly string[] = []) {
    super(TABLE[code].message(detail))
    this.name = 'MalgwiError'
    this.code = code
    this.suggestions = suggestions
    this.status = TABLE[code].status
  }

  toJSON(): { code: ErrorCode; message: string } {
    return { code: this.code, message: this.message }
  }
}

/** Every row of the table, in its order; `message` with … where the detail goes. */
export function listErrors(): { code: ErrorCode; status: number; message: string }[] {
  return Object.entries(TABLE).map(([code, { status, message }]) => ({ code: code as ErrorCode, status, message: message('…') }))
}

/** `docs/errors.md`, as `npm run docs` writes it. */
export function errorsMarkdown(): string {
  const rows = listErrors().map(({ code, status, message }) => `| ${code} | ${status} | ${message.replaceAll('|', '\\|')} |`)
  return [
    '# Errors',
    '',
    'Generated from `src/errors.ts` by `npm run docs`.',
    '',
    '| code | HTTP status | message |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
