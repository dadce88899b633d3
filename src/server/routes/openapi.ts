import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Route } from '../route.js'

/** The description of those routes that say how they are called, made of the schemas that check what comes in. */
export function openApiRoute(routes: readonly Route[]): Route {
  const paths: ZodOpenApiPathsObject = {}
  for (const { method, path, openapi } of routes) {
    if (!openapi) continue
    const template = path.replace(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: openapi }
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: { title: 'Malgwi', version: '0.1.0' },
    paths,
  })
  return { method: 'GET', path: '/openapi.json', handle: async () => ({ json: document }) }
}
