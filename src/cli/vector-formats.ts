import { MalgwiError } from '../errors.js'

export const VECTOR_FORMATS = ['word2vec', 'word2vec-binary', 'projector', 'safetensors'] as const
export type VectorFormat = (typeof VECTOR_FORMATS)[number]

export const VECTOR_KINDS = ['words', 'contexts', 'labels', 'items'] as const
export type VectorKind = (typeof VECTOR_KINDS)[number]

/** A list such as words,labels, each once. */
export function vectorKinds(list: string): VectorKind[] {
  const kinds = [...new Set(list.split(','))]
  const known: readonly string[] = VECTOR_KINDS
  const wrong = kinds.find((kind) => !known.includes(kind))
  if (wrong !== undefined) throw new MalgwiError('USAGE', `--which ${wrong}: give any of ${VECTOR_KINDS.join(', ')}.`)
  return kinds as VectorKind[]
}
