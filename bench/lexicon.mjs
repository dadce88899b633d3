// What Grad-CAM adds to a dictionary of polar words: a bundle's lexicon beside log-odds with an informative Dirichlet prior (Monroe, Colaresi
// & Quinn 2008, eqs. 15–22) over the same reviews, judged on words marked by hand.
//   npm run build && node bench/lexicon.mjs [--bundle models/movie] [--marked test/marked/polar-words.tsv] [--json]
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openBundle } from '../dist/bundle/open.js'
import { FILES, Lexicon } from '../dist/recognizer/files.js'

const { values } = parseArgs({
  options: {
    bundle: { type: 'string', default: 'models/movie' },
    marked: { type: 'string', default: 'test/marked/polar-words.tsv' },
    json: { type: 'boolean', default: false },
  },
})
const MARKS = ['부정', '긍정', '중립']
/** Words of the prior in all, spread as the words of all reviews are. */
const PRIOR = 500

const lexicon = openBundle(values.bundle).json(FILES.lexicon, Lexicon)
const numberOf = new Map(lexicon.words.map((word, number) => [word, number]))
const rows = readFileSync(values.marked, 'utf8').trim().split('\n').slice(1)
const marked = rows.map((row) => row.split('\t')).map(([word, a, b]) => ({ word, number: numberOf.get(word), a, b }))
const words = marked.filter(({ number, a, b }) => a === b && number !== undefined)
const marks = words.map(({ a }) => a)
/** By a hash of the word, so that nothing but the word decides. */
const halves = words.map(({ word }) => createHash('sha256').update(word).digest()[0] % 2)

const totals = [0, 1, 2].map((label) => lexicon.documents.reduce((sum, counts) => sum + counts[label], 0))
const total = totals[0] + totals[1] + totals[2]
const scores = {
  'log-odds': words.map(({ number }) => logOdds(number).delta),
  'log-odds, z': words.map(({ number }) => logOdds(number).z),
  'Grad-CAM': words.map(({ number }) => balance(lexicon.gradcam[number])),
  'TF-IDF': words.map(({ number }) => balance(lexicon.tfidf[number])),
}

/** Positive for 긍정. The counts are of reviews that hold the word. */
function logOdds(number) {
  const counts = lexicon.documents[number]
  const prior = (PRIOR * (counts[0] + counts[1] + counts[2])) / total
  const odds = (label) => Math.log((counts[label] + prior) / (totals[label] + PRIOR - counts[label] - prior))
  const delta = odds(1) - odds(0)
  return { delta, z: delta / Math.sqrt(1 / (counts[0] + prior) + 1 / (counts[1] + prior)) }
}

/** −1 all 부정 … 1 all 긍정. */
function balance([negative, positive]) {
  return negative + positive > 0 ? (positive - negative) / (positive + negative) : 0
}

const read = (list, threshold) => list.map((score) => (score >= threshold ? '긍정' : score <= -threshold ? '부정' : '중립'))

/** Macro-F1 of the three marks over the words of some. */
function macroF1(answers, chosen) {
  const f1 = MARKS.map((mark) => {
    const hits = chosen.filter((at) => answers[at] === mark && marks[at] === mark).length
    const given = chosen.filter((at) => answers[at] === mark).length
    const asked = chosen.filter((at) => marks[at] === mark).length
    return given + asked > 0 ? (2 * hits) / (given + asked) : 0
  })
  return f1.reduce((sum, value) => sum + value, 0) / MARKS.length
}

const all = words.map((_, at) => at)
const half = (which) => all.filter((at) => halves[at] === which)

/** Where 중립 ends is chosen on one half of the words and judged on the other, in turn. */
function crossFitted(list) {
  const thresholds = [...new Set(list.map(Math.abs))]
  const judged = [0, 1].map((which) => {
    const chosen = half(which)
    const best = thresholds.reduce(
      (kept, threshold) => {
        const value = macroF1(read(list, threshold), chosen)
        return value > kept.value ? { value, threshold } : kept
      },
      { value: -1, threshold: 0 },
    )
    return macroF1(read(list, best.threshold), half(1 - which))
  })
  return (judged[0] + judged[1]) / 2
}

const polar = all.filter((at) => marks[at] !== '중립')
const signs = (list) => polar.filter((at) => list[at] > 0 === (marks[at] === '긍정')).length / polar.length
const result = {
  words: marked.length,
  known: marked.filter(({ number }) => number !== undefined).length,
  agreed: words.length,
  polar: polar.length,
  methods: Object.fromEntries(
    Object.entries(scores).map(([name, list]) => [name, { pole: signs(list), macroF1: crossFitted(list) }]),
  ),
  labels: macroF1(
    words.map(({ number }) => MARKS[lexicon.labels[number]]),
    all,
  ),
}
if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
else {
  const percent = (share) => `${(100 * share).toFixed(1)} %`
  console.log(
    `${result.words} words, ${result.known} in the lexicon, ${result.agreed} marked alike twice, ${result.polar} of them polar`,
  )
  console.log('| by | right pole, of the polar words | macro-F1 of three marks |\n|---|---|---|')
  for (const [name, { pole, macroF1: f1 }] of Object.entries(result.methods))
    console.log(`| ${name} | ${percent(pole)} | ${percent(f1)} |`)
  console.log(`| E(w) as the bundle has it | | ${percent(result.labels)} |`)
}
