import { z } from 'zod'
import { check } from '../parse-json.js'
import type { Route } from '../route.js'
import type { Services } from '../services.js'
import { Item, itemOf, responses } from './schemas.js'

const MOST = 20
const LONGEST_QUERY = 200

const Query = z.object({
  q: z.string().trim().min(1).max(LONGEST_QUERY).meta({ description: 'a title, or a part of one', example: '용가' }),
  limit: z.coerce.number().int().min(1).max(MOST).default(10),
})
const Answer = z.object({ items: z.array(Item).meta({ description: 'best first' }) })

/** `GET /v1/items?q=`: items whose title fits what was typed. */
export function itemsRoute({ recognizer }: Pick<Services, 'recognizer'>): Route {
  return {
    method: 'GET',
    path: '/v1/items',
    costly: true,
    openapi: {
      operationId: 'searchItems',
      summary: 'Items whose title or alias fits a typed query',
      requestParams: { query: Query },
      responses: responses('Items', Answer, [400, 403, 429, 503]),
    },
    async handle(call) {
      const { q, limit } = check(Query, Object.fromEntries(call.query))
      return { json: { items: recognizer.searchItems(q, limit).map(itemOf) } }
    },
  }
}
