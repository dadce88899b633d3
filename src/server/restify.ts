import { createRequire } from 'node:module'
import type { Logger } from 'pino'
import type restify from 'restify'

type Options = NonNullable<Parameters<typeof restify.createServer>[0]>

/**
 * The parts of restify that are used, from their own files: its index also loads every plugin (body parsers, static files, HTTP
 * signatures), as long a work as all the rest, and none of them is used here.
 */
const load = createRequire(import.meta.url)
const Router = load('restify/lib/router.js') as new (options: object) => unknown
const Server = load('restify/lib/server.js') as new (options: object) => restify.Server

export const throttle = load('restify/lib/plugins/throttle.js') as typeof restify.plugins.throttle

/** As restify's own; a name and a logger have to be given. */
export function createServer(options: { name: string; log: Logger } & Omit<Options, 'log'>): restify.Server {
  return new Server({ ...options, router: new Router(options) })
}
