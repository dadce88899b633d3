// How good word vectors are, on lists marked by hand, and how well a Poincaré embedding of the aspect words finds their families beside
// flat vectors; docs/vector-quality.md says what each figure is.
//   npm run build && node bench/vector-quality.mjs [--bundle models/movie] [--vectors-dir DIR]… [--marked test/marked]
//     [--tokens FOLDER] [--seeds 3] [--only vectors|hierarchy] [--json]
// FOLDER is a tokenised corpus as saveTokenisedCorpus writes it, without the reviews that nothing may be counted on.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { differenceOf } from '../dist/eval/vectors/figure.js'
import { parentFigures, parentRanks, precisionsOf } from '../dist/eval/vectors/hierarchy.js'
import { readHierarchy, readMarkedLists } from '../dist/eval/vectors/lists.js'
import { openBundleVectors, openVectorsFolder, vectorOf } from '../dist/eval/vectors/sets.js'
import { evaluateVectors } from '../dist/eval/vectors.js'
import { innerProduct } from '../dist/index/scorer.js'
import { euclidean, poincareBall } from '../dist/nlp/poincare/geometry.js'
import { cooccurrence, inclusions, likelihoodRatio } from '../dist/nlp/poincare/relation.js'
import { embed } from '../dist/nlp/poincare/train.js'
import { loadTokenisedCorpus } from '../dist/nlp/text/tokenised-corpus.js'
import { isContent, wordOf } from '../dist/nlp/text/words.js'

