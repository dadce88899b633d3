// The questions that the talk on Target2Vec printed answers to, asked of our own vectors: docs/vector-quality.md has both side by side.
//   npm run build && node bench/talk-tables.mjs [--bundle models/movie] [FOLDER]…      FOLDER: as `malgwi vectors train` leaves it
import { parseArgs } from 'node:util'
import { openBundleVectors, openVectorsFolder } from '../dist/eval/vectors/sets.js'
import { exactIndex } from '../dist/index/exact.js'
import { context } from '../dist/nlp/target2vec/context.js'
import { similar } from '../dist/nlp/target2vec/similar.js'

const K = 12
const { values, positionals } = parseArgs({ options: { bundle: { type: 'string' } }, allowPositionals: true })
const sets = await Promise.all(positionals.map(openVectorsFolder))
if (values.bundle || sets.length === 0) sets.push(openBundleVectors(values.bundle ?? 'models/movie'))

for (const set of sets) {
  const { dimensions, words, vectors, contexts } = set
  const space = { dimensions, words, vectors, labels: Object.fromEntries(set.labels) }
  const byCosine = exactIndex(vectors, dimensions, 'cosine')
  const near = byCosine.search
  const around = exactIndex(contexts, dimensions, 'ip').search
  const say = (asked, hits) => process.stdout.write(`${asked}\t${hits.map(({ word }) => word).join(' ')}\n`)
  const known = (target) => target === undefined || set.labels.has(target)
  process.stdout.write(`\n${set.name} (${set.objective})\n`)
  say('similar to 최악', similar(space, near, '최악', { k: K }))
  for (const word of ['최악', '뻔하다']) say(`contexts of ${word}`, context(space, around, word, { k: K }))
  for (const target of [undefined, '부정', '긍정'].filter(known))
    say(`contexts of 이야기, ${target ?? 'no label'}`, context(space, around, '이야기', { target, k: K }))
  if (!known('부정') || !known('긍정')) continue
  const [negative, positive] = ['부정', '긍정'].map((name) => set.labels.get(name))
  const asWords = (hits) => hits.map(({ id }) => ({ word: words[id] }))
  for (const [name, vector] of [
    ['부정', negative],
    ['긍정', positive],
  ])
    say(`words near ${name}`, asWords(near(vector, K)))
  const row = set.rowOf.get('최악')
  const worst = vectors.subarray(row * dimensions, (row + 1) * dimensions)
  const step = positive.map((value, d) => value - negative[d])
  const others = (id) => id !== row
  say(
    '최악 − 부정 + 긍정',
    asWords(
      near(
        worst.map((value, d) => value + step[d]),
        K,
        others,
      ),
    ),
  )
  say('contexts of 스토리, 부정', context(space, around, '스토리', { target: '부정', k: K }))
}
