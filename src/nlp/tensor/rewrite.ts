import { MalgwiError } from '../../errors.js'
import type { Tensor } from './engine.js'
import type { Attribute, OnnxGraph, OnnxNode, ValueInfo } from './onnx.js'
import { readNode, readTensor } from './onnx-read.js'
import { tensorFields, valueFields } from './onnx-write.js'
import { bytesHeader, concatBytes, type Field, intField, messageField, stringField } from './protobuf.js'
import { type Budget, newBudget, type ReadField, readFields, stringOf } from './protobuf-read.js'

/** Field numbers of onnx.proto: ModelProto.graph and .opset_import, a GraphProto's lists, TensorProto.name, ValueInfoProto.name. */
const GRAPH = 7
const OPSET_IMPORT = 8
const NODE = 1
const INITIALIZER = 5
const INPUT = 11
const OUTPUT = 12
const TENSOR_NAME = 8
const VALUE_NAME = 1

/** Operators beyond the standard that ONNX Runtime has: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md */
const RUNTIME_DOMAIN = 'com.microsoft'

/** What a rule may look at besides the node in question. */
export interface Model {
  /** The node that makes a value. */
  makerOf(name: string): OnnxNode | undefined
  /** Whether a node reads a value. */
  isUsed(name: string): boolean
  /** The initializer of that name. */
  weight(name: string): Tensor | undefined
}

/** What stands in a node's place: fields of a GraphProto, and which of the model's values they read. */
export interface Replacement {
  nodes: Field[]
  initializers: Field[]
  /** Inputs that the model has from then on. */
  inputs?: readonly ValueInfo[]
  reads: readonly string[]
}

/**
 * Nodes that compute the same as `node` and whatever leads to it, made by another way; null: the rule knows none.
 *
 * @param name of no value of the model, nor the beginning of one
 */
export type Rule = (node: OnnxNode, name: string, model: Model) => Replacement | null

/**
 * An ONNX model with other nodes where a rule applies, and without those that are of no use then. A model of unknown operators, or
 * in which no rule applies, comes back as it is.
 */
export function rewrite(model: Uint8Array, rules: readonly Rule[]): Uint8Array {
  try {
    return rewritten(model, rules) ?? model
  } catch (error) {
    // Not of our operators; the engine says what is wrong with it, if anything is.
    if (error instanceof MalgwiError) return model
    throw error
  }
}

function rewritten(model: Uint8Array, rules: readonly Rule[]): Uint8Array | null {
  const budget = newBudget()
  const outer = [...readFields(model, budget)].filter(({ kind }) => kind !== 'fixed')
  const graph = outer.find(({ number }) => number === GRAPH)
  if (graph?.kind !== 'bytes') return null
  const inner = [...readFields(graph.value, budget)].filter(({ kind }) => kind !== 'fixed')
  const nodes = inner.flatMap((field) =>
    field.number === NODE && field.kind === 'bytes' ? [readNode(field.value, budget, 1)] : [],
  )
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output): [string, OnnxNode] => [output, node])))
  const read = new Set(nodes.flatMap(({ inputs }) => inputs))
  const view: Model = {
    makerOf: (name) => makers.get(name),
    isUsed: (name) => read.has(name),
    weight: namedTensors(inner, budget),
  }

  const replaced = new Map<OnnxNode, Replacement>()
  for (const [number, node] of nodes.entries()) {
    for (const rule of rules) {
      const replacement = rule(node, `fused_${number}`, view)
      if (!replacement) continue
      replaced.set(node, replacement)
      break
    }
  }
  if (replaced.size === 0) return null

  const readsOf = (node: OnnxNode): readonly string[] =>
    replaced.get(node)?.reads ?? [...node.inputs, ...Object.values(node.attributes).flatMap(outerNames)]
  const outputs = inner.flatMap((field) => (field.number === OUTPUT && field.kind === 'bytes' ? [nameOf(field, budget)] : []))
  const needed = withoutDead(outputs, makers, readsOf)
  let at = 0
  const body = inner.flatMap((field): Field[] => {
    if (field.number !== NODE) return encode(field)
    const node = nodes[at++]
    return needed.has(node) ? (replaced.get(node)?.nodes ?? encode(field)) : []
  })
  const used = [...replaced].flatMap(([node, replacement]) => (needed.has(node) ? [replacement] : []))
  const inputs = new Map(used.flatMap(({ inputs: own = [] }) => own.map((input): [string, ValueInfo] => [input.name, input])))
  const parts = [
    ...body,
    ...used.flatMap(({ initializers }) => initializers),
    ...[...inputs.values()].map((input) => messageField(INPUT, valueFields(input))),
  ]
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return concatBytes([
    ...outer.flatMap((field) => (field === graph ? [bytesHeader(GRAPH, length), ...parts] : encode(field))),
    messageField(OPSET_IMPORT, [stringField(1, RUNTIME_DOMAIN), intField(2, 1)]),
  ])
}

