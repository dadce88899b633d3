import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { testServer } from './server.js'

/** OpenAPI 3.1.1, of which only what a description such as ours may use: https://spec.openapis.org/oas/v3.1.1 */
const Reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/schemas\/[\w.-]+$/) })
const Schema = z.union([Reference, z.looseObject({})])
const Content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema: Schema }))
const Parameter = z
  .strictObject({
    name: z.string().min(1),
    in: z.enum(['query', 'path', 'header']),
    required: z.boolean().optional(),
    description: z.string().optional(),
    schema: Schema,
  })
  .refine((parameter) => parameter.in !== 'path' || parameter.required === true)
const Operation = z.strictObject({
  operationId: z.string().regex(/^\w+$/),
  summary: z.string().min(1),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(Parameter).optional(),
  requestBody: z
    .strictObject({ content: Content, required: z.boolean().optional(), description: z.string().optional() })
    .optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: Content.optional() }),
  ),
})
const Document = z.strictObject({
  openapi: z.literal('3.1.1'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  paths: z.record(
    z.string().regex(/^\/(?:[\w.-]+|\{\w+\})(?:\/(?:[\w.-]+|\{\w+\}))*$/),
    z.partialRecord(z.enum(['get', 'post', 'put', 'delete', 'options']), Operation),
  ),
  components: z.strictObject({ schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({})) }),
})
type Described = z.output<typeof Document>

async function fetchDocument(request: (path: string) => Promise<Response>): Promise<Described> {
  return Document.parse(await (await request('/openapi.json')).json())
}

/** The schema with what it refers to in the place of the references. */
function inlined({ components }: Described, schema: unknown): Parameters<typeof z.fromJSONSchema>[0] {
  const text = JSON.stringify(schema, (_, value) => {
    const name = typeof value?.$ref === 'string' ? value.$ref.split('/').at(-1) : null
    return name === null ? value : components.schemas[name]
  })
  return JSON.parse(text)
}

/** A request for each response that is described and can be had. */
const REQUESTS: Record<string, { expects: number; path?: string; body?: unknown; headers?: Record<string, string> }[]> = {
  'post /v1/analyze': [
    { expects: 200, body: { text: '용가리 영화 재미 없었어' } },
    { expects: 200, body: { text: 'ㅋㅋ' } },
    { expects: 400, body: { text: ' '.repeat(3), more: 1 } },
    { expects: 403, body: { text: '용가리' }, headers: { origin: 'http://other.example' } },
    { expects: 413, body: { text: '가'.repeat(10_001) } },
    { expects: 415, body: { text: '용가리' }, headers: { 'content-type': 'text/plain' } },
  ],
  'post /v1/recommend': [
    { expects: 200, body: { aspect: '음악' } },
    { expects: 200, body: {} },
    { expects: 400, body: { limit: 100 } },
    { expects: 403, body: {}, headers: { origin: 'null' } },
    { expects: 404, body: { aspect: '냄새' } },
    { expects: 413, body: { text: '가'.repeat(10_001) } },
    { expects: 415, body: {}, headers: { 'content-type': 'text/plain' } },
  ],
  'get /v1/items': [
    { expects: 200, path: `/v1/items?q=${encodeURIComponent('달빛')}` },
    { expects: 400, path: '/v1/items' },
    { expects: 403, path: '/v1/items?q=a', headers: { origin: 'https://other.example' } },
  ],
  'get /v1/words/{word}': [
    { expects: 200, path: `/v1/words/${encodeURIComponent('최고')}?relation=context&target=${encodeURIComponent('긍정')}` },
    { expects: 400, path: '/v1/words/a?k=0' },
    { expects: 403, path: '/v1/words/a', headers: { origin: 'https://other.example' } },
    { expects: 404, path: `/v1/words/${encodeURIComponent('최곤')}` },
  ],
  'get /v1/analogy': [
    { expects: 200, path: `/v1/analogy?word=${encodeURI('최악&from=부정&to=긍정')}` },
    { expects: 400, path: '/v1/analogy' },
    { expects: 403, path: '/v1/analogy', headers: { origin: 'https://other.example' } },
    { expects: 404, path: '/v1/analogy?word=a&from=b&to=c' },
  ],
  'post /v1/vectors/query': [
    { expects: 200, body: { add: ['최악', { label: '긍정' }, { texts: ['음악 최고'] }], subtract: ['부정'] } },
    { expects: 200, body: { add: [{ item: '3' }], among: 'items', unit: true } },
    { expects: 400, body: {} },
    { expects: 403, body: {}, headers: { origin: 'null' } },
    { expects: 404, body: { add: [{ item: '99' }] } },
    { expects: 413, body: { add: [{ texts: ['가'.repeat(10_001)] }] } },
    { expects: 415, body: {}, headers: { 'content-type': 'text/plain' } },
  ],
}
/** 429 is held by test/security/http-exposure.test.ts, 503 by test/http/health.test.ts. */
const ELSEWHERE = ['429', '503']

const operationsOf = ({ paths }: Described) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, method, operation: operation! })),
  )

describe('/openapi.json', () => {
  test('is a valid description of version 3.1, in which every reference leads somewhere and every operation has its own id', async () => {
    const { request } = await testServer()
    const document = await fetchDocument(request)
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect(references.length).toBeGreaterThan(0)
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(references))
    const operations = operationsOf(document)
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect((operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(inPath)
    }
  })

  test('describes what the REST routes answer: each response that it names comes, in its type and of its schema', async () => {
    const { request } = await testServer()
    const document = await fetchDocument(request)
    const operations = operationsOf(document).filter(({ path }) => path.startsWith('/v1/'))
    expect(operations.map(({ name }) => name)).toEqual(Object.keys(REQUESTS))
    for (const { name, path, method, operation } of operations) {
      const had = new Set<string>(ELSEWHERE)
      for (const { expects, path: target = path, body, headers } of REQUESTS[name]) {
        const init = { method: method.toUpperCase(), headers: { 'content-type': 'application/json', ...headers } }
        const response = await request(target, { ...init, body: body === undefined ? undefined : JSON.stringify(body) })
        expect(response.status, `${name} ${JSON.stringify(body)?.slice(0, 80)}`).toBe(expects)
        const [[type, { schema }]] = Object.entries(operation.responses[String(expects)].content!)
        expect(response.headers.get('content-type')).toBe(type)
        z.fromJSONSchema(inlined(document, schema)).parse(await response.json())
        had.add(String(expects))
      }
      expect([...had].sort()).toEqual(Object.keys(operation.responses).sort())
    }
  })

  test('says of a body what is taken: what the route refuses does not fit its schema either', async () => {
    const { request } = await testServer()
    const document = await fetchDocument(request)
    const { requestBody } = document.paths['/v1/recommend'].post!
    const schema = z.fromJSONSchema(inlined(document, requestBody!.content['application/json'].schema))
    expect(schema.safeParse({ aspect: '음악', limit: 3 }).success).toBe(true)
    for (const wrong of [{ limit: 100 }, { aspect: 1 }, { more: true }]) expect(schema.safeParse(wrong).success).toBe(false)
  })
})
