import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const CORE = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core')
const BACKEND = new URL('../../dist/nlp/tensor/engines/tfjs/backend.js', import.meta.url)
const SCRIPT = `import { chooseBackend } from ${JSON.stringify(BACKEND)}; process.stdout.write(JSON.stringify(await chooseBackend()))`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'malgwi-tfjs-node-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What a fresh process chooses where @tensorflow/tfjs-node is a package with this code, or is not there. */
function choiceWith(native?: string): { name: string; description: string } {
  if (native !== undefined) {
    const home = join(folder, '@tensorflow', 'tfjs-node')
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'index.js'), native)
  }
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    env: { ...process.env, NODE_PATH: folder },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Whatever TensorFlow.js itself had to say would stand before or after the JSON.
  return JSON.parse(said)
}

test('WebAssembly runs where native TensorFlow has not been added', () => {
  expect(choiceWith()).toEqual({
    name: 'wasm',
    description: 'TensorFlow.js 4.22.0, WebAssembly; no native TensorFlow: it is not installed',
  })
})

test('native TensorFlow runs where it has been added', () => {
  const registers = `const tf = require(${JSON.stringify(CORE)}); tf.registerBackend('tensorflow', () => new tf.KernelBackend())`
  expect(choiceWith(registers)).toEqual({ name: 'tensorflow', description: 'TensorFlow.js 4.22.0, native TensorFlow' })
})

test('a native TensorFlow that does not load is passed over, and the reason is given', () => {
  expect(choiceWith(`throw new Error('tfjs_binding.node cannot be found\\nand more')`)).toEqual({
    name: 'wasm',
    description: 'TensorFlow.js 4.22.0, WebAssembly; no native TensorFlow: tfjs_binding.node cannot be found',
  })
})
