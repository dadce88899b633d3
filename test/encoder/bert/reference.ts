import type { BertConfig } from '#src/nlp/encoder/bert/config.js'

type Rows = number[][]

/** erf by its Maclaurin series in double precision, good below about 5. */
function erf(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 150; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return Math.abs(x) > 4.5 ? Math.sign(x) : (2 / Math.sqrt(Math.PI)) * sum
}

const plus = (a: number[], b: number[]): number[] => a.map((value, i) => value + b[i])

/**
 * The last hidden states of one text by the equations of Devlin et al. 2019 and Vaswani et al. 2017, in plain loops and double
 * precision: [T · H].
 */
export function referenceBert(
  { hidden, heads, layers, embedding }: BertConfig,
  parameters: Record<string, Float32Array>,
  ids: number[],
  types: number[],
): number[] {
  const row = (name: string, i: number, width: number): number[] =>
    Array.from(parameters[name].subarray(i * width, (i + 1) * width))
  const norm = (x: number[], name: string): number[] => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length
    return x.map(
      (value, i) =>
        ((value - mean) / Math.sqrt(variance + 1e-12)) * parameters[`${name}.weight`][i] + parameters[`${name}.bias`][i],
    )
  }
  const linear = (x: number[], name: string): number[] =>
    Array.from(parameters[`${name}.bias`], (bias, o) =>
      x.reduce((sum, value, i) => sum + value * parameters[`${name}.weight`][o * x.length + i], bias),
    )
  let x: Rows = ids.map((id, t) =>
    norm(
      plus(
        plus(row('embeddings.word_embeddings.weight', id, embedding), row('embeddings.position_embeddings.weight', t, embedding)),
        row('embeddings.token_type_embeddings.weight', types[t], embedding),
      ),
      'embeddings.LayerNorm',
    ),
  )
  const width = hidden / heads
  for (let layer = 0; layer < layers; layer++) {
    const name = `encoder.layer.${layer}`
    const qkv = x.map((one) => linear(one, `${name}.attention.self.qkv`))
    const part = (t: number, which: number, head: number): number[] =>
      qkv[t].slice(which * hidden + head * width, which * hidden + (head + 1) * width)
    const looked = x.map((_, t) => {
      const result: number[] = []
      for (let head = 0; head < heads; head++) {
        const q = part(t, 0, head)
        const scores = x.map((_, s) => q.reduce((sum, value, i) => sum + value * part(s, 1, head)[i], 0) / Math.sqrt(width))
        const most = Math.max(...scores)
        const weights = scores.map((score) => Math.exp(score - most))
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        for (let i = 0; i < width; i++)
          result.push(weights.reduce((sum, weight, s) => sum + (weight / total) * part(s, 2, head)[i], 0))
      }
      return result
    })
    const middle = x.map((one, t) =>
      norm(plus(linear(looked[t], `${name}.attention.output.dense`), one), `${name}.attention.output.LayerNorm`),
    )
    x = middle.map((one) => {
      const wide = linear(one, `${name}.intermediate.dense`).map((value) => (value * (1 + erf(value / Math.SQRT2))) / 2)
      return norm(plus(linear(wide, `${name}.output.dense`), one), `${name}.output.LayerNorm`)
    })
  }
  return x.flat()
}
