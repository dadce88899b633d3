import type { Tensor } from './engine.js'
import { type Attribute, ELEMENT_TYPE, type OnnxGraph, type OnnxNode, type ValueInfo } from './onnx.js'
import { type AttributeKind, OPERATORS, OPSET, type Operator } from './operators.js'
import { bytesField, concatBytes, type Field, floatField, intField, messageField, stringField } from './protobuf.js'

const IR_VERSION = 8

/** AttributeProto: the number of the type, and of the field that holds the value. */
const ATTRIBUTE: Record<AttributeKind, { type: number; field: number }> = {
  float: { type: 1, field: 2 },
  int: { type: 2, field: 3 },
  string: { type: 3, field: 4 },
  tensor: { type: 4, field: 5 },
  graph: { type: 5, field: 6 },
  ints: { type: 7, field: 8 },
}

/** The fields of a TensorProto. */
export function tensorFields(tensor: Tensor, name?: string): Field[] {
  const { buffer, byteOffset, byteLength } = tensor.data
  return [
    ...tensor.dims.map((dim) => intField(1, dim)),
    intField(2, ELEMENT_TYPE[tensor.dtype]),
    ...(name === undefined ? [] : [stringField(8, name)]),
    bytesField(9, new Uint8Array(buffer, byteOffset, byteLength)),
  ]
}

/** Fields of a ValueInfoProto. */
export function valueFields(value: ValueInfo): Field[] {
  const dims = value.shape.map((dim) => messageField(1, [typeof dim === 'number' ? intField(1, dim) : stringField(2, dim)]))
  const tensorType = [intField(1, ELEMENT_TYPE[value.dtype]), messageField(2, dims)]
  return [stringField(1, value.name), messageField(2, [messageField(1, tensorType)])]
}

function attributeFields(name: string, kind: AttributeKind, value: Attribute): Field[] {
  const { type, field } = ATTRIBUTE[kind]
  const head = [stringField(1, name), intField(20, type)]
  switch (kind) {
    case 'float':
      return [...head, floatField(field, value as number)]
    case 'string':
      return [...head, stringField(field, value as string)]
    case 'int':
      return [...head, intField(field, value as number)]
    case 'ints':
      return [...head, ...(value as readonly number[]).map((item) => intField(field, item))]
    case 'tensor':
      return [...head, messageField(field, tensorFields(value as Tensor))]
    case 'graph':
      return [...head, messageField(field, graphFields(value as OnnxGraph))]
  }
}

function nodeFields(node: OnnxNode): Field[] {
  const kinds: Record<string, AttributeKind> = OPERATORS[node.op as Operator]
  return [
    ...node.inputs.map((name) => stringField(1, name)),
    ...node.outputs.map((name) => stringField(2, name)),
    stringField(4, node.op),
    ...Object.entries(node.attributes).map(([name, value]) => messageField(5, attributeFields(name, kinds[name], value))),
  ]
}

function graphFields(graph: OnnxGraph): Field[] {
  return [
    ...graph.nodes.map((node) => messageField(1, nodeFields(node))),
    stringField(2, graph.name),
    ...[...graph.initializers].map(([name, tensor]) => messageField(5, tensorFields(tensor, name))),
    ...graph.inputs.map((value) => messageField(11, valueFields(value))),
    ...graph.outputs.map((value) => messageField(12, valueFields(value))),
  ]
}

/** The bytes of an ONNX model (ModelProto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) in the standard opset. */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  return concatBytes([
    intField(1, IR_VERSION),
    stringField(2, 'malgwi'),
    messageField(7, graphFields(graph)),
    messageField(8, [stringField(1, ''), intField(2, OPSET)]),
  ])
}
