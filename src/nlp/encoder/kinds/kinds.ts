import { cnn } from './cnn.js'
import { cnnDocument } from './cnn-document.js'
import type { EncoderKind, Kind } from './kind.js'
import { maxPool } from './max-pool.js'
import { bilstm, gru, lstm, simpleRnn } from './recurrent.js'

const KINDS: Record<Exclude<EncoderKind, 'bert'>, Kind> = {
  'simple-rnn': simpleRnn,
  lstm,
  gru,
  bilstm,
  cnn,
  'cnn-document': cnnDocument,
  'max-pool': maxPool,
}

export const kindOf = (name: EncoderKind): Kind => KINDS[name as keyof typeof KINDS]
