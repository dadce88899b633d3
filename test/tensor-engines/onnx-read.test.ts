import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MalgwiError } from '#src/errors.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { ELEMENT_TYPE, type OnnxGraph } from '#src/nlp/tensor/onnx.js'
import { readOnnx } from '#src/nlp/tensor/onnx-read.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { OPSET } from '#src/nlp/tensor/operators.js'
import { bytesField, concatBytes, type Field, intField, messageField, stringField } from '#src/nlp/tensor/protobuf.js'
import { TINY } from '../tensor/encoder-fixtures.js'
import { CONFIG, servingModel } from './serving-fixtures.js'

describe('an ONNX model', () => {
  test('is read as it was written: tensors of every type, symbolic shapes, bodies of Scan', () => {
    const graph = new Graph()
    const x = graph.input('x', ['T', 2])
    const stored = [
      graph.initializer('float16', { dtype: 'float16', dims: [3], data: Uint16Array.of(0, 0x3c00, 0xfbff) }),
      graph.initializer('float64', { dtype: 'float64', dims: [], data: Float64Array.of(Math.PI) }),
      graph.initializer('int32', { dtype: 'int32', dims: [1, 2], data: Int32Array.of(-1, 2 ** 31 - 1) }),
      graph.initializer('int64', { dtype: 'int64', dims: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) }),
      graph.initializer('bool', { dtype: 'bool', dims: [2], data: Uint8Array.of(1, 0) }),
      graph.initializer('empty', { dtype: 'float32', dims: [0, 5], data: new Float32Array() }),
    ]
    for (const value of stored) graph.output(`${value.name}_out`, value)
    const body = graph.body('body', [[2], [2]], (inner, [state, slice]) => {
      const sum = inner.emit('Add', [state, slice], [2])
      return [sum, inner.emit('Identity', [sum], [2])]
    })
    const attributes = { body, num_scan_inputs: 1, scan_input_directions: [1], scan_output_directions: [0] }
    const [, y] = graph.emitAll('Scan', [graph.constant([0, 0]), x], attributes, [{ shape: [2] }, { shape: ['T', 2] }])
    graph.output('y', y)
    const written = graph.onnx('everything')
    // The tape knows more of its values than the file does.
    const read = readOnnx(writeOnnx(written))
    expect(written).toMatchObject(read)
    expect(read.initializers).toEqual(written.initializers)
  })

  test('is read from a view into a larger buffer', () => {
    const model = servingModel(CONFIG, 1)
    const larger = new Uint8Array(model.length + 7)
    larger.set(model, 3)
    expect(readOnnx(larger.subarray(3, 3 + model.length))).toEqual(readOnnx(model))
  })

  test('with fields that are of no use here is read all the same', () => {
    const model = trainingGraph(TINY)
    const more = [stringField(6, 'a note'), Uint8Array.of(0x51, 1, 2, 3, 4, 5, 6, 7, 8), Uint8Array.of(0x55, 1, 2, 3, 4)]
    expect(readOnnx(concatBytes([...more, model, stringField(20, 'metadata')]))).toEqual(readOnnx(model))
  })

  test('with shapes packed into one field is read as well', () => {
    const tensor = [
      bytesField(1, Uint8Array.of(2, 3)),
      intField(2, ELEMENT_TYPE.bool),
      stringField(8, 't'),
      bytesField(9, new Uint8Array(6)),
    ]
    expect(readOnnx(modelOf([messageField(5, tensor)])).initializers.get('t')?.dims).toEqual([2, 3])
  })
})

const opset = messageField(8, [intField(2, OPSET)])
const modelOf = (graph: Field[]): Uint8Array => concatBytes([intField(1, 8), messageField(7, graph), opset])
const tensorOf = (...fields: Field[]): Uint8Array => modelOf([messageField(5, [stringField(8, 't'), ...fields])])
const nodeOf = (...fields: Field[]): Uint8Array => modelOf([messageField(1, fields)])
const dims = (...lengths: (number | bigint)[]): Field[] => lengths.map((length) => intField(1, length))
const float32 = intField(2, 1)

function nested(depth: number): Field {
  const inner = depth === 0 ? [] : [nested(depth - 1)]
  return messageField(1, [stringField(4, 'Scan'), messageField(5, [stringField(1, 'body'), messageField(6, inner)])])
}

