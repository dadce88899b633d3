import type { Engine, Session, Tensor } from '../tensor/engine.js'
import type { Embedding } from './embedding.js'
import { type EncoderConfig, parameterShapes } from './model.js'
import { evaluationGraph, trainingGraph } from './training-graph.js'

/** The training graph and its forward half in an engine, reading parameters and writing gradients where the embedding keeps them. */
export interface TrainingSession {
  /** Loss and logits [B × C] of a batch whose rows were looked up; gx and the gradients are in the embedding afterwards. */
  step(feeds: Record<string, Tensor>): Promise<{ loss: number; logits: Float32Array }>
  /** The same without dropout and gradients. */
  forward(feeds: Record<string, Tensor>): Promise<{ loss: number; logits: Float32Array }>
  release(): Promise<void>
}

/** @param feeds of a step: all inputs of the training graph but `x` and the parameters */
export async function openTrainingSession(
  engine: Engine,
  config: EncoderConfig,
  embedding: Embedding,
  threads: number,
): Promise<TrainingSession> {
  const training = await engine.open(trainingGraph(config), { threads })
  const evaluation = await engine.open(evaluationGraph(config), { threads })
  const parameters: Record<string, Tensor> = {}
  const gradients: Record<string, Tensor> = {}
  for (const [name, dims] of Object.entries(parameterShapes(config))) {
    parameters[name] = { dtype: 'float32', dims, data: embedding.parameters[name] }
    gradients[`grad:${name}`] = { dtype: 'float32', dims, data: embedding.gradients[name] }
  }
  const rows = (data: Float32Array, { mask }: Record<string, Tensor>): Tensor => {
    const [steps, size] = mask.dims
    const dims = [steps, size, config.embedding]
    return { dtype: 'float32', dims, data: data.subarray(0, steps * size * config.embedding) }
  }
  const results = (feeds: Record<string, Tensor>): Record<string, Tensor> => {
    const dims = [feeds.targets.dims[0], config.classes]
    return {
      loss: { dtype: 'float32', dims: [], data: new Float32Array(1) },
      logits: { dtype: 'float32', dims, data: new Float32Array(dims[0] * dims[1]) },
    }
  }
  const run = async (session: Session, feeds: Record<string, Tensor>, fetches: Record<string, Tensor>) => {
    await session.run({ ...parameters, ...feeds, x: rows(embedding.x, feeds) }, fetches)
    return { loss: fetches.loss.data[0] as number, logits: fetches.logits.data as Float32Array }
  }
  return {
    step: (feeds) => run(training, feeds, { ...results(feeds), gx: rows(embedding.gx, feeds), ...gradients }),
    forward: ({ drop: _, ...feeds }) => run(evaluation, feeds, results(feeds)),
    async release() {
      await training.release()
      await evaluation.release()
    },
  }
}
