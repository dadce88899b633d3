const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/** Adam (Kingma & Ba 2015, algorithm 1) for a few dense parameters. Returns one step: gradients by name, its number from 1, its rate. */
export function adam(
  parameters: Record<string, Float32Array>,
): (gradients: Record<string, Float32Array>, step: number, learningRate: number) => void {
  const moments = Object.entries(parameters).map(([name, values]) => ({
    name,
    values,
    first: new Float32Array(values.length),
    second: new Float32Array(values.length),
  }))
  return (gradients, step, learningRate) => {
    const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step)
    for (const { name, values, first, second } of moments) {
      const gradient = gradients[name]
      for (let i = 0; i < values.length; i++) {
        first[i] += (1 - BETA1) * (gradient[i] - first[i])
        second[i] += (1 - BETA2) * (gradient[i] * gradient[i] - second[i])
        values[i] -= (rate * first[i]) / (Math.sqrt(second[i]) + EPSILON)
      }
    }
  }
}
