import type { ServedRecord } from '../encoder/open.js'
import type { EngineName } from '../tensor/engine.js'
import type { TokenForm } from '../text/morpheme.js'

export const METHODS = [
  'grad-cam',
  'cam',
  'hires-cam',
  'guided-backpropagation',
  'guided-grad-cam',
  'gradient-input',
  'integrated-gradients',
  'occlusion',
  'inclusion',
  'random',
] as const
export type Method = (typeof METHODS)[number]

/** A trained encoder of any kind: its record, its ONNX file, and the folder of the frozen model that it reads, if it does. */
export interface TrainedModel {
  record: ServedRecord
  onnx: Uint8Array
  folder: string
}

export interface ExplainOptions {
  engine: EngineName
  threads: number
  /** Steps of integrated gradients, 50 if not given. */
  steps?: number
  /** Of the random baseline, 1 if not given. */
  seed?: number
}

/** Explains an encoder by one method. The function explained is y^c = logit_c − mean of all logits, as in grad-cam.ts. */
export interface Explanation {
  /**
   * Signed heat of one class per document, `[tokens]`: positive speaks for the class, negative against it; Grad-CAM, guided or not, and
   * the random baseline give none below 0. Tokens that the encoder does not read have 0.
   *
   * @param classes a class for each document
   * @param units for each token of each document the number of the unit that it is in, from 0: what is read alone or left out as one. None:
   *   eojeol. Methods that look at gradients have no use for them
   * @throws MalgwiError MODEL_RUN_FAILED
   */
  explain(
    documents: readonly (readonly TokenForm[])[],
    classes: readonly number[],
    units?: readonly ArrayLike<number>[],
  ): Promise<Float32Array[]>
  release(): Promise<void>
}

export interface Explainer extends Explanation {
  readonly method: Method
}

/** ∂y^c/∂logits, row by row: 1 − 1/C for the class asked for, −1/C for the others; [documents × classes]. */
export function outputGradient(asked: readonly number[], classes: number): Float32Array {
  const gradient = new Float32Array(asked.length * classes).fill(-1 / classes)
  for (const [d, c] of asked.entries()) gradient[d * classes + c] += 1
  return gradient
}
