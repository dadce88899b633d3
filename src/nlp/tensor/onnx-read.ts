import type { DType, Tensor, TensorData } from './engine.js'
import { type Attribute, type Dim, ELEMENT_TYPE, type OnnxGraph, type OnnxNode, type ValueInfo } from './onnx.js'
import { type AttributeKind, OPERATORS, OPSET, type Operator } from './operators.js'
import {
  type Budget,
  bytesOf,
  floatOf,
  integerOf,
  invalid,
  newBudget,
  type ReadField,
  readFields,
  readIntegers,
  stringOf,
} from './protobuf-read.js'

// Protobuf's own limit on a message.
const MAX_MODEL_BYTES = 2 ** 31 - 1
const MAX_GRAPH_DEPTH = 4
const MAX_RANK = 8
const MAX_LENGTH = 2 ** 31 - 1

const ARRAYS: Record<DType, { bytes: number; over: (buffer: ArrayBuffer) => TensorData }> = {
  float32: { bytes: 4, over: (buffer) => new Float32Array(buffer) },
  float64: { bytes: 8, over: (buffer) => new Float64Array(buffer) },
  float16: { bytes: 2, over: (buffer) => new Uint16Array(buffer) },
  int64: { bytes: 8, over: (buffer) => new BigInt64Array(buffer) },
  int32: { bytes: 4, over: (buffer) => new Int32Array(buffer) },
  bool: { bytes: 1, over: (buffer) => new Uint8Array(buffer) },
}

/** The element type that onnx.proto numbers so. @throws MalgwiError MODEL_INVALID for one that is not supported */
export function elementType(code: number): DType {
  for (const [dtype, known] of Object.entries(ELEMENT_TYPE)) if (known === code) return dtype as DType
  throw invalid(`the element type ${code} is not supported`)
}

/**
 * Reads an ONNX model in the opset and the operators that Malgwi writes. The bytes may come from anywhere: lengths, counts, nesting
 * and names are checked before anything is allocated for them, and a tensor takes no more memory than it has bytes in the file.
 * Tensors must be stored as `raw_data`, in the file itself. Fields that are of no use here (documentation, metadata) are skipped.
 *
 * @throws MalgwiError MODEL_INVALID
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  if (bytes.length > MAX_MODEL_BYTES) throw invalid(`it has ${bytes.length} bytes, more than ${MAX_MODEL_BYTES}`)
  const budget = newBudget()
  let graph: OnnxGraph | undefined
  let opset = 0
  for (const field of readFields(bytes, budget)) {
    if (field.number === 7) graph = readGraph(bytesOf(field), budget, 1)
    else if (field.number === 8) opset = Math.max(opset, readOpset(bytesOf(field), budget))
  }
  if (!graph) throw invalid('it holds no graph')
  if (opset !== OPSET) throw invalid(`it is written in opset ${opset}, not ${OPSET}`)
  return graph
}

/** The version of the standard opset, 0 where another domain's is meant. */
function readOpset(message: Uint8Array, budget: Budget): number {
  let domain = ''
  let version = 0
  for (const field of readFields(message, budget)) {
    if (field.number === 1) domain = stringOf(field)
    else if (field.number === 2) version = integerOf(field)
  }
  return domain === '' ? version : 0
}

function readGraph(message: Uint8Array, budget: Budget, depth: number): OnnxGraph {
  if (depth > MAX_GRAPH_DEPTH) throw invalid(`graphs are nested more than ${MAX_GRAPH_DEPTH} deep`)
  let name = ''
  const nodes: OnnxNode[] = []
  const initializers = new Map<string, Tensor>()
  const inputs: ValueInfo[] = []
  const outputs: ValueInfo[] = []
  for (const field of readFields(message, budget)) {
    if (field.number === 1) nodes.push(readNode(bytesOf(field), budget, depth))
    else if (field.number === 2) name = stringOf(field)
    else if (field.number === 5) {
      const named = readTensor(bytesOf(field), budget)
      if (initializers.has(named.name)) throw invalid(`two initializers are called "${named.name}"`)
      initializers.set(named.name, named.tensor)
    } else if (field.number === 11) inputs.push(readValueInfo(bytesOf(field), budget))
    else if (field.number === 12) outputs.push(readValueInfo(bytesOf(field), budget))
    else if (field.number === 15) throw invalid('sparse initializers are not supported')
  }
  return { name, nodes, initializers, inputs, outputs }
}

