import * as tf from '@tensorflow/tfjs-core'
import { MalgwiError } from '../../../../errors.js'
import type { OnnxGraph } from '../../onnx.js'
import type { Operator } from '../../operators.js'
import { KERNELS } from './operators.js'
import { checkGraph, planSteps, type Step } from './program.js'

/** The values of a graph by name; those of a body look further outside. */
interface Scope {
  values: Map<string, tf.Tensor>
  outer?: Scope
}

/** Computes the outputs named by `fetches` from `given`: the inputs and the initializers of the graph, by name. */
export type Evaluate = (given: ReadonlyMap<string, tf.Tensor>, fetches: readonly string[]) => tf.Tensor[]

/**
 * Makes a graph ready to be evaluated in TensorFlow.js. What comes out is a composition of TensorFlow.js ops, so that `tf.grads` can
 * differentiate it. Call it inside `tf.tidy`: intermediate values are disposed of as soon as nothing reads them any more, the rest by
 * the tidy; what is given stays.
 *
 * @throws MalgwiError MODEL_INVALID for a graph that reads what it does not have; on evaluation MODEL_RUN_FAILED with the operator
 */
export function compile(graph: OnnxGraph): Evaluate {
  checkGraph(graph)
  const plans = new Map<string, Step[]>()
  return (given, fetches) => {
    const key = JSON.stringify(fetches)
    const plan = plans.get(key) ?? planSteps(graph, fetches)
    plans.set(key, plan)
    const scope = { values: new Map(given) }
    runSteps(plan, scope, given)
    return fetches.map((name) => lookUp(scope, name))
  }
}

function lookUp(scope: Scope, name: string): tf.Tensor {
  const value = scope.values.get(name)
  if (value) return value
  if (!scope.outer) throw new MalgwiError('MODEL_RUN_FAILED', `there is no value for "${name}"`)
  return lookUp(scope.outer, name)
}

function runSteps(steps: readonly Step[], scope: Scope, given: ReadonlyMap<string, tf.Tensor>): void {
  for (const step of steps) {
    const made = tf.tidy(() => runStep(step, scope))
    for (const [i, name] of step.node.outputs.entries()) if (name !== '') scope.values.set(name, made[i])
    for (const name of step.spent) if (!given.has(name)) scope.values.get(name)?.dispose()
  }
}

function runStep({ node, body = [] }: Step, scope: Scope): tf.Tensor[] {
  const inputs = node.inputs.map((name) => (name === '' ? undefined : lookUp(scope, name)))
  const runBody = (graph: OnnxGraph, bodyInputs: readonly tf.Tensor[]): tf.Tensor[] => {
    const given = new Map(graph.inputs.map(({ name }, i) => [name, bodyInputs[i]]))
    const inner = { values: new Map(given), outer: scope }
    runSteps(body, inner, given)
    return graph.outputs.map(({ name }) => lookUp(inner, name))
  }
  try {
    const made = KERNELS[node.op as Operator]({ inputs: inputs as tf.Tensor[], attributes: node.attributes, runBody })
    const outputs = Array.isArray(made) ? made : [made]
    if (outputs.length < node.outputs.length) throw new Error(`it has ${outputs.length} outputs, not ${node.outputs.length}`)
    return outputs
  } catch (error) {
    if (error instanceof MalgwiError) throw error
    throw new MalgwiError(
      'MODEL_RUN_FAILED',
      `${node.op} of ${node.inputs.join(', ')}: ${(error as Error).message.split('\n')[0]}`,
    )
  }
}
