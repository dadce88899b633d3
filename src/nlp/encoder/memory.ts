import { readFileSync } from 'node:fs'

/** The part of WebAssembly that is used here: @types/node 20 does not declare the global. */
interface WebAssemblyGlobal {
  Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: { env: { memory: object } }) => { readonly exports: unknown }
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly

const PAGE = 65_536
const ALIGNMENT = 64

/** A region of a WebAssembly memory, before the memory is there. */
export interface Region {
  pointer: number
  length: number
}

export interface OpenMemory {
  readonly buffer: ArrayBuffer
  floats(region: Region): Float32Array
  integers(region: Region): Int32Array
  /** The exported functions of a WebAssembly file that works on this memory. */
  load(kernel: URL): unknown
}

/**
 * Lays regions of four-byte values one after the other; `open` makes the memory for all of them. Its size is fixed, since growing it
 * would detach every view. Pages that are never written cost address space only.
 */
export function planMemory(): { reserve(length: number): Region; open(): OpenMemory } {
  let end = ALIGNMENT
  return {
    reserve(length) {
      const region = { pointer: end, length }
      end = Math.ceil((end + length * 4) / ALIGNMENT) * ALIGNMENT
      return region
    },
    open() {
      const pages = Math.ceil(end / PAGE)
      const memory = new Memory({ initial: pages, maximum: pages })
      const { buffer } = memory
      return {
        buffer,
        floats: ({ pointer, length }) => new Float32Array(buffer, pointer, length),
        integers: ({ pointer, length }) => new Int32Array(buffer, pointer, length),
        load: (kernel) => new Instance(new Module(readFileSync(kernel)), { env: { memory } }).exports,
      }
    },
  }
}
