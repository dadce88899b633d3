import { z } from 'zod'
import { MalgwiError } from '../../errors.js'
import { LONGEST_TEXT } from '../limits.js'
import type { Route } from '../route.js'
import type { Services } from '../services.js'

export function restRoutes({ recognizer }: Services): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/analyze',
      costly: true,
      async handle(call) {
        const { text } = await call.body(z.strictObject({ text: z.string() }))
        if (text.length > LONGEST_TEXT)
          throw new MalgwiError('TEXT_TOO_LONG', `${text.length} characters; at most ${LONGEST_TEXT} are read`)
        return { json: await recognizer.analyse(text) }
      },
    },
  ]
}
