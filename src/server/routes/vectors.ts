import { z } from 'zod'
import type { ItemHit } from '../../recognizer/vector-queries.js'
import { LONGEST_TEXT } from '../limits.js'
import { check } from '../parse-json.js'
import type { Route } from '../route.js'
import type { Services } from '../services.js'
import { withinLimit } from './analyze.js'
import { Item, itemOf, responses } from './schemas.js'

const MOST = 100
const MOST_TERMS = 20
const MOST_TEXTS = 500
/** UTF-16 units: the longest word of the shipped bundle has 13. */
const LONGEST_WORD = 60
const LONGEST_ID = 100

const name = z.string().trim().min(1).max(LONGEST_WORD)
const word = name.meta({ description: 'in any spelling or ending that leads to a word of the vocabulary', example: '최악' })
const count = z.int().min(1).max(MOST).default(10).meta({ description: 'how many' })
const countInQuery = z.coerce.number().pipe(z.int().min(1).max(MOST)).default(10).meta({ description: 'how many' })
const targetOrWord = name.meta({ description: 'a target, else a word', example: '부정' })

const WordPath = z.object({ word })
const NearQuery = z.object({
  target: name.optional().meta({ description: 'by those who felt so', example: '부정' }),
  relation: z
    .enum(['similar', 'context'])
    .default('similar')
    .meta({ description: 'similar: used like the word, by cosine; context: said around it, by inner product' }),
  k: countInQuery,
})
const AnalogyQuery = z.object({ word, from: targetOrWord, to: targetOrWord, k: countInQuery })

const Term = z
  .union([
    name,
    z.strictObject({ word: name }),
    z.strictObject({ label: name }),
    z.strictObject({ item: z.string().min(1).max(LONGEST_ID) }),
    z.strictObject({
      texts: z
        .array(z.string())
        .min(1)
        .max(MOST_TEXTS)
        .meta({
          description: `what is said of an item that is not in the catalogue; at most ${LONGEST_TEXT} UTF-16 units in all`,
        }),
    }),
  ])
  .meta({ id: 'VectorTerm', description: 'A bare name is a target where there is one of that name, else a word' })
const terms = z.array(Term).max(MOST_TERMS).default([])
const QueryBody = z.strictObject({
  add: terms.refine((list) => list.length > 0, 'at least one').meta({ override: { minItems: 1 } }),
  subtract: terms,
  k: count,
  among: z.enum(['words', 'contexts', 'items']).default('words').meta({
    description: 'words and items are searched by cosine, contexts (words said around) by inner product',
  }),
  unit: z.boolean().default(false).meta({ description: 'bring each term to length 1 first, so that all have the same say' }),
})

const WordHit = z
  .object({ word: z.string(), score: z.number().meta({ description: 'cosine, or inner product among contexts' }) })
  .meta({ id: 'WordHit' })
const nearest = z.array(WordHit).meta({ description: 'best first' })
const NearAnswer = z.object({
  word: z.string().meta({ description: 'as the vocabulary has it' }),
  relation: z.enum(['similar', 'context']),
  target: z.string().nullable(),
  nearest,
})
const AnalogyAnswer = z.object({ word: z.string(), from: z.string(), to: z.string(), nearest })
const QueryAnswer = z.object({
  nearest: z.array(z.union([WordHit, z.object({ item: Item, score: z.number() })])).meta({ description: 'best first' }),
})

/** What the word vectors are asked: `GET /v1/words/{word}`, `GET /v1/analogy`, `POST /v1/vectors/query`. */
export function vectorRoutes({ recognizer }: Pick<Services, 'recognizer'>): Route[] {
  const { vectorQueries: queries } = recognizer
  return [
    {
      method: 'GET',
      path: '/v1/words/:word',
      costly: true,
      openapi: {
        operationId: 'nearWords',
        summary: 'Words used like a word, or said around it, by those who felt a target',
        requestParams: { path: WordPath, query: NearQuery },
        responses: responses('Words', NearAnswer, [400, 403, 404, 429, 503]),
      },
      async handle(call) {
        const asked = check(WordPath, call.params)
        const options = check(NearQuery, Object.fromEntries(call.query))
        const { relation, target = null } = options
        return { json: { relation, target, ...queries.near(asked.word, options) } }
      },
    },
    {
      method: 'GET',
      path: '/v1/analogy',
      costly: true,
      openapi: {
        operationId: 'analogy',
        summary: 'What a word becomes: word − from + to',
        requestParams: { query: AnalogyQuery },
        responses: responses('Words', AnalogyAnswer, [400, 403, 404, 429, 503]),
      },
      async handle(call) {
        const { word, ...options } = check(AnalogyQuery, Object.fromEntries(call.query))
        const { from, to } = options
        return { json: { from, to, ...queries.analogy(word, options) } }
      },
    },
    {
      method: 'POST',
      path: '/v1/vectors/query',
      costly: true,
      openapi: {
        operationId: 'queryVectors',
        summary: 'What is nearest to words, targets, items and what is said of new items, added and subtracted',
        requestBody: { required: true, content: { 'application/json': { schema: QueryBody } } },
        responses: responses('Words or items', QueryAnswer, [400, 403, 404, 413, 415, 429, 503]),
      },
      async handle(call) {
        const body = await call.body(QueryBody)
        withinLimit([...body.add, ...body.subtract].flatMap((term) => textsOf(term)).join(''))
        const hits = await queries.query(body)
        return { json: { nearest: hits.map((hit) => ('item' in hit ? shown(hit) : hit)) } }
      },
    },
  ]
}

const textsOf = (term: z.output<typeof Term>): string[] => (typeof term === 'object' && 'texts' in term ? term.texts : [])

const shown = ({ item, score }: ItemHit) => ({ item: itemOf(item), score })
