import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { initSync, TokenizerBuilder } from 'lindera-wasm'
import { repairDictionary } from './ko/repair-dictionary.js'

/** One token of Lindera's, the fields that are read here. */
export interface LinderaToken {
  surface: string
  /** UTF-8 offsets. */
  byteStart: number
  byteEnd: number
  /** ko-dic's tag, e.g. VA+ETM; UNK for what the dictionary lacks, spaces too. */
  partOfSpeechTag: string
  /** The parts of an inflected or compound token, `*` or missing where there are none. */
  expression?: string
  /** Inflect, Compound, Preanalysis or `*`. */
  type?: string
}

export interface Lindera {
  tokenize(text: string): LinderaToken[]
}

/** A compiled WebAssembly module, which threads can share. (@types/node 20 does not declare the global.) */
export type CompiledModule = object

interface Wasm {
  Module: new (bytes: Uint8Array) => CompiledModule
  compile(bytes: Uint8Array): Promise<CompiledModule>
}
const { Module, compile } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly

let opened: Lindera | undefined
let compiling: Promise<CompiledModule> | undefined

const modulePath = (): string => fileURLToPath(new URL('lindera_wasm_bg.wasm', import.meta.resolve('lindera-wasm')))

/** Reads and compiles the WebAssembly module; worker threads take the compiled module and are spared the second and a half. */
export const compileLindera = (): CompiledModule => new Module(readFileSync(modulePath()))

/** The same on other threads, beside what the caller does meanwhile; begun once, however often it is asked for. */
export function compileLinderaBeside(): Promise<CompiledModule> {
  compiling ??= readBeside(modulePath()).then(compile)
  // Whoever waits for it hears of it.
  compiling.catch(() => undefined)
  return compiling
}

// In one piece: `readFile` comes back to this thread, which is busy, after each half a megabyte.
async function readBeside(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Opens Lindera with the ko-dic inside its module: once a thread, a second and a half and about 200 MB; later calls give the same. */
export function openLindera(module?: CompiledModule): Lindera {
  if (opened) return opened
  const { memory } = initSync({ module: (module ?? compileLindera()) as Uint8Array<ArrayBuffer> })
  const builder = new TokenizerBuilder()
  builder.setDictionary('embedded://ko-dic')
  builder.setMode('normal')
  opened = builder.build() as Lindera
  repairDictionary(memory as { buffer: ArrayBuffer })
  return opened
}
