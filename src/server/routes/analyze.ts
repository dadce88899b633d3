import { z } from 'zod'
import { MalgwiError } from '../../errors.js'
import { LONGEST_TEXT } from '../limits.js'
import type { Route } from '../route.js'
import type { Services } from '../services.js'
import { Analysis, responses } from './schemas.js'

/** Its length is checked by `withinLimit`, which answers 413 as other texts that are too long are answered. */
export const Text = z.string().meta({
  description: `at most ${LONGEST_TEXT} UTF-16 units`,
  example: '용가리 영화 재미 없었어',
  override: { maxLength: LONGEST_TEXT },
})

const Body = z.strictObject({ text: Text })

/** @throws MalgwiError TEXT_TOO_LONG */
export function withinLimit(text: string): string {
  if (text.length > LONGEST_TEXT)
    throw new MalgwiError('TEXT_TOO_LONG', `it has ${text.length} characters, at most ${LONGEST_TEXT} are read`)
  return text
}

/** `POST /v1/analyze`: what `malgwi analyze --json` answers. */
export function analyzeRoute({ recognizer }: Pick<Services, 'recognizer'>): Route {
  return {
    method: 'POST',
    path: '/v1/analyze',
    costly: true,
    openapi: {
      operationId: 'analyze',
      summary: 'Target, driving words, object and aspects of a text',
      requestBody: { required: true, content: { 'application/json': { schema: Body } } },
      responses: responses('What it was read as', Analysis, [400, 403, 413, 415, 429, 503]),
    },
    async handle(call) {
      const { text } = await call.body(Body)
      return { json: await recognizer.analyse(withinLimit(text)) }
    },
  }
}
