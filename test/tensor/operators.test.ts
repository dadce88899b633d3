import { expect, test } from 'vitest'
import { pretrainingGraph } from '#src/nlp/encoder/bert/pretraining-graph.js'
import { ENCODER_KINDS } from '#src/nlp/encoder/kinds/kind.js'
import { initialise } from '#src/nlp/encoder/model.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import type { OnnxGraph } from '#src/nlp/tensor/onnx.js'
import { readOnnx } from '#src/nlp/tensor/onnx-read.js'
import { OPERATORS } from '#src/nlp/tensor/operators.js'
import { TINY } from './encoder-fixtures.js'

const BERT = { embedding: 8, hidden: 8, layers: 1, heads: 2, intermediate: 16, positions: 8, tokenTypes: 2 }

/** OPERATOR and OPERATOR.attribute for all that a graph and its bodies use. */
function used(graph: OnnxGraph): string[] {
  return graph.nodes.flatMap(({ op, attributes }) => [
    op,
    ...Object.keys(attributes).map((name) => `${op}.${name}`),
    ...Object.values(attributes).flatMap((value) => (typeof value === 'object' && 'nodes' in value ? used(value) : [])),
  ])
}

test('the table of operators lists what the graphs use, and nothing else', () => {
  const config = { ...TINY, headHidden: 5 }
  const { words, buckets, embedding } = config
  const tables = [new Float32Array(words * embedding), new Float32Array(buckets * embedding)] as const
  const models = ENCODER_KINDS.flatMap((kind) => {
    const one = { ...config, kind }
    return [trainingGraph(one), servingGraph(one, initialise(one, 1), ...tables)]
  })
  // What is fused in single precision is written out in double.
  const bert = { ...BERT, vocabulary: words }
  models.push(pretrainingGraph(bert), pretrainingGraph(bert, 'float64'))
  const listed = Object.entries(OPERATORS).flatMap(([op, attributes]) => [
    op,
    ...Object.keys(attributes).map((name) => `${op}.${name}`),
  ])
  expect([...new Set(models.flatMap((bytes) => used(readOnnx(bytes))))].sort()).toEqual(listed.sort())
})