const ATTACKS: Record<string, [bytes: () => Uint8Array, message: RegExp]> = {
  'with nothing in it': [() => new Uint8Array(), /holds no graph/],
  'that is text': [() => new TextEncoder().encode('<html>not found</html>'), /./],
  'of a newer opset': [() => concatBytes([messageField(7, []), messageField(8, [intField(2, 99)])]), /opset 99/],
  'whose field claims more bytes than there are': [() => Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x07), /cut short/],
  'whose field claims a negative length': [
    () => Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
    /cut short, or a length/,
  ],
  'with a number that never ends': [() => new Uint8Array(64).fill(0xff), /more than ten bytes/],
  'with a group': [() => Uint8Array.of(0x3b), /wire type 3/],
  'with the field number 0': [() => Uint8Array.of(0x02, 0x00), /field has the number 0/],
  'whose graph is a number': [() => intField(7, 1), /field 7 is no byte string/],
  'of a million empty fields': [
    () => modelOf(Array(1_000_001).fill(bytesField(2, new Uint8Array()))),
    /more than 1000000 fields/,
  ],
  'of a million packed dimensions': [() => tensorOf(bytesField(1, new Uint8Array(1_000_001))), /more than 1000000 fields/],
  'with graphs nested in graphs': [() => modelOf([nested(20)]), /nested more than 4 deep/],
  'with a tensor of more elements than bytes': [
    () => tensorOf(...dims(1 << 30, 1 << 30), float32, bytesField(9, new Uint8Array(8))),
    /\[1073741824,1073741824\] of float32, but has 8 bytes/,
  ],
  'whose dimensions overflow to the right size': [
    () => tensorOf(...dims(2n ** 32n, 2n ** 32n), float32, bytesField(9, new Uint8Array())),
    /a dimension is 4294967296/,
  ],
  'with a negative dimension': [() => tensorOf(...dims(-1, -4), float32, bytesField(9, new Uint8Array(16))), /a dimension is -1/],
  'with a tensor of many axes': [
    () => tensorOf(...dims(...Array(9).fill(1)), float32, bytesField(9, new Uint8Array(4))),
    /9 dimensions/,
  ],
  'with a tensor of strings': [() => tensorOf(...dims(1), intField(2, 8)), /element type 8/],
  'with a tensor in another file': [
    () =>
      tensorOf(
        ...dims(1),
        float32,
        messageField(13, [stringField(1, 'location'), stringField(2, '../../etc/passwd')]),
        intField(14, 1),
      ),
    /stored outside the file/,
  ],
  'with two tensors of one name': [
    () => modelOf(Array(2).fill(messageField(5, [stringField(8, 't'), ...dims(0), float32]))),
    /two initializers are called "t"/,
  ],
  'with a sparse tensor': [() => modelOf([messageField(15, [])]), /sparse/],
  'with an unknown operator': [() => nodeOf(stringField(4, 'Loop')), /operator "Loop" is not supported/],
  'with an operator named like a property of objects': [() => nodeOf(stringField(4, 'constructor')), /operator "constructor"/],
  'with an operator of another domain': [() => nodeOf(stringField(4, 'Add'), stringField(7, 'com.evil')), /domain "com.evil"/],
  'with an attribute that the operator does not have': [
    () => nodeOf(stringField(4, 'Add'), messageField(5, [stringField(1, '__proto__'), intField(3, 1)])),
    /attribute "__proto__" is not supported/,
  ],
  'with an attribute without a value': [
    () => nodeOf(stringField(4, 'Cast'), messageField(5, [stringField(1, 'to')])),
    /attribute "to" has no value/,
  ],
  'with an attribute beyond what a number holds': [
    () => nodeOf(stringField(4, 'Cast'), messageField(5, [stringField(1, 'to'), intField(3, 2n ** 62n)])),
    /4611686018427387904 is out of range/,
  ],
  'with a name of a megabyte': [() => modelOf([stringField(2, 'n'.repeat(1 << 20))]), /1048576 bytes/],
  'with a name that is not UTF-8': [() => modelOf([bytesField(2, Uint8Array.of(0xc3, 0x28))]), /not valid UTF-8/],
  'with an input that is no tensor': [
    () => modelOf([messageField(11, [stringField(1, 'x'), messageField(2, [messageField(4, [])])])]),
    /"x" is not declared as a tensor/,
  ],
}

const refusal = (bytes: Uint8Array): unknown => {
  try {
    readOnnx(bytes)
  } catch (error) {
    return error
  }
}

