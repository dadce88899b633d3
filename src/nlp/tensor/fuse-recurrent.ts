import { MalgwiError } from '../../errors.js'
import type { Tensor } from './engine.js'
import type { Attribute, OnnxNode } from './onnx.js'
import { readNode, readTensor } from './onnx-read.js'
import { bytesHeader, concatBytes, type Field, intField } from './protobuf.js'
import { type Budget, newBudget, type ReadField, readFields, stringOf } from './protobuf-read.js'
import { isGraph, type Recurrence, recurrenceOf, recurrentFields } from './recurrent-cells.js'

/** Field numbers of onnx.proto: ModelProto.graph, a GraphProto's nodes and initializers, TensorProto.name. */
const GRAPH = 7
const NODE = 1
const INITIALIZER = 5
const TENSOR_NAME = 8

/**
 * A serving model with each recurrent layer that is written as a Scan (ops/lstm.ts, ops/gru.ts, ops/simple-rnn.ts) over x·W + b turned
 * into ONNX's own operator, which a runtime computes at once instead of a dozen small ops a step: a third of the time for a sentence.
 * It gives the same numbers but for rounding. The models that are written keep the Scan: gradients need it. What is not known for such
 * a model comes back as it is.
 */
export function fuseRecurrent(model: Uint8Array): Uint8Array {
  try {
    return fused(model) ?? model
  } catch (error) {
    // Not of our operators; the engine says what is wrong with it, if anything is.
    if (error instanceof MalgwiError) return model
    throw error
  }
}

function fused(model: Uint8Array): Uint8Array | null {
  const budget = newBudget()
  const outer = [...readFields(model, budget)].filter(({ kind }) => kind !== 'fixed')
  const graph = outer.find(({ number }) => number === GRAPH)
  if (graph?.kind !== 'bytes') return null
  const inner = [...readFields(graph.value, budget)].filter(({ kind }) => kind !== 'fixed')
  const nodes = inner.flatMap((field) =>
    field.number === NODE && field.kind === 'bytes' ? [readNode(field.value, budget, 1)] : [],
  )
  const weight = namedTensors(inner, budget)
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output): [string, OnnxNode] => [output, node])))
  const used = new Set(nodes.flatMap(({ inputs }) => inputs))

  const made: Field[] = []
  const replaced = new Map<OnnxNode, { fields: Field[]; recurrence: Recurrence }>()
  for (const [number, node] of nodes.entries()) {
    const recurrence = recurrenceOf(
      node,
      (name) => makers.get(name),
      (name) => used.has(name),
      weight,
    )
    if (!recurrence) continue
    const { nodes: fields, initializers } = recurrentFields(`fused_${number}`, recurrence, node.outputs.at(-1)!)
    replaced.set(node, { fields, recurrence })
    made.push(...initializers)
  }
  if (replaced.size === 0) return null

  // Of a fused Scan only x is needed, behind two reshapes and a product.
  const readsOf = (node: OnnxNode): readonly string[] => {
    const recurrence = replaced.get(node)?.recurrence
    return recurrence ? [recurrence.x] : [...node.inputs, ...Object.values(node.attributes).flatMap(outerNames)]
  }
  const needed = withoutDead(nodes, makers, readsOf)
  let at = 0
  const body = inner.flatMap((field): Field[] => {
    if (field.number !== NODE) return encode(field)
    const node = nodes[at++]
    return replaced.get(node)?.fields ?? (needed.has(node) ? encode(field) : [])
  })
  const parts = [...body, ...made]
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return concatBytes(outer.flatMap((field) => (field === graph ? [bytesHeader(GRAPH, length), ...parts] : encode(field))))
}

// In two parts, so that the tables are copied once, into the whole.
function encode(field: ReadField): Field[] {
  if (field.kind === 'bytes') return [bytesHeader(field.number, field.value.length), field.value]
  return field.kind === 'varint' ? [intField(field.number, field.value)] : []
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

/** The nodes that an output of the model still needs: what led to a Scan alone is computed for nothing. */
function withoutDead(
  nodes: readonly OnnxNode[],
  makers: ReadonlyMap<string, OnnxNode>,
  readsOf: (node: OnnxNode) => readonly string[],
): Set<OnnxNode> {
  const used = new Set(nodes.flatMap(({ inputs, attributes }) => [...inputs, ...Object.values(attributes).flatMap(outerNames)]))
  const open = nodes.filter(({ outputs }) => outputs.every((output) => !used.has(output)))
  const needed = new Set<OnnxNode>()
  for (let node = open.pop(); node; node = open.pop()) {
    if (needed.has(node)) continue
    needed.add(node)
    for (const input of readsOf(node)) {
      const maker = makers.get(input)
      if (maker) open.push(maker)
    }
  }
  return needed
}

const outerNames = (attribute: Attribute): string[] => (isGraph(attribute) ? attribute.nodes.flatMap(({ inputs }) => inputs) : [])
