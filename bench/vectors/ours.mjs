// One run of ours: prints a line of JSON with the seconds and the memory of the training alone.
//   node bench/vectors/ours.mjs OBJECTIVE TOKENS LABELS OPTIONS-AS-JSON
import { readFileSync } from 'node:fs'
import { utf8Chunks } from '#src/corpus/chunks.js'
import { resolveOptions } from '#src/nlp/target2vec/options.js'
import { readTokenFiles } from '#src/nlp/target2vec/token-files.js'
import { trainReserved } from '#src/nlp/target2vec/train.js'

const [objective, tokensPath, labelsPath, given] = process.argv.slice(2)
const { minCount, targets, ...options } = JSON.parse(given)

const idle = process.memoryUsage.rss()
const { reserved, words } = await readTokenFiles(
  { tokens: () => utf8Chunks(tokensPath), labels: () => utf8Chunks(labelsPath) },
  { minimumCount: minCount, documentTags: false, targets },
  resolveOptions({ ...options, objective, seed: 1 }),
)
const start = performance.now()
const cpuStart = process.cpuUsage()
await trainReserved(reserved)
const used = process.cpuUsage(cpuStart)
const wall = (performance.now() - start) / 1000
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
const tokens = reserved.corpus.tokens.length
const cpu = (used.user + used.system) / 1e6
process.stdout.write(`${JSON.stringify({ wall, cpu, memory: peak - idle, tokens, words: words.length })}\n`)
