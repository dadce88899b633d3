import { MalgwiError } from '../../../../errors.js'
import type { OnnxGraph, OnnxNode } from '../../onnx.js'

/** A node to run, the steps of its body, and the names of values that nothing reads after it. */
export interface Step {
  node: OnnxNode
  body?: readonly Step[]
  spent: readonly string[]
}

const invalid = (detail: string): MalgwiError => new MalgwiError('MODEL_INVALID', detail)

const bodyOf = (node: OnnxNode): OnnxGraph | undefined => node.attributes.body as OnnxGraph | undefined

/** What a node reads: its inputs, and what its body takes from outside. */
function readsOf(node: OnnxNode): string[] {
  const body = bodyOf(node)
  const inputs = node.inputs.filter((name) => name !== '')
  if (!body) return inputs
  const own = new Set([...body.inputs.map(({ name }) => name), ...body.nodes.flatMap(({ outputs }) => outputs)])
  const read = [...body.nodes.flatMap(readsOf), ...body.outputs.map(({ name }) => name)]
  return [...inputs, ...read.filter((name) => !own.has(name))]
}

/**
 * Holds a graph to what evaluation relies on: every value is made once, before it is read.
 *
 * @param outside names that stand already: those of the graphs around this one
 * @throws MalgwiError MODEL_INVALID
 */
export function checkGraph(graph: OnnxGraph, outside: ReadonlySet<string> = new Set()): void {
  const known = new Set(outside)
  const define = (name: string): void => {
    if (known.has(name)) throw invalid(`"${name}" is made twice`)
    known.add(name)
  }
  const need = (name: string): void => {
    if (!known.has(name)) throw invalid(`"${name}" is read before it is made`)
  }
  for (const name of graph.initializers.keys()) define(name)
  for (const { name } of graph.inputs) define(name)
  for (const node of graph.nodes) {
    node.inputs.filter((name) => name !== '').forEach(need)
    const body = bodyOf(node)
    if (body) checkBody(node, body, known)
    node.outputs.filter((name) => name !== '').forEach(define)
  }
  for (const { name } of graph.outputs) need(name)
}

function checkBody(node: OnnxNode, body: OnnxGraph, known: ReadonlySet<string>): void {
  if (body.initializers.size > 0) throw invalid('the body of a Scan holds constants of its own')
  if (body.inputs.length !== node.inputs.length || body.outputs.length !== node.outputs.length)
    throw invalid('a Scan and its body differ in the number of inputs or outputs')
  const scanned = node.attributes.num_scan_inputs as number
  if (!(scanned >= 1 && scanned <= node.inputs.length)) throw invalid(`a Scan has ${scanned} scan inputs`)
  checkGraph(body, known)
}

/** The nodes that `fetches` need, in order. */
export function planSteps(graph: OnnxGraph, fetches: readonly string[]): Step[] {
  const needed = new Set(fetches)
  const steps: Step[] = []
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue
    const spent = node.outputs.filter((name) => name !== '' && !needed.has(name))
    for (const name of readsOf(node)) {
      if (!needed.has(name)) spent.push(name)
      needed.add(name)
    }
    const body = bodyOf(node)
    steps.push({
      node,
      spent,
      body:
        body &&
        planSteps(
          body,
          body.outputs.map(({ name }) => name),
        ),
    })
  }
  return steps.reverse()
}
