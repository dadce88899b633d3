import { MalgwiError } from '../../errors.js'
import type { Phase } from '../create-server.js'
import type { Metrics } from '../metrics.js'
import type { Route } from '../route.js'

/** What is answered while the bundle still opens: whether the process lives, whether it is ready, its metrics. */
export function healthRoutes({ phase, ping, metrics }: { phase(): Phase; ping(): Promise<void>; metrics: Metrics }): Route[] {
  return [
    {
      method: 'GET',
      path: '/livez',
      handle: async () => ({ json: { status: 'alive' } }),
    },
    {
      method: 'GET',
      path: '/readyz',
      async handle() {
        if (phase() !== 'ready') throw new MalgwiError('NOT_READY', phase() === 'opening' ? 'starting' : 'stopping')
        await ping().catch(() => Promise.reject(new MalgwiError('NOT_READY', 'without its state store')))
        return { json: { status: 'ready' } }
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      handle: async () => ({ body: await metrics.text(), type: metrics.contentType }),
    },
  ]
}
