import type { Route, Upgrade } from '../route.js'
import type { Services } from '../services.js'
import { analyzeRoute } from './analyze.js'
import { itemsRoute } from './items.js'
import { openApiRoute } from './openapi.js'
import { pageRoutes } from './page.js'
import { recommendRoute } from './recommend.js'

/** Every route and WebSocket endpoint that needs the services. */
export async function allEndpoints(services: Services): Promise<{ routes: Route[]; upgrades: Upgrade[] }> {
  // Direct Line and the Bot Framework are plugged in here.
  const routes = [analyzeRoute(services), recommendRoute(services), itemsRoute(services), ...pageRoutes(services)]
  return { routes: [...routes, openApiRoute(routes)], upgrades: [] }
}
