import type { Route, Upgrade } from '../route.js'
import type { Services } from '../services.js'
import { openApiRoute } from './openapi.js'
import { pageRoutes } from './page.js'
import { restRoutes } from './rest.js'

/** Every route that needs the services. */
export function allRoutes(services: Services): Route[] {
  // Direct Line's and the Bot Framework's go here: ...directLineRoutes(services), ...messagesRoutes(services)
  const routes = [...restRoutes(services), ...pageRoutes(services)]
  return [...routes, openApiRoute(routes)]
}

/** Every WebSocket endpoint. */
export function allUpgrades(_services: Services): Upgrade[] {
  return []
}
