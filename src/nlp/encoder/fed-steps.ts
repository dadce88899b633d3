import { made, match, type Pattern } from '../tensor/match.js'
import { ELEMENT_TYPE } from '../tensor/onnx.js'
import { type Model, nodeField, type Replacement, type Rule } from '../tensor/rewrite.js'

/**
 * What a caller that lays out documents knows without counting: inputs [T, R, 1] of a serving graph after `stepRules`. `valid` is 1 on tokens
 * and 0 on padding, `share` the same over the number of the row's tokens, `mask` 0 and −1e9.
 */
export const STEP_INPUTS = { valid: 'valid', share: 'valid_share', mask: 'valid_mask' } as const

/** Less of it than any score: what is masked is never the largest. */
export const PADDING = 1e9

const ids = made('Transpose', ['ids'], { perm: [1, 0] })
const column = (some: Pattern): Pattern => made('Reshape', [made('Cast', [some], { to: ELEMENT_TYPE.float32 }), 'column'])

/** As serving-graph.ts finds tokens: by their numbers, and as it found them where padding follows them, by counting to the lengths. */
const BY_NUMBER = column(made('Less', ['zero', ids]))
const STEPS = made('Reshape', [made('Shape', [ids], { start: 0, end: 1 }), 'scalar'])
const BY_LENGTH = column(made('Less', [made('Reshape', [made('Range', ['zero', STEPS, 'one']), 'steps']), 'lengths']))

/** As grad-cam.ts shares tokens out, and as serving-graph.ts masks padding. */
const SHARE = made('Div', ['valid', made('ReduceSum', ['valid', 'axes'], { keepdims: 1 })])
const MASK = made('Mul', [made('Sub', ['valid', 'one']), 'padding'])

const isValid = (model: Model, value: string): boolean => {
  const found = match(model, value, BY_NUMBER) ?? match(model, value, BY_LENGTH)
  if (found?.ids !== 'word_ids') return false
  const { zero, column: shape, one, lengths = 'lengths' } = found
  const is = (name: string | undefined, wanted: string): boolean => name === undefined || numbersOf(model, name) === wanted
  return is(zero, '0') && is(one, '1') && is(shape, '0,0,1') && lengths === 'lengths'
}

const numbersOf = ({ weight }: Model, name: string): string => Array.from(weight(name)?.data ?? [], Number).join()

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

const mask: Rule = ({ outputs: [output] }, _, model) => {
  const found = match(model, output, MASK)
  const fits = found && numbersOf(model, found.one) === '1' && numbersOf(model, found.padding) === String(PADDING)
  return fits && isValid(model, found.valid) ? fed(STEP_INPUTS.mask, output) : null
}

/** A serving graph that is told which steps hold tokens: a single sentence in a small network takes some 5 % less (docs/encoder-speed.md). */
export const stepRules: readonly Rule[] = [share, mask, valid]
