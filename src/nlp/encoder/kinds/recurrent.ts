import type { Graph, Value } from '../../tensor/graph.js'
import { concatLast } from '../../tensor/ops/concat.js'
import { gru as gruOp } from '../../tensor/ops/gru.js'
import { linear } from '../../tensor/ops/linear.js'
import { lstm as lstmOp } from '../../tensor/ops/lstm.js'
import { maxOverTime } from '../../tensor/ops/max-over-time.js'
import { reverseSequence } from '../../tensor/ops/reverse-sequence.js'
import { simpleRnn as simpleRnnOp } from '../../tensor/ops/simple-rnn.js'
import { glorot, recurrent, zeros } from '../initialise.js'
import type { Kind, ParameterSpec, Parameters } from './kind.js'

/** A cell: its gates, what its biases begin with, and how it runs over the input's share of the gates. */
interface Cell {
  gates: number
  biases: Record<string, (hidden: number) => Float32Array>
  run(graph: Graph, zx: Value, parameters: Parameters, name: string): Value
}

const SIMPLE: Cell = {
  gates: 1,
  biases: { b: (hidden) => zeros(hidden) },
  run: (graph, zx, parameters, name) => simpleRnnOp(graph, zx, parameters[`${name}.U`]),
}

const LSTM: Cell = {
  gates: 4,
  // The forget gates begin open (Jozefowicz et al. 2015).
  biases: { b: (hidden) => zeros(4 * hidden).fill(1, 2 * hidden, 3 * hidden) },
  run: (graph, zx, parameters, name) => lstmOp(graph, zx, parameters[`${name}.U`]),
}

const GRU: Cell = {
  gates: 3,
  biases: { b: (hidden) => zeros(3 * hidden), ub: (hidden) => zeros(3 * hidden) },
  run: (graph, zx, parameters, name) => gruOp(graph, zx, parameters[`${name}.U`], parameters[`${name}.ub`]),
}

function kind(cell: Cell, directions: readonly ('forward' | 'backward')[]): Kind {
  return {
    parameters({ embedding, hidden }) {
      const width = cell.gates * hidden
      const specs = directions.flatMap((name): [string, ParameterSpec][] => [
        [`${name}.W`, { shape: [embedding, width], start: (random) => glorot(embedding, width, random) }],
        [`${name}.U`, { shape: [hidden, width], start: (random) => recurrent(hidden, cell.gates, random) }],
        ...Object.entries(cell.biases).map(([bias, start]): [string, ParameterSpec] => [
          `${name}.${bias}`,
          { shape: [width], start: () => start(hidden) },
        ]),
      ])
      return Object.fromEntries(specs)
    },
    features: ({ hidden }) => directions.length * hidden,
    featureMap(graph, { x, lengths }, parameters) {
      const maps = directions.map((name) => {
        const turn = (value: Value): Value => (name === 'backward' ? reverseSequence(graph, value, lengths) : value)
        const zx = linear(graph, turn(x), parameters[`${name}.W`], parameters[`${name}.b`])
        return turn(cell.run(graph, zx, parameters, name))
      })
      return maps.length === 1 ? maps[0] : concatLast(graph, maps)
    },
    pool: (graph, map, { mask }) => maxOverTime(graph, map, mask),
    poolsChannels: true,
  }
}

/** Elman 1990. */
export const simpleRnn = kind(SIMPLE, ['forward'])
/** Hochreiter & Schmidhuber 1997. */
export const lstm = kind(LSTM, ['forward'])
/** Cho et al. 2014. */
export const gru = kind(GRU, ['forward'])
/** Schuster & Paliwal 1997, with LSTM cells. */
export const bilstm = kind(LSTM, ['forward', 'backward'])
