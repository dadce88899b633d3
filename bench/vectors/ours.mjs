// One run of ours: prints a line of JSON with the seconds and the memory of the training alone.
//   node bench/vectors/ours.mjs OBJECTIVE TOKENS LABELS OPTIONS-AS-JSON
import { readFileSync } from 'node:fs'
import { decoded, linesOf, openBytes } from '#src/corpus/lines.js'
import { resolveOptions } from '#src/nlp/target2vec/options.js'
import { readTokenFiles } from '#src/nlp/target2vec/token-files.js'
import { trainReserved } from '#src/nlp/target2vec/train.js'

const [objective, tokensPath, labelsPath, given] = process.argv.slice(2)
const { minCount, ...options } = JSON.parse(given)
const fileOf = (path) => () => linesOf(decoded(openBytes(path)))

/** The first label of each line alone: gensim's one tag. */
const firstLabels = async function* () {
  for await (const { number, text } of fileOf(labelsPath)()) yield { number, text: text?.split('\t')[0] ?? null }
}

const idle = process.memoryUsage.rss()
const { reserved, words, labels } = await readTokenFiles(
  { tokens: fileOf(tokensPath), labels: firstLabels },
  { minimumCount: minCount, documentTags: false },
  resolveOptions({ ...options, objective, seed: 1 }),
)
const start = performance.now()
const cpuStart = process.cpuUsage()
await trainReserved(reserved)
const used = process.cpuUsage(cpuStart)
const wall = (performance.now() - start) / 1000
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
const tokens = reserved.corpus.tokens.length
const matrices = 4 * options.dimensions * (2 * words.length + labels.length)
const cpu = (used.user + used.system) / 1e6
process.stdout.write(
  `${JSON.stringify({ wall, cpu, memory: peak - idle, tokens, words: words.length, needed: matrices + 4 * tokens })}\n`,
)
