// How often the aspects that are offered for a film and a feeling hold one that a reviewer of that film who felt so speaks of. The reviewer's own
// mentions are taken out of the film's counts first (they are still in the vectors). Beside it: the film's most mentioned aspects.
//   npm run build && node bench/offers.mjs --reviews nsmc-raw.tar.gz [--exclude-ids nsmc-test-ids.txt] [--sample 8000] [--bundle DIR] [--seed 1]
import { parseArgs } from 'node:util'
import { aspectFinder } from '#src/catalog/aspects.js'
import { readIds } from '#src/corpus/ids.js'
import { readReviews } from '#src/corpus/reviews.js'
import { openContextWords } from '#src/recognizer/context-words.js'
import { aspectTable, mentionsOf } from '#src/recognizer/offering.js'
import { offerAspects } from '#src/recognizer/offers.js'
import { openRecognizer } from '#src/recognizer/open.js'

const OFFERS = 4
const { values: options } = parseArgs({
  options: {
    reviews: { type: 'string' },
    'exclude-ids': { type: 'string' },
    sample: { type: 'string', default: '8000' },
    bundle: { type: 'string', default: 'models/movie' },
    seed: { type: 'string', default: '1' },
  },
})

const { catalog, vectors, tokenizer } = await openRecognizer(options.bundle, { engine: 'onnxruntime', threads: 1 })
const { domain, counts, numberOf } = catalog
const find = aspectFinder(domain.aspects)
const contextWordsOf = openContextWords(catalog, vectors)
const table = aspectTable(catalog)

const scores = { offered: 0, mentioned: 0 }
const shown = { offered: new Map(), mentioned: new Map() }
const reviews = await sample(Number(options.sample))
for (const { item, pole, spoken } of reviews) {
  const own = withoutReview(mentionsOf(counts, item), spoken, pole)
  const words = contextWordsOf(item, domain.targets[pole], [])
  const offered = offerAspects(words, table, own, pole).map(({ aspect }) => table.names.indexOf(aspect))
  const tallies = pole === 1 ? own.praised : own.complained
  const usual = pole === 1 ? table.praised : table.complained
  const mentioned = [...table.names.keys()].sort((a, b) => tallies[b] - tallies[a] || usual[b] - usual[a])
  for (const [name, ranking] of Object.entries({ offered, mentioned })) {
    const first = ranking.slice(0, OFFERS)
    if (first.some((aspect) => spoken.has(aspect))) scores[name]++
    for (const aspect of first) shown[name].set(aspect, (shown[name].get(aspect) ?? 0) + 1)
  }
}
for (const [name, hits] of Object.entries(scores)) {
  const share = ((100 * hits) / reviews.length).toFixed(1)
  const variety = effective([...shown[name].values()]).toFixed(0)
  console.log(
    `${name.padEnd(10)} hold one of the reviewer's aspects ${share} %   as varied as ${variety} aspects used equally often`,
  )
}

/** Reviews of 부정 and 긍정 that speak of an aspect, drawn evenly from those of the bundle's items. */
async function sample(size) {
  const exclude = options['exclude-ids'] ? await readIds(options['exclude-ids']) : undefined
  const pool = []
  let seen = 0
  let state = Number(options.seed)
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  for await (const { text, label, item } of readReviews(options.reviews, { exclude })) {
    const number = item === null ? undefined : numberOf.get(item)
    if (number === undefined || label > 1) continue
    const place = pool.length < 2 * size ? pool.length : Math.floor(random() * ++seen)
    if (pool.length < 2 * size) seen = pool.length + 1
    if (place < 2 * size) pool[place] = { text, pole: label, item: number }
  }
  return pool
    .map(({ text, ...rest }) => {
      const spoken = new Set()
      find(tokenizer.analyse(text).morphemes, (aspect) => spoken.add(aspect))
      return { ...rest, spoken }
    })
    .filter(({ spoken }) => spoken.size > 0)
    .slice(0, size)
}

function withoutReview(mentions, spoken, pole) {
  const [tallies, total] = pole === 1 ? ['praised', 'positiveReviews'] : ['complained', 'negativeReviews']
  const left = Float64Array.from(mentions[tallies], (count, aspect) => Math.max(0, count - (spoken.has(aspect) ? 1 : 0)))
  return { ...mentions, [tallies]: left, [total]: Math.max(0, mentions[total] - 1) }
}

/** How many things used equally often would be as varied: 2 to the entropy. */
function effective(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return 2 ** counts.reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0)
}
