// What is used of WebAssembly. Its types come with the DOM library alone, which code for Node should not see.

export interface WasmMemory {
  readonly buffer: ArrayBufferLike
}

export type WasmModule = object

interface Wasm {
  Memory: new (pages: { initial: number; maximum: number; shared: boolean }) => WasmMemory
  compile(bytes: Uint8Array): Promise<WasmModule>
  instantiate(module: WasmModule, imports: { env: { memory: WasmMemory } }): Promise<{ exports: unknown }>
}

export const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
