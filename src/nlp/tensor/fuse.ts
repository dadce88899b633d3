import { recurrent } from './fuse-recurrent.js'
import { transformerRules } from './fuse-transformer.js'
import { type Rule, rewrite } from './rewrite.js'

/**
 * A serving model as ONNX Runtime computes it faster: layers that are written in small operators, since gradients need those, by one
 * operator each. It gives the same numbers but for rounding; the models that are stored stay as they are. A model in which there
 * is nothing of the kind comes back as it is.
 *
 * @param rules to apply before those
 */
export const fuse = (model: Uint8Array, rules: readonly Rule[] = []): Uint8Array =>
  rewrite(model, [...rules, recurrent, ...transformerRules])
