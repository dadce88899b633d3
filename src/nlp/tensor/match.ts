import type { Attribute } from './onnx.js'
import type { Model } from './rewrite.js'

/** What makes a value: a node, or by its name whatever it is. A name that occurs twice is the same value twice. */
export type Pattern = string | { op: string; inputs: readonly Pattern[]; attributes: Readonly<Record<string, Attribute>> }

/** A node with these inputs, and with exactly these attributes. */
export const made = (op: string, inputs: readonly Pattern[], attributes: Readonly<Record<string, Attribute>> = {}): Pattern => ({
  op,
  inputs,
  attributes,
})

/** The values that the pattern's names stand for, added to `found`; null where `value` is made otherwise. */
export function match(
  { makerOf }: Pick<Model, 'makerOf'>,
  value: string,
  pattern: Pattern,
  found: Readonly<Record<string, string>> = {},
): Record<string, string> | null {
  const names: Record<string, string> = { ...found }
  const fits = (name: string, wanted: Pattern): boolean => {
    if (typeof wanted === 'string') {
      names[wanted] ??= name
      return names[wanted] === name
    }
    const maker = makerOf(name)
    return (
      maker?.op === wanted.op &&
      maker.outputs[0] === name &&
      maker.inputs.length === wanted.inputs.length &&
      sameAttributes(maker.attributes, wanted.attributes) &&
      wanted.inputs.every((input, i) => fits(maker.inputs[i], input))
    )
  }
  return fits(value, pattern) ? names : null
}

/** Of numbers and lists of them. */
function sameAttributes(a: Readonly<Record<string, Attribute>>, b: Readonly<Record<string, Attribute>>): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]))
}
