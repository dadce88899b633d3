import { expect, test } from 'vitest'
import { gradCam } from '#src/nlp/encoder/grad-cam.js'
import { head } from '#src/nlp/encoder/kinds/head.js'
import { kindOf } from '#src/nlp/encoder/kinds/kinds.js'
import { initialise, parameterShapes } from '#src/nlp/encoder/model.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { TINY, trainingFeeds } from './encoder-fixtures.js'
import { numbersOf, real, relativeError } from './numbers.js'

const LENGTHS = [5, 1, 3]
const STEPS = 6
const SIZES = { ...TINY, embedding: 4, hidden: 4 }

const KINDS = ['simple-rnn', 'lstm', 'gru', 'bilstm', 'cnn', 'max-pool', 'bert'] as const
const HEADS = [0, 6]

test.each(KINDS.flatMap((kind) => HEADS.map((headHidden) => ({ kind, headHidden }))))(
  'of $kind is the same by class weights, by gradients after the pooling, and by those of the feature map ($headHidden hidden units)',
  async ({ kind, headHidden }) => {
    const config = { ...SIZES, kind, headHidden }
    const own = kindOf(kind)
    expect(own.poolsChannels).toBe(true)
    const graph = new Graph()
    const shapes = Object.entries(parameterShapes(config))
    const parameters = Object.fromEntries(shapes.map(([name, shape]) => [name, graph.input(name, shape)]))
    const rows = {
      x: graph.input('x', ['T', 'B', config.embedding]),
      lengths: graph.input('lengths', ['B'], { dtype: 'int64' }),
      mask: graph.input('mask', ['T', 'B', 1]),
    }
    const valid = graph.input('valid', ['T', 'B', 1])
    const map = own.featureMap(graph, rows, parameters, config)
    const features = graph.watch(own.pool(graph, map, rows, parameters, config))
    const watched = graph.watch(map)
    const short = head(graph, features, parameters)
    const long = head(graph, own.pool(graph, watched, rows, parameters, config), parameters)
    const classWeights = headHidden === 0 ? parameters['head.W'] : undefined
    graph.output('short', gradCam(graph, { map, features, logits: short, valid }))
    graph.output('shortest', gradCam(graph, { map, features, classWeights, logits: short, valid }))
    graph.output('long', gradCam(graph, { map: watched, logits: long, valid }))

    const session = await onnxruntime.open(writeOnnx(graph.onnx('both')), { threads: 1 })
    const { x, lengths, mask, ...rest } = trainingFeeds(config, LENGTHS, STEPS, { seed: 3 })
    const values = initialise(config, 3)
    const fed = Object.fromEntries(shapes.map(([name, dims]) => [name, real(dims, (i) => values[name][i], 'float32')]))
    expect(Object.keys(rest)).toEqual(expect.arrayContaining(Object.keys(fed)))
    const within = real(
      [STEPS, LENGTHS.length, 1],
      (i) => (Math.floor(i / LENGTHS.length) < LENGTHS[i % LENGTHS.length] ? 1 : 0),
      'float32',
    )
    const got = await session.run({ x, lengths, mask, valid: within, ...fed }, ['shortest', 'short', 'long'])
    expect(Math.max(...numbersOf(got.long))).toBeGreaterThan(0)
    expect(relativeError(numbersOf(got.short), numbersOf(got.long))).toBeLessThan(1e-5)
    expect(relativeError(numbersOf(got.shortest), numbersOf(got.long))).toBeLessThan(1e-5)
    await session.release()
  },
)
