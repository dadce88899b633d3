import { MalgwiError } from '../../../errors.js'

/** VECTORS_TOKENS, with what is wrong and where. */
export function wrong(detail: string): MalgwiError {
  return new MalgwiError('VECTORS_TOKENS', detail)
}
