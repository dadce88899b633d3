import { readFileSync } from 'node:fs'
import { countRows } from './types.js'

/** Inner products of a query with every row of a matrix: for who needs them all, and ten times as fast as a scan in JavaScript. */
export interface Products {
  readonly rows: number
  /** Single precision, in the order of the rows; the array is written anew by the next call. */
  of(query: Float32Array): Float32Array
}

// What is used of WebAssembly. Its types come with the DOM library alone, which code for Node should not see.
interface Wasm {
  Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: { env: { memory: object } }) => { exports: unknown }
}
/** kernels/products.ts has the parameters. */
type Kernel = { products(matrix: number, rows: number, width: number, query: number, out: number): void }

const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
const PAGE = 65_536
const MOST_PAGES = 65_536
const LANES = 4

/**
 * Copies row-major `[rows, dimensions]` vectors into the memory of a SIMD kernel.
 * @throws MalgwiError INDEX_BROKEN for a matrix that is not whole
 */
export function openProducts(vectors: Float32Array, dimensions: number): Products {
  const rows = countRows(vectors, dimensions)
  const width = Math.ceil(dimensions / LANES) * LANES
  const padded = Math.ceil(rows / LANES) * LANES
  const query = rows * width
  const out = query + width
  const memory = new Memory({ initial: Math.ceil(((out + padded) * 4) / PAGE), maximum: MOST_PAGES })
  const module = new Module(readFileSync(new URL('../kernels/products.wasm', import.meta.url)))
  const kernel = new Instance(module, { env: { memory } }).exports as Kernel
  const floats = new Float32Array(memory.buffer)
  if (width === dimensions) floats.set(vectors)
  else for (let row = 0; row < rows; row++) floats.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), row * width)
  const result = floats.subarray(out, out + rows)
  return {
    rows,
    of(wanted) {
      floats.set(wanted, query)
      kernel.products(0, rows, width, query * 4, out * 4)
      return result
    },
  }
}
