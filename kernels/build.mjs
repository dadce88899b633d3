// Compiles each kernels/*.ts to dist/kernels/NAME.wasm, with SIMD, over an imported memory (shared among threads, but where ONNX
// Runtime reads it: it refuses views of shared memory); skipped where the output is newer.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const unshared = ['embedding.ts', 'products.ts']

mkdirSync('dist/kernels', { recursive: true })
const age = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
/** The last change of a kernel, or of what it imports: files in the folder of its name. */
const changed = (source) => {
  const folder = source.replace('.ts', '')
  const parts = existsSync(folder) ? readdirSync(folder).map((file) => `${folder}/${file}`) : []
  return Math.max(...[source, ...parts].map(age))
}
for (const name of readdirSync('kernels').filter((file) => file.endsWith('.ts'))) {
  const source = `kernels/${name}`
  const target = `dist/kernels/${name.replace('.ts', '.wasm')}`
  if (age(target) > Math.max(changed(source), age('kernels/build.mjs'))) continue
  const { error, stderr } = await asc.main([
    source,
    '--outFile',
    target,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--enable',
    'threads',
    '--importMemory',
    ...(unshared.includes(name) ? [] : ['--sharedMemory']),
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
  ])
  if (error) {
    process.stderr.write(stderr.toString())
    process.exit(1)
  }
}
