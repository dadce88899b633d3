import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Part } from './eojeol.js'
import type { AnalyseWord, Language } from './language.js'
import type { CompiledModule } from './lindera.js'
import type { CoarseTag } from './morpheme.js'
import { rulesOf } from './rules.js'
import { readJson, writeAtomically } from './tokenised-corpus.js'

/** Words in a shard: some seconds of work, which is what an interruption costs. */
const SHARD_SIZE = 15_000
/** So few words are analysed here: a worker takes longer to open its dictionary. */
const FEW_WORDS = 3_000

export interface ShardTask {
  number: number
  path: string
  fingerprint: string
  words: string[]
}

/** What a worker is started with. */
export interface WorkerTask {
  language: Language
  compiled?: CompiledModule
}

interface Shard {
  fingerprint: string
  parts: [surface: string, lemma: string, tag: CoarseTag, pos: string][]
  /** Numbers into parts, a word after the other. */
  numbers: number[]
  /** How many parts each word has. */
  lengths: number[]
}

/** The distinct parts of many words, and each word as numbers into them: numbers[offsets[e] … offsets[e + 1]). */
export interface AnalysedWords {
  parts: Part[]
  numbers: Uint32Array
  offsets: Uint32Array
}

/**
 * Analyses words on worker threads, a file in `dir` for each shard. Shards that are there already are not done again.
 * `onProgress` counts words.
 */
export async function analyseShards(
  words: readonly string[],
  dir: string,
  language: Language,
  workers: number,
  onProgress: (done: number, total: number) => void,
): Promise<AnalysedWords> {
  const tasks: ShardTask[] = []
  for (let first = 0; first < words.length; first += SHARD_SIZE) {
    const slice = words.slice(first, first + SHARD_SIZE)
    const number = tasks.length
    const path = join(dir, `words-${String(number).padStart(4, '0')}.json`)
    tasks.push({ number, path, fingerprint: fingerprintOf(slice, language), words: slice })
  }
  let done = 0
  const missing: ShardTask[] = []
  for (const task of tasks) {
    if (await readShard(task)) done += task.words.length
    else missing.push(task)
  }
  onProgress(done, words.length)
  const onDone = (task: ShardTask): void => {
    done += task.words.length
    onProgress(done, words.length)
  }
  if (words.length <= FEW_WORDS)
    for (const task of missing) await runTask(rulesOf(language).openAnalyser(), task).then(() => onDone(task))
  else await runOnWorkers(missing, language, workers, onDone)
  return joinShards(tasks, words.length)
}

export function fingerprintOf(texts: Iterable<string>, language: Language): string {
  const hash = createHash('sha256').update(`analysis ${rulesOf(language).version}\n`)
  for (const text of texts) hash.update(text).update('\n')
  return hash.digest('hex')
}

function encodeShard(fingerprint: string, analysed: readonly (readonly Part[])[]): string {
  const table = new PartTable()
  const numbers = analysed.flatMap((parts) => parts.map((part) => table.number(part)))
  const parts = table.parts.map((p): Shard['parts'][number] => [p.surface, p.lemma, p.tag, p.pos])
  return JSON.stringify({ fingerprint, parts, numbers, lengths: analysed.map((p) => p.length) } satisfies Shard)
}

async function readShard(task: ShardTask): Promise<Shard | undefined> {
  const shard = await readJson<Shard>(task.path)
  return shard?.fingerprint === task.fingerprint ? shard : undefined
}

/** Analyses a shard and writes its file. */
export async function runTask(analyseWord: AnalyseWord, task: ShardTask): Promise<void> {
  const analysed = task.words.map(analyseWord)
  await writeAtomically(task.path, encodeShard(task.fingerprint, analysed))
}

async function runOnWorkers(
  tasks: readonly ShardTask[],
  language: Language,
  workers: number,
  onDone: (task: ShardTask) => void,
): Promise<void> {
  if (tasks.length === 0) return
  const workerData: WorkerTask = { language, compiled: rulesOf(language).compile?.() }
  const queue = tasks.slice()
  const byNumber = new Map(tasks.map((task) => [task.number, task]))
  const runOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./tokenise-worker.js', import.meta.url), { workerData })
      const next = (): void => {
        const task = queue.shift()
        if (task) worker.postMessage(task)
        else void worker.terminate().then(() => resolve())
      }
      worker.on('message', (number: number) => {
        onDone(byNumber.get(number)!)
        next()
      })
      worker.on('error', (error) => {
        queue.length = 0
        reject(error)
      })
      next()
    })
  await Promise.all(Array.from({ length: Math.min(Math.max(1, workers), tasks.length) }, runOne))
}

async function joinShards(tasks: readonly ShardTask[], count: number): Promise<AnalysedWords> {
  const table = new PartTable()
  const offsets = new Uint32Array(count + 1)
  const chunks: Uint32Array[] = []
  let word = 0
  for (const task of tasks) {
    const shard = await readShard(task)
    if (!shard) throw new Error(`the shard at ${task.path} was lost while it was needed`)
    const own = Uint32Array.from(shard.parts, ([surface, lemma, tag, pos]) => table.number({ surface, lemma, tag, pos }))
    chunks.push(Uint32Array.from(shard.numbers, (number) => own[number]))
    for (const length of shard.lengths) {
      offsets[word + 1] = offsets[word] + length
      word++
    }
  }
  const numbers = new Uint32Array(offsets[count])
  let at = 0
  for (const chunk of chunks) {
    numbers.set(chunk, at)
    at += chunk.length
  }
  return { parts: table.parts, numbers, offsets }
}

/** Parts by number, in order of first appearance. */
class PartTable {
  readonly parts: Part[] = []
  private readonly byKey = new Map<string, number>()

  number(part: Part): number {
    const key = `${part.surface}\t${part.lemma}\t${part.pos}\t${part.tag}`
    let number = this.byKey.get(key)
    if (number === undefined) {
      number = this.parts.length
      this.parts.push({ surface: part.surface, lemma: part.lemma, tag: part.tag, pos: part.pos })
      this.byKey.set(key, number)
    }
    return number
  }
}
