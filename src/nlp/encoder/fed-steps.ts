import { made, match, type Pattern } from '../tensor/match.js'
import { ELEMENT_TYPE } from '../tensor/onnx.js'
import { type Model, nodeField, type Replacement, type Rule } from '../tensor/rewrite.js'

/**
 * What a caller that lays out documents knows without counting: inputs [T, R, 1] of a serving graph after `stepRules`. `valid` is 1 on tokens
 * and 0 on padding, `valid_share` the same over the number of the row's tokens.
 */
export const STEP_INPUTS = { valid: 'valid', share: 'valid_share' } as const

/** As serving-graph.ts finds tokens by their numbers. */
const VALID = made('Reshape', [
  made('Cast', [made('Less', ['zero', made('Transpose', ['ids'], { perm: [1, 0] })])], { to: ELEMENT_TYPE.float32 }),
  'column',
])

/** As grad-cam.ts shares them out. */
const SHARE: Pattern = made('Div', ['valid', made('ReduceSum', ['valid', 'axes'], { keepdims: 1 })])

const isValid = (model: Model, value: string): boolean => {
  const found = match(model, value, VALID)
  const numbers = (name: string): string => Array.from(model.weight(name)?.data ?? [], Number).join()
  return found?.ids === 'word_ids' && numbers(found.zero) === '0' && numbers(found.column) === '0,0,1'
}

const fed = (input: string, output: string): Replacement => ({
  nodes: [nodeField('Identity', [input], output)],
  initializers: [],
  inputs: [{ name: input, dtype: 'float32', shape: ['T', 'R', 1] }],
  reads: [],
})

const valid: Rule = ({ outputs: [output] }, _, model) => (isValid(model, output) ? fed(STEP_INPUTS.valid, output) : null)

const share: Rule = ({ outputs: [output] }, _, model) => {
  const found = match(model, output, SHARE)
  return found && isValid(model, found.valid) ? fed(STEP_INPUTS.share, output) : null
}

/** A serving graph that is told which steps hold tokens: of a single sentence's time in a small network, those nodes take a tenth. */
export const stepRules: readonly Rule[] = [share, valid]
