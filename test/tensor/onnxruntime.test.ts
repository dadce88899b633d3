import { expect, test } from 'vitest'
import { openEngine } from '#src/nlp/tensor/engines/open.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { add } from '#src/nlp/tensor/ops/arithmetic.js'
import { real } from './numbers.js'

const engine = await openEngine('onnxruntime')
const sumModel = (): Uint8Array => {
  const graph = new Graph()
  graph.output('y', add(graph, graph.input('a', ['N']), graph.input('b', [1])))
  return writeOnnx(graph.onnx('sum'))
}
const [a, b] = [real([3], (i) => i, 'float32'), real([1], () => 10, 'float32')]

test('runs a model', async () => {
  const session = await engine.open(sumModel(), { threads: 1 })
  expect(await session.run({ a, b }, ['y'])).toEqual({ y: { dtype: 'float32', dims: [3], data: Float32Array.of(10, 11, 12) } })
  await session.release()
})

test('bytes that are no model are refused in one line', async () => {
  const whole = sumModel()
  for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), whole.subarray(0, whole.length / 2)]) {
    await expect(engine.open(bytes, { threads: 1 })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.not.stringContaining('\n'),
    })
  }
})

test('a wrong name, type or shape is refused in one line', async () => {
  const session = await engine.open(sumModel(), { threads: 1 })
  const refused = { code: 'MODEL_RUN_FAILED', message: expect.not.stringContaining('\n') }
  await expect(session.run({ a }, ['y'])).rejects.toMatchObject(refused)
  await expect(session.run({ a, b }, ['z'])).rejects.toMatchObject(refused)
  await expect(session.run({ a, b: real([1], () => 1, 'float64') }, ['y'])).rejects.toMatchObject(refused)
  await expect(session.run({ a, b: real([2, 2], () => 1, 'float32') }, ['y'])).rejects.toMatchObject(refused)
  await expect(session.run({ a, b }, { y: real([4], () => 0, 'float32') })).rejects.toMatchObject(refused)
  await session.release()
})

test('a shape that does not broadcast is refused while the graph is built', () => {
  const graph = new Graph()
  expect(() => add(graph, graph.input('a', ['N', 2]), graph.input('b', [3]))).toThrow('do not broadcast')
})
