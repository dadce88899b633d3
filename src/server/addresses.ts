import type { IncomingMessage } from 'node:http'

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip']

/** A name or address of this machine that no other can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || LOOPBACK_ADDRESS.test(host)
}

/** The peer is on this machine, and does not say that it passes on what another machine asked. */
export function isFromLoopback(request: IncomingMessage): boolean {
  return isLoopback(request.socket.remoteAddress ?? '') && FORWARDED.every((name) => request.headers[name] === undefined)
}

/** An address as it stands in a URL. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
