// How near the vector that is inferred from an item's reviews (nlp/target2vec/infer.ts) comes to the one that was trained with them: their cosine, recall of
// the trained one's ten nearest items, and the share of items that are their own nearest. Beside it what another seed alone changes, which no inference
// can be better than by much. Items are drawn evenly from three sizes.
//   npm run build && node bench/new-item.mjs --reviews nsmc-raw.tar.gz [--exclude-ids nsmc-test-ids.txt] [--items 51] [--bundle DIR] [--seed 1]
import { parseArgs } from 'node:util'
import { readIds } from '#src/corpus/ids.js'
import { readReviews } from '#src/corpus/reviews.js'
import { openInference } from '#src/nlp/target2vec/infer.js'
import { isContent, wordOf } from '#src/nlp/text/words.js'
import { openRecognizer } from '#src/recognizer/open.js'

const NEAREST = 10
/** Reviews that an item has. */
const SIZES = [
  ['5 to 9', 5, 10],
  ['10 to 39', 10, 40],
  ['40 and more', 40, Number.POSITIVE_INFINITY],
]
const { values: options } = parseArgs({
  options: {
    reviews: { type: 'string' },
    'exclude-ids': { type: 'string' },
    items: { type: 'string', default: '51' },
    bundle: { type: 'string', default: 'models/movie' },
    seed: { type: 'string', default: '1' },
  },
})

const { catalog, vectors, tokenizer } = await openRecognizer(options.bundle, { engine: 'onnxruntime', threads: 1 })
const { dimensions } = vectors.space
const rowOf = new Map(vectors.space.words.map((word, row) => [word, row]))
const infer = openInference({ dimensions, contexts: vectors.contextVectors, counts: vectors.counts })
const texts = await textsOfItems()
let milliseconds = 0
for (const [name, least, most] of SIZES) {
  const drawn = draw([...texts].filter(([, list]) => list.length >= least && list.length < most))
  const rows = drawn.map(measure)
  const mean = (of) => (rows.reduce((sum, row) => sum + of(row), 0) / rows.length).toFixed(3)
  console.log(
    `${name.padEnd(12)} reviews  ${rows.length} items  cosine ${mean((row) => row.cosine)}  recall@${NEAREST} ${mean((row) => row.recall)}` +
      `  itself nearest ${mean((row) => row.own)}   another seed: cosine ${mean((row) => row.seedCosine)}  recall@${NEAREST} ${mean((row) => row.seedRecall)}`,
  )
}
console.log(`${(milliseconds / Number(options.items)).toFixed(0)} ms an item`)

function measure([number, list]) {
  const words = list.flatMap((text) => tokenizer.analyse(text).morphemes.filter(isContent))
  const known = words.flatMap((form) => rowOf.get(wordOf(form)) ?? [])
  const started = performance.now()
  const inferred = infer(known)
  milliseconds += performance.now() - started
  const again = infer(known, { seed: 2 })
  const trained = vectors.itemVectors.subarray(number * dimensions, (number + 1) * dimensions)
  return {
    cosine: cosine(inferred, trained),
    recall: overlap(nearest(inferred, number), nearest(trained, number)),
    own: vectors.items.search(inferred, 1)[0].id === number ? 1 : 0,
    seedCosine: cosine(inferred, again),
    seedRecall: overlap(nearest(inferred, number), nearest(again, number)),
  }
}

function nearest(query, itself) {
  return vectors.items.search(query, NEAREST, (id) => id !== itself).map(({ id }) => id)
}

function overlap(found, wanted) {
  return found.filter((id) => wanted.includes(id)).length / NEAREST
}

function cosine(a, b) {
  return a.reduce((sum, x, d) => sum + x * b[d], 0) / (Math.hypot(...a) * Math.hypot(...b))
}

function draw(all) {
  let state = Number(options.seed)
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, Math.round(Number(options.items) / SIZES.length))
    .map(({ one }) => one)
}

async function textsOfItems() {
  const exclude = options['exclude-ids'] ? await readIds(options['exclude-ids']) : undefined
  const found = new Map()
  for await (const { text, item } of readReviews(options.reviews, { exclude })) {
    const number = item === null ? undefined : catalog.numberOf.get(item)
    if (number === undefined) continue
    if (found.has(number)) found.get(number).push(text)
    else found.set(number, [text])
  }
  return found
}
