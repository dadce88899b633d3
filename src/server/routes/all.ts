import type { Route, Upgrade } from '../route.js'
import type { Services } from '../services.js'
import { analyzeRoute } from './analyze.js'
import { directLineEndpoints } from './direct-line.js'
import { itemsRoute } from './items.js'
import { messagesRoutes } from './messages.js'
import { openApiRoute } from './openapi.js'
import { pageRoutes } from './page.js'
import { recommendRoute } from './recommend.js'
import { vectorRoutes } from './vectors.js'

/** Every route and WebSocket endpoint that needs the services. */
export async function allEndpoints(services: Services): Promise<{ routes: Route[]; upgrades: Upgrade[] }> {
  const directLine = await directLineEndpoints(services)
  const rest = [analyzeRoute(services), recommendRoute(services), itemsRoute(services), ...vectorRoutes(services)]
  const routes = [...rest, ...directLine.routes, ...messagesRoutes(services), ...pageRoutes(services)]
  return { routes: [...routes, openApiRoute(routes)], upgrades: directLine.upgrades }
}
