import type { Tensor } from './engine.js'
import type { Attribute, OnnxNode } from './onnx.js'
import type { Field } from './protobuf.js'
import { initializerField, isGraph, nodeField } from './rewrite.js'

interface Cell {
  /** The operator of ONNX that computes the whole recurrence, and its attributes besides the number of hidden units. */
  op: 'RNN' | 'GRU' | 'LSTM'
  attributes?: Record<string, number>
  states: number
  gates: number
  /** What the body of the Scan is made of where nothing is kept for a backward pass. */
  body: string
}

/** The cells of ops/lstm.ts, ops/gru.ts and ops/simple-rnn.ts. Their gates are in ONNX's order already. */
const CELLS: readonly Cell[] = [
  {
    op: 'LSTM',
    states: 2,
    gates: 4,
    body: 'Gemm Split Sigmoid Tanh Split Mul Mul Add Tanh Mul Identity',
  },
  {
    op: 'GRU',
    attributes: { linear_before_reset: 1 },
    states: 1,
    gates: 3,
    body: 'Gemm Split Split Add Sigmoid Split Mul Add Tanh Sub Mul Add Identity',
  },
  { op: 'RNN', states: 1, gates: 1, body: 'Gemm Tanh Identity' },
]

/** A Scan as one operator. */
export interface Recurrence {
  cell: Cell
  /** The name of what it reads, [T, B, E]. */
  x: string
  /** [E, gates·H], [H, gates·H], and the biases [gates·H] of the two products, of which the second may be missing. */
  w: Tensor
  u: Tensor
  b: Tensor
  ub?: Tensor
}

/**
 * What a Scan computes, if it is one of our cells from zero states over Reshape(Gemm(Reshape(x), W, b)) and only its last output is used.
 *
 * @param makerOf the node that makes a value
 * @param isUsed whether a node reads a value
 * @param weight the initializer of that name
 */
export function recurrenceOf(
  { op, inputs, outputs, attributes }: OnnxNode,
  makerOf: (name: string) => OnnxNode | undefined,
  isUsed: (name: string) => boolean,
  weight: (name: string) => Tensor | undefined,
): Recurrence | null {
  const { body, num_scan_inputs: scanned, ...rest } = attributes
  if (op !== 'Scan' || !isGraph(body) || scanned !== 1 || Object.keys(rest).length > 0) return null
  // Models of earlier versions end with copies that nothing reads.
  const made = body.nodes
    .map((node) => node.op)
    .join(' ')
    .replace(/( Identity)+$/, ' Identity')
  const cell = CELLS.find((known) => known.body === made)
  if (!cell || inputs.length !== cell.states + 1 || outputs.length !== inputs.length) return null
  if (outputs.slice(0, -1).some(isUsed)) return null
  const states = inputs.slice(0, -1).map(makerOf)
  if (states.some((state) => state?.op !== 'ConstantOfShape' || !isZero(state.attributes.value))) return null

  const reshaped = (name: string): string => {
    const maker = makerOf(name)
    return maker?.op === 'Reshape' ? maker.inputs[0] : ''
  }
  const gemm = makerOf(reshaped(inputs[cell.states]))
  if (gemm?.op !== 'Gemm' || Object.keys(gemm.attributes).length > 0) return null
  const x = reshaped(gemm.inputs[0])
  const [w, b] = gemm.inputs.slice(1).map(weight)
  const [u, ub] = body.nodes[0].inputs.slice(1).map(weight)
  if (x === '' || !w || !u || !b) return null
  const width = cell.gates * u.dims[0]
  const isBias = ({ dims }: Tensor): boolean => dims.length === 1 && dims[0] === width
  const fits = [w, u].every(({ dims }) => dims.length === 2 && dims[1] === width) && [b, ...(ub ? [ub] : [])].every(isBias)
  const real = [w, u, b, ub].every((tensor) => !tensor || tensor.dtype === 'float32')
  return fits && real ? { cell, x, w, u, b, ub } : null
}

const isZero = (value: Attribute | undefined): boolean =>
  value === undefined || (typeof value === 'object' && 'data' in value && Number(value.data[0]) === 0)

/**
 * ONNX's own operator (https://onnx.ai/onnx/operators/onnx__LSTM.html, __GRU, __RNN) with its weights, as fields of a GraphProto.
 *
 * @param name of no other value
 * @param output the name of what it makes, [T, B, H]
 */
export function recurrentFields(
  name: string,
  { cell, x, w, u, b, ub }: Recurrence,
  output: string,
): { nodes: Field[]; initializers: Field[] } {
  const [[features, width], [hidden]] = [w.dims, u.dims]
  const bias = new Float32Array(2 * width)
  bias.set(b.data as Float32Array)
  if (ub) bias.set(ub.data as Float32Array, width)
  const tensors: [string, Tensor][] = [
    [`${name}_w`, { dtype: 'float32', dims: [1, width, features], data: transposed(w) }],
    [`${name}_r`, { dtype: 'float32', dims: [1, width, hidden], data: transposed(u) }],
    [`${name}_b`, { dtype: 'float32', dims: [1, 2 * width], data: bias }],
    // [T, 1, B, H] → [T, B, H]
    [`${name}_shape`, { dtype: 'int64', dims: [3], data: BigInt64Array.of(0n, -1n, BigInt(hidden)) }],
  ]
  return {
    nodes: [
      nodeField(cell.op, [x, `${name}_w`, `${name}_r`, `${name}_b`], `${name}_y`, {
        integers: { hidden_size: hidden, ...cell.attributes },
      }),
      nodeField('Reshape', [`${name}_y`, `${name}_shape`], output),
    ],
    initializers: tensors.map(([tensor, value]) => initializerField(tensor, value)),
  }
}

function transposed({ dims: [rows, columns], data }: Tensor): Float32Array {
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) out[column * rows + row] = data[row * columns + column] as number
  return out
}
