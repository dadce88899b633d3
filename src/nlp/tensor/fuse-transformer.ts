import { made, match } from './match.js'
import { ELEMENT_TYPE, type OnnxNode } from './onnx.js'
import { initializerField, type Model, nodeField, type Replacement, type Rule } from './rewrite.js'

/** x·Wᵀ + b of ops/projection.ts over x [T, B, K]. */
const DENSE = made('Reshape', [
  made('Gemm', [made('Reshape', ['x', 'rows']), 'w', 'b'], { transB: 1 }),
  made('Concat', [made('Shape', ['x'], { start: 0, end: 2 }), 'width'], { axis: 0 }),
])

const dense = (model: Model, value: string): Record<string, string> | null => match(model, value, DENSE)

/** Numbers of a small initializer. */
const numbers = ({ weight }: Model, name: string): number[] => Array.from(weight(name)?.data ?? [], Number)

const isNear = ([number]: readonly number[], wanted: number): boolean => Math.abs(number - wanted) <= 1e-6 * Math.abs(wanted)

/** W [N, K] the other way about: the runtime does so once, when it opens the model. */
const transposed = (w: string, name: string) => nodeField('Transpose', [w], name, { integers: { perm: [1, 0] } })

/** ops/gelu.ts over a dense layer: a product, and the bias with everything else at once. */
const gelu: Rule = (node, name, model) => {
  const half = made('Add', [made('Mul', [made('Erf', [made('Mul', ['y', 'scale'])]), 'half']), 'half'])
  const found = match(model, node.outputs[0], made('Mul', ['y', half]))
  const inner = found && dense(model, found.y)
  if (!inner || !isNear(numbers(model, found.scale), Math.SQRT1_2) || !isNear(numbers(model, found.half), 0.5)) return null
  return {
    nodes: [
      transposed(inner.w, `${name}_w`),
      nodeField('MatMul', [inner.x, `${name}_w`], `${name}_y`),
      nodeField('BiasGelu', [`${name}_y`, inner.b], node.outputs[0], { runtime: true }),
    ],
    initializers: [],
    reads: [inner.x, inner.w, inner.b],
  }
}

/** Any other dense layer: a product and a sum, of which the runtime makes less than of rows that are laid flat and back. */
const product: Rule = (node, name, model) => {
  const inner = dense(model, node.outputs[0])
  if (!inner) return null
  return {
    nodes: [
      transposed(inner.w, `${name}_w`),
      nodeField('MatMul', [inner.x, `${name}_w`], `${name}_y`),
      nodeField('Add', [`${name}_y`, inner.b], node.outputs[0]),
    ],
    initializers: [],
    reads: [inner.x, inner.w, inner.b],
  }
}

/** ops/attention.ts over the dense layer that makes its queries, keys and values. */
const attention: Rule = (node, name, model) => {
  const keys = made('Transpose', ['k'], { perm: [0, 1, 2, 4, 3] })
  const scores = made('Add', [made('Mul', [made('MatMul', ['q', keys]), 'scale']), 'mask'])
  const looked = made('MatMul', [made('Softmax', [scores], { axis: -1 }), 'v'])
  const byStep = made('Reshape', [made('Transpose', [looked], { perm: [3, 1, 0, 2, 4] }), 'hidden'])
  const found = match(model, node.outputs[0], byStep)
  const split = found && model.makerOf(found.q)
  if (!split || !isSplitInThree(split, [found.q, found.k, found.v])) return null
  const parts = match(model, split.inputs[0], made('Transpose', [made('Reshape', ['qkv', 'heads'])], { perm: [2, 1, 3, 0, 4] }))
  const inner = parts && dense(model, parts.qkv)
  const mask = match(model, found.mask, made('Reshape', ['columns', 'lengths']))
  if (!inner || !mask) return null
  const [time, batch, three, heads, width] = numbers(model, parts.heads)
  if (time !== 0 || batch !== 0 || three !== 3 || !isNear(numbers(model, found.scale), 1 / Math.sqrt(width))) return null
  return attentionNodes(name, node.outputs[0], { ...inner, mask: mask.columns }, heads)
}

const isSplitInThree = ({ op, outputs, attributes }: OnnxNode, wanted: readonly string[]): boolean =>
  op === 'Split' && attributes.axis === 0 && outputs.length === 3 && wanted.every((name, i) => outputs[i] === name)

/** @param mask [B, 1, T]: 0 on keys to be looked at, −1e9 on others */
function attentionNodes(name: string, output: string, { x, w, b, mask }: Record<string, string>, heads: number): Replacement {
  const turned = { integers: { perm: [1, 0, 2] } }
  const axes = { dtype: 'int64', dims: [1], data: BigInt64Array.of(1n) } as const
  return {
    nodes: [
      transposed(w, `${name}_w`),
      nodeField('Exp', [mask], `${name}_seen`),
      nodeField('Squeeze', [`${name}_seen`, `${name}_axes`], `${name}_columns`),
      nodeField('Cast', [`${name}_columns`], `${name}_mask`, { integers: { to: ELEMENT_TYPE.int32 } }),
      nodeField('Transpose', [x], `${name}_x`, turned),
      nodeField('Attention', [`${name}_x`, `${name}_w`, b, `${name}_mask`], `${name}_y`, {
        runtime: true,
        integers: { num_heads: heads },
      }),
      nodeField('Transpose', [`${name}_y`], output, turned),
    ],
    initializers: [initializerField(`${name}_axes`, axes)],
    reads: [x, w, b, mask],
  }
}

/** The layers of a transformer (bert/graph.ts) by operators that ONNX Runtime has for them. */
export const transformerRules: readonly Rule[] = [attention, gelu, product]
