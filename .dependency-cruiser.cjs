// Who may import whom: every room may import src/errors.ts, itself, and the rooms listed here. docs/decisions says why.
const nlp = [
  'nlp/text',
  'nlp/tensor',
  'nlp/encoder',
  'nlp/explain',
  'nlp/lexicon',
  'nlp/phrases',
  'nlp/target2vec',
  'nlp/poincare',
]
const recognizer = [...nlp, 'index', 'catalog', 'bundle']
const rooms = {
  config: [],
  'nlp/text': [],
  'nlp/tensor': [],
  'nlp/target2vec': [],
  'nlp/poincare': [],
  index: [],
  corpus: [],
  bundle: ['nlp/tensor'],
  // Word vectors of others, to begin with, are read by what writes our own.
  'nlp/encoder': ['nlp/text', 'nlp/tensor', 'nlp/target2vec'],
  'nlp/explain': ['nlp/encoder', 'nlp/tensor', 'nlp/text'],
  'nlp/lexicon': ['nlp/text'],
  'nlp/phrases': ['nlp/text'],
  catalog: ['nlp/text', 'nlp/phrases', 'index'],
  recognizer,
  pipeline: [...recognizer, 'recognizer', 'corpus'],
  eval: [...recognizer, 'recognizer', 'corpus'],
  bot: ['recognizer', 'catalog'],
  state: [],
  channels: ['bot', 'config', 'state'],
  server: ['channels', 'bot', 'recognizer', 'catalog', 'config', 'state'],
  simulation: ['channels', 'bot', 'recognizer', 'catalog'],
}
const folder = (room) => `^src/${room}/`

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-imports-cli', severity: 'error', from: { pathNot: '^src/cli/' }, to: { path: '^src/cli/' } },
    {
      name: 'one-file-imports-botbuilder',
      severity: 'error',
      from: { pathNot: '^src/bot/sdk\\.ts$' },
      to: { path: '^node_modules/(botbuilder|botframework)' },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `room-${room.replaceAll('/', '-')}`,
      severity: 'error',
      from: { path: folder(room) },
      to: { path: '^src/', pathNot: ['^src/errors\\.ts$', folder(room), ...allowed.map(folder)] },
    })),
  ],
  options: { tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true },
}
