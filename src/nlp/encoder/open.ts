import type { EngineName } from '../tensor/engine.js'
import type { Calibration } from './calibrate.js'
import type { HuggingFaceRecord } from './huggingface/record.js'
import { type Encoder, openEncoder } from './infer.js'
import type { ServedConfig } from './reader.js'
import type { Vocabulary } from './vocabulary.js'

/** What is kept of a trained encoder beside its ONNX file: its words and sizes, or the model that its head reads. */
export type ServedRecord = { calibration: Calibration } & (
  | { vocabulary: Vocabulary; config: ServedConfig; model?: undefined }
  | { model: HuggingFaceRecord; vocabulary?: undefined; config?: undefined }
)

/**
 * Opens a trained encoder of any kind.
 *
 * @param onnx its own graph, or the head that reads a model in Hugging Face layout
 * @param folder where that model's files lie
 * @throws MalgwiError MODEL_…
 */
export async function openTrained(
  record: ServedRecord,
  onnx: Uint8Array,
  folder: string,
  options: { engine: EngineName; threads: number },
): Promise<Encoder> {
  const { calibration } = record
  if (!record.model) return openEncoder({ onnx, calibration, vocabulary: record.vocabulary, config: record.config }, options)
  // Loaded only where it is needed: the library behind it takes half a second.
  const { openHuggingFaceEncoder } = await import('./huggingface/open.js')
  return openHuggingFaceEncoder({ folder, head: onnx, record: record.model, calibration }, options)
}
