import { bert } from './bert.js'
import { cnn } from './cnn.js'
import { cnnDocument } from './cnn-document.js'
import type { EncoderKind, Kind } from './kind.js'
import { maxPool } from './max-pool.js'
import { bilstm, gru, lstm, simpleRnn } from './recurrent.js'

const KINDS: Record<EncoderKind, Kind> = {
  'simple-rnn': simpleRnn,
  lstm,
  gru,
  bilstm,
  cnn,
  'cnn-document': cnnDocument,
  'max-pool': maxPool,
  bert,
}

export const kindOf = (name: EncoderKind): Kind => KINDS[name]