/** A NodeProto. @throws MalgwiError MODEL_INVALID */
export function readNode(message: Uint8Array, budget: Budget, depth: number): OnnxNode {
  let op = ''
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes: Uint8Array[] = []
  for (const field of readFields(message, budget)) {
    if (field.number === 1) inputs.push(stringOf(field))
    else if (field.number === 2) outputs.push(stringOf(field))
    else if (field.number === 4) op = stringOf(field)
    else if (field.number === 5) attributes.push(bytesOf(field))
    else if (field.number === 7 && stringOf(field) !== '') throw invalid(`it uses operators of the domain "${stringOf(field)}"`)
  }
  if (!Object.hasOwn(OPERATORS, op)) throw invalid(`the operator "${op}" is not supported`)
  const kinds: Record<string, AttributeKind> = OPERATORS[op as Operator]
  return {
    op,
    inputs,
    outputs,
    attributes: Object.fromEntries(attributes.map((bytes) => readAttribute(bytes, kinds, budget, depth))),
  }
}

function readAttribute(
  message: Uint8Array,
  kinds: Record<string, AttributeKind>,
  budget: Budget,
  depth: number,
): [name: string, value: Attribute] {
  const fields = [...readFields(message, budget)]
  const last = (number: number): ReadField | undefined => fields.findLast((field) => field.number === number)
  const nameField = last(1)
  const name = nameField ? stringOf(nameField) : ''
  if (!Object.hasOwn(kinds, name)) throw invalid(`the attribute "${name}" is not supported`)
  const value = (number: number): ReadField => {
    const field = last(number)
    if (!field) throw invalid(`the attribute "${name}" has no value of its type`)
    return field
  }
  switch (kinds[name]) {
    case 'float':
      return [name, floatOf(value(2))]
    case 'int':
      return [name, integerOf(value(3))]
    case 'string':
      return [name, stringOf(value(4))]
    case 'tensor':
      return [name, readTensor(bytesOf(value(5)), budget).tensor]
    case 'graph':
      return [name, readGraph(bytesOf(value(6)), budget, depth + 1)]
    case 'ints':
      return [name, fields.filter((field) => field.number === 8).flatMap((field) => readIntegers(field, budget))]
  }
}

/** A TensorProto. @throws MalgwiError MODEL_INVALID */
export function readTensor(message: Uint8Array, budget: Budget): { name: string; tensor: Tensor } {
  let name = ''
  let code = 0
  let raw = new Uint8Array()
  const dims: number[] = []
  for (const field of readFields(message, budget)) {
    if (field.number === 1) for (const dim of readIntegers(field, budget)) dims.push(checkLength(dim))
    else if (field.number === 2) code = integerOf(field)
    else if (field.number === 8) name = stringOf(field)
    else if (field.number === 9) raw = new Uint8Array(bytesOf(field))
    else if (field.number === 14 && integerOf(field) !== 0) throw invalid(`the tensor "${name}" is stored outside the file`)
  }
  if (dims.length > MAX_RANK) throw invalid(`the tensor "${name}" has ${dims.length} dimensions`)
  const dtype = elementType(code)
  const { bytes, over } = ARRAYS[dtype]
  const size = dims.reduce((product, dim) => product * dim, bytes)
  if (raw.length !== size) throw invalid(`the tensor "${name}" is [${dims}] of ${dtype}, but has ${raw.length} bytes of raw data`)
  return { name, tensor: { dtype, dims, data: over(raw.buffer) } }
}

function checkLength(length: number): number {
  if (length < 0 || length > MAX_LENGTH) throw invalid(`a dimension is ${length}`)
  return length
}

function readValueInfo(message: Uint8Array, budget: Budget): ValueInfo {
  let name = ''
  let type: Pick<ValueInfo, 'dtype' | 'shape'> | undefined
  for (const field of readFields(message, budget)) {
    if (field.number === 1) name = stringOf(field)
    else if (field.number === 2)
      for (const kind of readFields(bytesOf(field), budget)) if (kind.number === 1) type = readTensorType(bytesOf(kind), budget)
  }
  if (!type) throw invalid(`the input or output "${name}" is not declared as a tensor`)
  return { name, ...type }
}

function readTensorType(message: Uint8Array, budget: Budget): Pick<ValueInfo, 'dtype' | 'shape'> {
  let code = 0
  const shape: Dim[] = []
  for (const field of readFields(message, budget)) {
    if (field.number === 1) code = integerOf(field)
    else if (field.number === 2)
      for (const dim of readFields(bytesOf(field), budget)) if (dim.number === 1) shape.push(readDim(bytesOf(dim), budget))
  }
  if (shape.length > MAX_RANK) throw invalid(`an input or output has ${shape.length} dimensions`)
  return { dtype: elementType(code), shape }
}

function readDim(message: Uint8Array, budget: Budget): Dim {
  let dim: Dim = ''
  for (const field of readFields(message, budget)) {
    if (field.number === 1) dim = checkLength(integerOf(field))
    else if (field.number === 2) dim = stringOf(field)
  }
  return dim
}
