import { z } from 'zod'
import { MalgwiError } from '../../errors.js'
import type { Wish } from '../../recognizer/contract.js'
import type { Route } from '../route.js'
import type { Services } from '../services.js'
import { Text, withinLimit } from './analyze.js'
import { itemOf, Recommendation, responses } from './schemas.js'

const MOST = 20
const MOST_EXCLUDED = 1_000
const LONGEST_NAME = 100

const Body = z.strictObject({
  aspect: z.string().min(1).max(LONGEST_NAME).optional().meta({ description: 'an aspect, or a word for it', example: '그래픽' }),
  text: Text.optional().meta({ description: 'what is wished for, in words', example: '음악 좋은 90년대 한국 영화' }),
  exclude: z
    .array(z.string().max(LONGEST_NAME))
    .max(MOST_EXCLUDED)
    .default([])
    .meta({ description: 'ids of items to leave out' }),
  limit: z.int().min(1).max(MOST).default(5),
})
const Answer = z.object({
  recommendations: z.array(Recommendation).meta({ description: 'best first; empty where nothing is good enough' }),
})

/** `POST /v1/recommend`: the items praised most surely, for an aspect or on the whole, among those that a wish allows. */
export function recommendRoute({ recognizer }: Pick<Services, 'recognizer'>): Route {
  const named = (aspect: string): string => {
    const name = recognizer.aspectNamed(aspect)
    if (name !== null) return name
    const known = recognizer.catalog.domain.aspects.map((family) => family.name)
    throw new MalgwiError('UNKNOWN_ASPECT', `'${aspect}'; known are ${known.join(', ')}`)
  }
  const wished = (text: string, { aspects, withoutAspects }: Wish): string | null => {
    const name = aspects[0] ?? recognizer.aspectNamed(text)
    return name !== null && withoutAspects.includes(name) ? null : name
  }
  return {
    method: 'POST',
    path: '/v1/recommend',
    costly: true,
    openapi: {
      operationId: 'recommend',
      summary: 'Items praised most surely for an aspect, or on the whole',
      requestBody: { required: true, content: { 'application/json': { schema: Body } } },
      responses: responses('Recommendations', Answer, [400, 403, 404, 413, 415, 429, 503]),
    },
    async handle(call) {
      const { aspect, text, exclude, limit } = await call.body(Body)
      const wish = text === undefined ? undefined : recognizer.wishOf(withinLimit(text))
      const about = aspect !== undefined ? named(aspect) : wish ? wished(text!, wish) : null
      const recommendations = recognizer.recommend(about, { exclude, limit, wish })
      return { json: { recommendations: recommendations.map((one) => ({ ...one, item: itemOf(one.item) })) } }
    },
  }
}