// In two parts, so that the tables are copied once, into the whole.
function encode(field: ReadField): Field[] {
  if (field.kind === 'bytes') return [bytesHeader(field.number, field.value.length), field.value]
  return field.kind === 'varint' ? [intField(field.number, field.value)] : []
}

function nameOf({ value }: Extract<ReadField, { kind: 'bytes' }>, budget: Budget): string {
  for (const part of readFields(value, budget)) if (part.number === VALUE_NAME) return stringOf(part)
  return ''
}

/** Initializers by name; the tables of an encoder are large, so only what is asked for is read. */
function namedTensors(fields: readonly ReadField[], budget: Budget): (name: string) => Tensor | undefined {
  const messages = new Map<string, Uint8Array>()
  for (const field of fields) {
    if (field.number !== INITIALIZER || field.kind !== 'bytes') continue
    for (const part of readFields(field.value, budget)) if (part.number === TENSOR_NAME) messages.set(stringOf(part), field.value)
  }
  return (name) => {
    const message = messages.get(name)
    return message && readTensor(message, budget).tensor
  }
}

/** The nodes that the model's outputs need: what led to a replaced node alone, or to nothing ever, is computed for nothing. */
function withoutDead(
  outputs: readonly string[],
  makers: ReadonlyMap<string, OnnxNode>,
  readsOf: (node: OnnxNode) => readonly string[],
): Set<OnnxNode> {
  const needed = new Set<OnnxNode>()
  const open = [...outputs]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = makers.get(name)
    if (!node || needed.has(node)) continue
    needed.add(node)
    open.push(...readsOf(node))
  }
  return needed
}

export const isGraph = (attribute: Attribute | undefined): attribute is OnnxGraph =>
  typeof attribute === 'object' && 'nodes' in attribute

const outerNames = (attribute: Attribute): string[] => (isGraph(attribute) ? attribute.nodes.flatMap(({ inputs }) => inputs) : [])

/** Field numbers of a NodeProto's domain and attributes; AttributeProto's of the type, with those of whole numbers and lists of them. */
const DOMAIN = 7
const ATTRIBUTE = 5
const ATTRIBUTE_TYPE = 20
const [INTEGER, INTEGERS] = [2, 7]

interface NewAttributes {
  integers?: Record<string, number | readonly number[]>
}

/** A node of the standard's operators, or with `runtime` of ONNX Runtime's own, as a field of a GraphProto. */
export function nodeField(
  op: string,
  inputs: readonly string[],
  output: string,
  { runtime = false, integers = {} }: NewAttributes & { runtime?: boolean } = {},
): Field {
  const attribute = (name: string, type: number, ...value: Field[]): Field =>
    messageField(ATTRIBUTE, [stringField(1, name), intField(ATTRIBUTE_TYPE, type), ...value])
  return messageField(NODE, [
    ...inputs.map((input) => stringField(1, input)),
    stringField(2, output),
    stringField(4, op),
    ...Object.entries(integers).map(([name, value]) =>
      typeof value === 'number'
        ? attribute(name, INTEGER, intField(3, value))
        : attribute(name, INTEGERS, ...value.map((one) => intField(8, one))),
    ),
    ...(runtime ? [stringField(DOMAIN, RUNTIME_DOMAIN)] : []),
  ])
}

export const initializerField = (name: string, tensor: Tensor): Field => messageField(INITIALIZER, tensorFields(tensor, name))
