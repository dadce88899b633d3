import type { Layout } from './memory.js'
import type { Inputs } from './objective.js'
import { type WasmMemory, type WasmModule, wasm } from './wasm.js'

/** What a thread is started with. */
export interface ThreadStart {
  module: WasmModule
  memory: WasmMemory
  layout: Layout
  thread: number
  words: number
  window: number
  negatives: number
  labelsPerDocument: number
  fullSum: boolean
  inputs: Inputs
  targets: number
  targetWeight: number
}

/** One thread's share of a round: the documents order[from..to), the learning rate falling from rates[0] to rates[1]. */
export interface Share {
  from: number
  to: number
  rates: [number, number]
  seed: bigint
}

interface Kernel {
  layout(...addresses: number[]): void
  room(...addresses: number[]): void
  configure(...settings: number[]): void
  seed(value: bigint): void
  train(from: number, to: number, rate: number): number
}

/** Documents between two changes of the learning rate. */
const STRIDE = 256

/** Opens the kernel on one thread. What it returns trains a share, a run of documents at each step. */
export async function openThread(start: ThreadStart): Promise<(share: Share) => Generator<void>> {
  const { layout, thread } = start
  const room = layout.rooms[thread]!
  const instance = await wasm.instantiate(start.module, { env: { memory: start.memory } })
  const kernel = instance.exports as Kernel
  const progress = new Uint32Array(start.memory.buffer, layout.progress, layout.rooms.length)
  kernel.layout(
    layout.stride,
    layout.inputs,
    layout.contexts,
    layout.tokens,
    layout.offsets,
    layout.order,
    layout.labels,
    start.labelsPerDocument,
    layout.boosts,
    layout.wordLabels,
    layout.targets,
    layout.keep,
    layout.aliases,
    layout.sigmoids,
    Number(layout.tokenBytes === 4),
    Number(layout.labelBytes === 4),
  )
  kernel.room(room.kept, room.rows, room.outs, room.steps, room.changes, room.scales, room.weights)
  const { words, mean, documentWeight, wordWeight } = start.inputs
  const { targets, targetWeight } = start
  const flags = [start.fullSum, words, mean].map(Number)
  kernel.configure(start.words, start.window, start.negatives, ...flags, documentWeight, wordWeight, targets, targetWeight)
  return function* train({ from, to, rates, seed }) {
    kernel.seed(seed)
    for (let at = from; at < to; at += STRIDE) {
      const rate = rates[0] + ((rates[1] - rates[0]) * (at - from)) / (to - from)
      Atomics.add(progress, thread, kernel.train(at, Math.min(to, at + STRIDE), rate))
      yield
    }
  }
}
