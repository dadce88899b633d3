import { readFileSync } from 'node:fs'

// What is used of WebAssembly. Its types come with the DOM library alone, which code for Node should not see.
export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface Wasm {
  Memory: new (pages: { initial: number; maximum: number }) => Memory
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: { env: { memory: Memory } }) => { exports: unknown }
}

/** kernels/products.ts has the parameters. */
interface Kernel {
  products(matrix: number, rows: number, width: number, query: number, out: number): void
  wholeProducts(matrix: number, rows: number, width: number, query: number, out: number, peaks: number): void
}

export const PAGE = 65_536
/** Four gigabytes. */
export const MOST_PAGES = 65_536

const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
let compiled: object | undefined

/** The kernel over a memory of its own. Throws RangeError where there is none of so many pages. */
export function openKernel(pages: number): { memory: Memory; kernel: Kernel } {
  compiled ??= new wasm.Module(readFileSync(new URL('../kernels/products.wasm', import.meta.url)))
  const memory = new wasm.Memory({ initial: pages, maximum: MOST_PAGES })
  return { memory, kernel: new wasm.Instance(compiled, { env: { memory } }).exports as Kernel }
}