const { values } = parseArgs({
  options: {
    bundle: { type: 'string', default: 'models/movie' },
    'vectors-dir': { type: 'string', multiple: true, default: [] },
    marked: { type: 'string', default: 'test/marked' },
    tokens: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const SEED = 1
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => at + 1)

const sets = [openBundleVectors(values.bundle)]
for (const folder of values['vectors-dir']) sets.push(await openVectorsFolder(folder))
const result = {}
if (values.only !== 'hierarchy') result.vectors = evaluateVectors(sets, await readMarkedLists(values.marked), SEED)
if (values.only !== 'vectors') {
  if (!values.tokens) throw new Error('--tokens FOLDER is needed for the hierarchy; --only vectors goes without.')
  result.hierarchy = await measureHierarchy()
}
if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
else {
  if (result.vectors) printVectors(result.vectors)
  if (result.hierarchy) printHierarchy(result.hierarchy)
}

async function measureHierarchy() {
  const corpus = await loadTokenisedCorpus(values.tokens)
  if (!corpus) throw new Error(`${values.tokens} holds no tokenised corpus.`)
  const rows = await readHierarchy(join(values.marked, 'aspect-hierarchy.tsv'))
  const began = performance.now()
  const names = [...new Set(rows.flatMap(({ word, family }) => [family, word]))]
  const numberOf = new Map(names.map((name, number) => [name, number]))
  const formTo = Int32Array.from(corpus.forms, (form) =>
    isContent(form) ? (numberOf.get(wordOf(form).normalize('NFC')) ?? -1) : -1,
  )
  const together = cooccurrence(corpus.tokens, corpus.offsets, formTo, names.length)
  const held = (a, b) => together.counts[a * names.length + b]
  const relation = inclusions(together)
  const counted = performance.now()

  // The same words for all: those that occur in the corpus and that every set of vectors knows.
  const known = names.map((name, number) => held(number, number) > 0 && sets.every(({ rowOf }) => rowOf.has(name)))
  const links = rows.map(({ word, family }) => [numberOf.get(word), numberOf.get(family)])
  const asked = links.filter(([word, parent]) => known[word] && known[parent])
  const all = names.flatMap((_, number) => (known[number] ? [number] : []))
  const families = [...new Set(links.map(([, family]) => family))].filter((number) => known[number])
  const ranksOf = (distance) => ({ all: parentRanks(asked, all, distance), families: parentRanks(asked, families, distance) })

  const methods = []
  for (const set of sets) {
    const row = names.map((name) => set.rowOf.get(name) ?? 0)
    const cosineDistance = (a, b) => 1 - cosine(vectorOf(set, row[a]), vectorOf(set, row[b]))
    methods.push({ name: `${set.objective} (${set.name}), ${set.dimensions}, cosine`, runs: [ranksOf(cosineDistance)] })
  }
  const pairs = relation.map(({ word, parent }) => [word, parent])
  const embeddings = [
    ['Poincaré, 10', { geometry: poincareBall, dimensions: 10 }],
    ['Poincaré, 5', { geometry: poincareBall, dimensions: 5 }],
    ['Poincaré, 2', { geometry: poincareBall, dimensions: 2 }],
    ['Euclidean on the same relation, 10', { geometry: euclidean, dimensions: 10, learningRate: 0.03 }],
  ]
  for (const [name, options] of embeddings) {
    const start = performance.now()
    const runs = seeds.map((seed) => {
      const embedding = embed(names.length, pairs, { ...options, seed })
      const norm = (point) =>
        Math.hypot(...embedding.points.subarray(point * options.dimensions, (point + 1) * options.dimensions))
      const outside = asked.filter(([word, parent]) => norm(word) > norm(parent)).length / asked.length
      return { ...ranksOf(embedding.distance), loss: embedding.losses.at(-1), outside }
    })
    methods.push({ name, runs, seconds: (performance.now() - start) / 1000 / seeds.length })
  }
  const strength = (a, b) => -likelihoodRatio(held(a, b), held(a, a), held(b, b), together.documents)
  methods.push({ name: 'the counts themselves, G²', runs: [ranksOf(strength)] })

  const inRelation = asked.filter(([word, parent]) =>
    relation.some((link) => link.word === word && link.parent === parent),
  ).length
  return {
    documents: together.documents,
    words: rows.length,
    families: families.length,
    asked: asked.length,
    candidates: all.length,
    pairs: pairs.length,
    inRelation,
    commoner: asked.filter(([word, parent]) => held(parent, parent) > held(word, word)).length / asked.length,
    countSeconds: (counted - began) / 1000,
    methods: methods.map(({ name, runs, seconds }) => ({
      name,
      seconds,
      runs: runs.map((run) => ({ ...run, all: parentFigures(run.all, SEED), families: parentFigures(run.families, SEED) })),
      overFirst: { all: overFirst(runs, methods[0].runs, 'all'), families: overFirst(runs, methods[0].runs, 'families') },
    })),
  }
}

/** Mean average precision above the first method's, word by word; a word's precision is the mean over runs. */
function overFirst(runs, first, among) {
  const precision = (of) => {
    const each = of.map((run) => precisionsOf(run[among]))
    return each[0].map((_, word) => each.reduce((sum, values) => sum + values[word], 0) / each.length)
  }
  return differenceOf(precision(runs), precision(first), SEED)
}

function cosine(a, b) {
  return innerProduct(a, 0, b) / Math.sqrt(innerProduct(a, 0, a) * innerProduct(b, 0, b))
}

function printVectors({ sets: measured, stability }) {
  const share = ({ mean, interval }) =>
    mean === null ? '–' : `${(100 * mean).toFixed(1)} (${interval.map((end) => (100 * end).toFixed(1)).join('–')})`
  const names = measured.map(({ name, objective }) => `${objective}, ${name}`)
  const row = (title, cell) => console.log(`| ${title} | ${measured.map(cell).join(' | ')} |`)
  console.log(`| figure | ${names.join(' | ')} |\n|---|${'---|'.repeat(names.length)}`)
  row('polar words known', ({ polarity }) => `${polarity.known} of ${polarity.words}`)
  row('polarity consistency at 10, %', ({ polarity }) => share(polarity.at10))
  row('polarity consistency at 100, %', ({ polarity }) => share(polarity.at100))
  row('by chance, %', ({ polarity }) => (100 * polarity.chance).toFixed(1))
  row('pairs of analogies known', ({ analogies }) => `${analogies.known} of ${analogies.pairs}`)
  for (const [way, title] of [
    ['byLabels', 'labels'],
    ['byOffset', 'mean offset'],
  ])
    for (const to of ['to긍정', 'to부정', 'both'])
      for (const at of ['at1', 'at5', 'at10'])
        row(`analogies by ${title}, ${to}, ${at}, %`, ({ analogies }) => (analogies[way] ? share(analogies[way][to][at]) : '–'))
  row('aspects known', ({ contexts }) => `${contexts.known} of ${contexts.aspects}`)
  for (const [condition, title] of [
    ['부정', 'under 부정'],
    ['긍정', 'under 긍정'],
    ['none', 'under no label'],
  ]) {
    const cell = (read) => (set) => (set.contexts.under[condition] ? share(read(set.contexts.under[condition])) : '–')
    for (const pole of ['부정', '긍정']) {
      row(
        `ten first marked contexts ${title}, called ${pole}, %`,
        cell(({ amongMarked }) => amongMarked[pole]),
      )
      row(
        `ten first contexts ${title}, those marked called ${pole}, %`,
        cell(({ ofFirst }) => ofFirst[pole]),
      )
    }
    row(
      `ten first contexts ${title}, marked, %`,
      cell(({ coverage }) => coverage),
    )
  }
  row('pairs of similarity known', ({ similarity }) => `${similarity.known} of ${similarity.pairs}`)
  row(
    'Spearman',
    ({ similarity: { rho, interval } }) => `${rho?.toFixed(3)} (${interval?.map((end) => end.toFixed(3)).join('–')})`,
  )
  if (measured.length > 1) {
    row('polarity at 100 over the first', ({ overFirst }) => (overFirst ? share(overFirst.polarity.at100) : ''))
    row('Spearman over the first', ({ overFirst }) => overFirst?.similarity.rho?.toFixed(3) ?? '')
  }
  for (const { objective, sets: folders, overlap } of stability)
    console.log(`\nneighbour overlap at 10 of ${objective} (${folders.length} sets): ${share(overlap)} %`)
}

function printHierarchy({ documents, words, asked, candidates, families, pairs, inRelation, commoner, countSeconds, methods }) {
  console.log(
    `\n${documents} reviews; ${asked} of ${words} words known with their family; ${candidates} candidates, ${families} families; ` +
      `${pairs} pairs of the relation hold ${inRelation} of the parents; the parent is the commoner for ${(100 * commoner).toFixed(1)} %; ` +
      `counted in ${countSeconds.toFixed(1)} s\n`,
  )
  console.log(
    '| vectors | mean rank | MAP | MAP over the first | mean rank among families | MAP among families | MAP over the first | word farther out | loss | s |',
  )
  console.log(`|${'---|'.repeat(10)}`)
  for (const { name, runs, seconds, overFirst: above } of methods) {
    const mean = (read) => runs.reduce((sum, run) => sum + read(run), 0) / runs.length
    const spread = (read) => Math.max(...runs.map(read)) - Math.min(...runs.map(read))
    const cell = (read, digits) =>
      `${mean(read).toFixed(digits)}${runs.length > 1 ? ` ±${(spread(read) / 2).toFixed(digits)}` : ''}`
    const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
    const difference = ({ mean: value, interval }) =>
      value === 0 ? '' : `${signed(value)} (${interval.map(signed).join(' to ')})`
    const own = [
      cell((run) => run.all.meanRank.mean, 1),
      cell((run) => run.all.map.mean, 3),
      difference(above.all),
      cell((run) => run.families.meanRank.mean, 2),
      cell((run) => run.families.map.mean, 3),
      difference(above.families),
      runs[0].outside === undefined ? '' : `${(100 * mean((run) => run.outside)).toFixed(1)} %`,
      runs[0].loss === undefined ? '' : mean((run) => run.loss).toFixed(3),
      seconds?.toFixed(1) ?? '',
    ]
    console.log(`| ${name} | ${own.join(' | ')} |`)
  }
}