describe('a file is refused', () => {
  for (const [title, [bytes, message]] of Object.entries(ATTACKS)) {
    test(title, () => {
      expect(refusal(bytes())).toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(message) })
    })
  }

  test('where it is cut off, wherever that is', () => {
    const model = servingModel(CONFIG, 1)
    for (let length = 0; length < model.length; length += length < 2000 ? 1 : 61)
      expect(refusal(model.subarray(0, length)), `${length} bytes`).toMatchObject({ code: 'MODEL_INVALID' })
  })

  test('or read, but nothing else happens, when bytes of it are changed', () => {
    const model = trainingGraph(TINY)
    const change = fc.tuple(fc.nat(model.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = model.slice()
        for (const [at, byte] of changes) changed[at] = byte
        const error = refusal(changed)
        expect(error === undefined || error instanceof MalgwiError).toBe(true)
      }),
      { numRuns: 2000, seed: 1 },
    )
  })
})

/** A model whose graph is well formed as a file, but not as a graph. */
const graphOf = (change: Partial<OnnxGraph>): Uint8Array =>
  writeOnnx({
    name: 'graph',
    nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'], attributes: {} }],
    initializers: new Map(),
    inputs: [{ name: 'x', dtype: 'float32', shape: [2] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [2] }],
    ...change,
  })

const neg = (from: string, to: string): OnnxGraph['nodes'][number] => ({
  op: 'Neg',
  inputs: [from],
  outputs: [to],
  attributes: {},
})
const scanOf = (body: Partial<OnnxGraph>, scanInputs = 1): OnnxGraph['nodes'] => {
  const value = { name: 'slice', dtype: 'float32', shape: [] } as const
  const whole = {
    name: 'b',
    nodes: [neg('slice', 'out')],
    initializers: new Map(),
    inputs: [value],
    outputs: [{ ...value, name: 'out' }],
  }
  return [{ op: 'Scan', inputs: ['x'], outputs: ['y'], attributes: { body: { ...whole, ...body }, num_scan_inputs: scanInputs } }]
}

const MALFORMED: Record<string, [Partial<OnnxGraph>, RegExp]> = {
  'that reads what nobody makes': [{ nodes: [neg('z', 'y')] }, /"z" is read before it is made/],
  'that reads what is made later': [{ nodes: [neg('z', 'y'), neg('x', 'z')] }, /"z" is read before it is made/],
  'that makes a value twice': [{ nodes: [neg('x', 'y'), neg('x', 'y')] }, /"y" is made twice/],
  'that makes its input anew': [{ nodes: [neg('x', 'x'), neg('x', 'y')] }, /"x" is made twice/],
  'without the output that it promises': [{ nodes: [] }, /"y" is read before it is made/],
  'whose Scan has a body of another size': [{ nodes: scanOf({ inputs: [] }) }, /differ in the number of inputs/],
  'whose Scan scans nothing': [{ nodes: scanOf({}, 0) }, /0 scan inputs/],
  'whose body reads what nobody makes': [{ nodes: scanOf({ nodes: [neg('w', 'out')] }) }, /"w" is read before it is made/],
  'whose body holds constants': [
    { nodes: scanOf({ initializers: new Map([['c', { dtype: 'float32', dims: [], data: Float32Array.of(1) }]]) }) },
    /constants of its own/,
  ],
}

describe('the TensorFlow.js engine refuses a graph', () => {
  for (const [title, [change, message]] of Object.entries(MALFORMED)) {
    test(title, async () => {
      await expect(tfjs.open(graphOf(change), { threads: 1 })).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        message: expect.stringMatching(message),
      })
    })
  }

  test('that asks for more memory than any model here needs, when it runs', async () => {
    const shape = { dtype: 'int64', dims: [2], data: BigInt64Array.of(2n ** 20n, 2n ** 20n) } as const
    const session = await tfjs.open(
      graphOf({
        nodes: [{ op: 'ConstantOfShape', inputs: ['shape'], outputs: ['y'], attributes: {} }],
        initializers: new Map([['shape', shape]]),
      }),
      { threads: 1 },
    )
    const feeds = { x: { dtype: 'float32', dims: [2], data: new Float32Array(2) } } as const
    await expect(session.run(feeds, ['y'])).rejects.toMatchObject({
      code: 'MODEL_RUN_FAILED',
      message: expect.stringContaining('a tensor would be [1048576,1048576]'),
    })
    await session.release()
  })
})
