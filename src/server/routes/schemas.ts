import { z } from 'zod'
import type { ZodOpenApiResponsesObject } from 'zod-openapi'
import { listErrors } from '../../errors.js'
import type { Analysis as AnalysisOf } from '../../recognizer/analysis.js'
import type { CatalogueItem } from '../../recognizer/contract.js'
import type { Problem as ProblemOf } from '../problem.js'

const probability = z.number().min(0).max(1)
const count = z.int().min(0)
const driving = z
  .object({
    text: z.string(),
    start: count.meta({ description: 'UTF-16 offset into text, inclusive' }),
    end: count.meta({ description: 'UTF-16 offset into text, exclusive' }),
    score: probability.meta({ description: 'heat relative to the hottest span' }),
  })
  .meta({ description: 'A span of the text that made it read so' })
const object = z.object({
  kind: z.enum(['item', 'phrase', 'none']),
  id: z.string().nullable().meta({ description: 'id of the item; null unless kind is item' }),
  text: z.string().nullable().meta({ description: 'the words that named it; null where kind is none' }),
  title: z.string().nullable(),
  score: probability.meta({ description: 'how sure the recogniser is' }),
})
const aspect = z.object({ aspect: z.string(), score: z.number(), praised: count, complained: count })

export const Analysis = z
  .object({
    text: z.string(),
    target: z.object({
      label: z.string().meta({ description: 'the most probable target', example: '부정' }),
      probabilities: z.record(z.string(), probability).meta({ description: 'one per target, summing to 1' }),
    }),
    driving: z.array(driving).meta({ description: 'best first' }),
    object,
    aspects: z.array(aspect).meta({ description: 'what people who felt the same speak of, best first' }),
  })
  .meta({ id: 'Analysis' }) satisfies z.ZodType<AnalysisOf>

export const Item = z
  .object({
    id: z.string(),
    title: z.string(),
    year: z.int().nullable(),
    genres: z.array(z.string()),
    directors: z.array(z.string()),
    actors: z.array(z.string()),
  })
  .meta({ id: 'Item' })

/** The part of an item that is shown, whatever else the catalogue has of it. */
export function itemOf({ id, title, year, genres, directors, actors }: CatalogueItem): z.output<typeof Item> {
  return { id, title, year, genres: [...genres], directors: [...directors], actors: [...actors] }
}

export const Recommendation = z
  .object({
    item: Item,
    aspect: z.string().nullable().meta({ description: 'null: on the whole' }),
    praised: count.meta({ description: 'reviews that praise it' }),
    mentions: count.meta({ description: 'reviews that praise it or complain of it' }),
    lowerBound: probability.meta({ description: 'lower bound of the share that praises' }),
  })
  .meta({ id: 'Recommendation' })

const codes = listErrors().map(({ code }) => code)

const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'what to do' }),
    code: z.enum([...codes, 'UNEXPECTED']).meta({ description: 'see docs/errors.md' }),
    suggestions: z
      .array(z.string())
      .optional()
      .meta({ description: 'what may have been meant, likeliest first: the nearest spellings of an unknown word' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' }) satisfies z.ZodType<Omit<ProblemOf, 'suggestions'>>

const MEANINGS: Record<number, string> = {
  400: 'The request cannot be read, or is not as described',
  403: 'Host or Origin refused',
  404: 'No such thing',
  413: 'Body or text too long',
  415: 'Not JSON in UTF-8',
  429: 'Too many requests from this address (beyond loopback)',
  503: 'Not ready',
}

/** Responses of an operation: the answer, and the problems that it may have. */
export function responses(description: string, schema: z.ZodType, problems: readonly number[]): ZodOpenApiResponsesObject {
  const problem = { 'application/problem+json': { schema: Problem } }
  return {
    '200': { description, content: { 'application/json': { schema } } },
    ...Object.fromEntries(problems.map((status) => [String(status), { description: MEANINGS[status], content: problem }])),
  }
}
