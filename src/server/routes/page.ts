import type { Route } from '../route.js'
import type { Services } from '../services.js'

export function pageRoutes(_services: Services): Route[] {
  return []
}
