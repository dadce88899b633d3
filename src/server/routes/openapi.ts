import { readFileSync } from 'node:fs'
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Route } from '../route.js'

const { version, description } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
  description: string
}

/** `GET /openapi.json`: those routes that say how they are called, described by the schemas that check what comes in. */
export function openApiRoute(routes: readonly Route[]): Route {
  const paths: ZodOpenApiPathsObject = {}
  for (const { method, path, openapi } of routes) {
    if (!openapi) continue
    const template = path.replace(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: openapi }
  }
  const license = { name: 'MIT', identifier: 'MIT' }
  let document: ReturnType<typeof createDocument> | undefined
  return {
    method: 'GET',
    path: '/openapi.json',
    async handle() {
      document ??= createDocument({ openapi: '3.1.1', info: { title: 'Malgwi', version, description, license }, paths })
      return { json: document }
    },
  }
}
