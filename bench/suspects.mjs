// How well reviews are found whose rating contradicts their words: 1 % of the ratings are flipped before training, and looked for in the
// cross-fitted ranking. What was wrong before counts as a miss.
//   npm run build
//   node bench/suspects.mjs --reviews raw.tar.gz --exclude-ids test-ids.txt --items movies.tsv --work suspects.work
//       [--encoder cnn] [--epochs 2] [--folds 2] [--share 0.01] [--seed 1] [--threads 1] [--seen] [--sheet FILE] [--json]
//   node bench/suspects.mjs --marks FILE
// --seen: the same figures from encoders that read the reviews they were trained on. --sheet: the first 100 suspects that were not flipped, in a
// file that git ignores, for a person who writes `contradicts` or `does not` before each; --marks counts what was written.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { flipRatings, measureFlips } from '#src/eval/flips.js'
import { countMarks, sheetOf } from '#src/eval/marks.js'
import { ORDERS, rankSuspects } from '#src/eval/suspects.js'
import { listItems } from '#src/pipeline/catalogue.js'
import { readCorpus } from '#src/pipeline/corpus.js'
import { crossFit } from '#src/pipeline/cross-fit.js'
import { withoutOwnTitles } from '#src/pipeline/own-titles.js'

const SHEET_ROWS = 100
const { values } = parseArgs({
  options: {
    reviews: { type: 'string' },
    'exclude-ids': { type: 'string' },
    items: { type: 'string' },
    scale: { type: 'string' },
    work: { type: 'string', default: '.malgwi/suspects.work' },
    encoder: { type: 'string', default: 'cnn' },
    epochs: { type: 'string', default: '2' },
    folds: { type: 'string', default: '2' },
    share: { type: 'string', default: '0.01' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    seen: { type: 'boolean', default: false },
    sheet: { type: 'string' },
    marks: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const [epochs, folds, share, seed, threads] = ['epochs', 'folds', 'share', 'seed', 'threads'].map((name) => Number(values[name]))
const percent = (value) => `${(100 * value).toFixed(1)} %`
const print = (line) => process.stdout.write(`${line}\n`)

if (values.marks !== undefined) printMarks(countMarks(readFileSync(values.marks, 'utf8')))
else await measure()

async function measure() {
  if (values.sheet !== undefined) refuseSheet(values.sheet)
  const { reviews, scale, items } = values
  const corpus = await readCorpus({ reviews, excludeIds: values['exclude-ids'], scale })
  const titles = items === undefined ? [] : await listItems(corpus, items)
  const texts = withoutOwnTitles(corpus, new Map(titles.map(({ id, title, aliases }) => [id, [title, ...aliases]])))
  const { flips, ratings, labels } = flipRatings(corpus, share, seed)
  const name = [values.encoder, epochs, folds, share, seed].join('-')
  const started = performance.now()
  const read = await crossFit(
    { ...corpus, texts, ratings, labels },
    {
      folds,
      seed,
      threads,
      language: 'ko',
      encoder: { kind: values.encoder, epochs },
      work: join(values.work, name),
      morphemes: join(values.work, 'morphemes'),
      seen: values.seen,
    },
    progressLines(),
  )
  const minutes = (performance.now() - started) / 60_000
  const figures = []
  for (const [reading, logits] of Object.entries({ 'out of fold': read.logits, seen: read.seen })) {
    if (logits === undefined) continue
    for (const order of Object.keys(ORDERS)) {
      const ranking = rankSuspects({ logits, labels, folds: read.folds }, order)
      figures.push({ reading, order, errors: ranking.errors, ...measureFlips(ranking.reviews, flips) })
    }
  }
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1e3)
  if (values.json) print(JSON.stringify({ name, reviews: labels.length, minutes, peakMegabytes, figures }))
  else {
    print(
      `${name}: ${labels.length} reviews, ${flips.length} flipped, ${minutes.toFixed(1)} minutes, ${peakMegabytes} MB at most`,
    )
    for (const { reading, order, errors, precisionAt, recall, averagePrecision } of figures) {
      const depths = Object.entries(precisionAt).map(([depth, precision]) => `precision at ${depth} ${percent(precision)}`)
      const rest = [`recall ${percent(recall)}`, `average precision ${percent(averagePrecision)}`, `${errors} errors`]
      print(`${reading.padEnd(12)} ${order.padEnd(9)} ${[...depths, ...rest].join('   ')}`)
    }
  }
  if (values.sheet === undefined) return
  const flipped = new Set(flips)
  const { reviews: ranked } = rankSuspects({ logits: read.logits, labels, folds: read.folds })
  const first = [...ranked].filter((review) => !flipped.has(review)).slice(0, SHEET_ROWS)
  mkdirSync(dirname(values.sheet), { recursive: true })
  const rows = first.map((review) => ({ id: corpus.ids[review], rating: corpus.ratings[review], text: corpus.texts[review] }))
  writeFileSync(values.sheet, sheetOf(rows))
  print(`wrote ${values.sheet}: write contradicts or does not before each row, then --marks ${values.sheet}`)
}

function printMarks(counted) {
  const { contradicts, doesNot, unmarked, share: found, interval } = counted
  if (values.json) return print(JSON.stringify(counted))
  print(`${contradicts} contradict, ${doesNot} do not, ${unmarked} without a mark`)
  if (found !== undefined) print(`share that contradicts ${percent(found)} (95 %: ${interval.map(percent).join(' to ')})`)
}

/** Reviews do not belong into the repository, and marks that a person made are not written over. */
function refuseSheet(path) {
  if (existsSync(path)) throw new Error(`${path} is there already: name another file`)
  const root = resolve(import.meta.dirname, '..')
  if (!resolve(path).startsWith(`${root}/`)) return
  try {
    execFileSync('git', ['check-ignore', '--quiet', resolve(path)], { cwd: root })
  } catch {
    throw new Error(`${path} is not ignored by git: name a file under .malgwi/, or outside of the repository`)
  }
}

/** A line when a step begins and ends, and each half minute between. */
function progressLines() {
  let [last, shown] = ['', 0]
  return (step, done, total, note = '') => {
    if (step === last && done < total && performance.now() - shown < 30_000) return
    ;[last, shown] = [step, performance.now()]
    process.stderr.write(`${step}: ${((100 * done) / total).toFixed(0)} % ${note}\n`)
  }
}
