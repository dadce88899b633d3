import { z } from 'zod'

/** What a bundle says of an encoder on a model in Hugging Face layout; the head is an ONNX file, the model's own files stand beside. */
export const HuggingFaceRecord = z.object({
  kind: z.literal('bert'),
  /** Name of the model's folder, or on the hub. */
  model: z.string(),
  /** features: its hidden states are pooled, and explained by Grad-CAM. logits: it classifies texts, and is explained by occlusion. */
  features: z.enum(['features', 'logits']),
  pooling: z.literal('max'),
  width: z.int().positive(),
  classes: z.int().positive(),
  headHidden: z.int().nonnegative(),
  /** Pieces of a document that are read. */
  maxLength: z.int().positive(),
  /** The model's files in the bundle. */
  files: z.array(z.string()),
})
export type HuggingFaceRecord = z.infer<typeof HuggingFaceRecord>
