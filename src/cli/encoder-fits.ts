import { existsSync } from 'node:fs'
import { MalgwiError } from '../errors.js'
import { ENCODER_KINDS, type EncoderKind } from '../nlp/encoder/kinds/kind.js'
import { startFileOf } from '../pipeline/start-vectors.js'
import type { EncoderCommand } from './encoder-options.js'

const except = (...kinds: readonly EncoderKind[]) => ENCODER_KINDS.filter((kind) => !kinds.includes(kind))

/** Options that say something to some kinds only. */
const KINDS_OF = {
  model: ['bert'],
  fineTune: ['bert'],
  initEmbeddings: except('bert'),
  embedding: except('bert'),
  hidden: except('max-pool'),
  widths: ['cnn', 'cnn-document'],
  layers: ['bert'],
  heads: ['bert'],
  padding: except('bert'),
} as const satisfies Partial<Record<keyof EncoderCommand, readonly EncoderKind[]>>

/** What a model that is given brings along. */
const OF_A_MODEL = ['hidden', 'layers', 'heads', 'vocabulary'] as const

/** A width of rows that the kernels compute four at a time. */
const LANES = 4

/**
 * Refuses, before anything is read, what no encoder of this kind can be made of, and what would say nothing to it.
 *
 * @throws MalgwiError USAGE naming the option, FILE_NOT_FOUND
 */
export function refuseUnfit(given: EncoderCommand): void {
  const { encoder, model, fineTune, initEmbeddings, embedding, hidden, heads = 4, widths } = given
  const refuse = (what: string) => new MalgwiError('USAGE', what)
  for (const [name, kinds] of Object.entries(KINDS_OF) as [keyof typeof KINDS_OF, readonly EncoderKind[]][])
    if (given[name] !== undefined && !kinds.includes(encoder))
      throw refuse(`${flag(name)} does nothing for --encoder ${encoder}: leave it out, or take ${kinds.join(', ')}.`)
  if (model !== undefined && fineTune !== undefined) throw refuse('Give --model or --fine-tune, not both.')
  if (given.allowDownload && model === undefined) throw refuse('--allow-download goes with --model.')
  const source = model === undefined ? fineTune : model
  const idle = source === undefined ? undefined : OF_A_MODEL.find((name) => given[name] !== undefined)
  if (idle) throw refuse(`${flag(idle)} does nothing beside ${flag(model === undefined ? 'fineTune' : 'model')}: leave it out.`)
  if (embedding !== undefined && embedding % LANES !== 0) throw refuse(`--embedding ${embedding} is no multiple of ${LANES}.`)
  if (encoder === 'bert' && hidden !== undefined && (hidden % LANES !== 0 || hidden % heads !== 0))
    throw refuse(`--hidden ${hidden} is no multiple of ${LANES} and of --heads ${heads}.`)
  if (widths?.some((width) => width < 1)) throw refuse(`--widths ${widths.join(',')}: a window is 1 token wide or more.`)
  const file = startFileOf(initEmbeddings)
  if (file !== undefined && !existsSync(file)) throw new MalgwiError('FILE_NOT_FOUND', file)
}

const flag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
