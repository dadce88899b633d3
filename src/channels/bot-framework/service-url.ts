import { MalgwiError } from '../../errors.js'

/** 127.0.0.0/8 as URL parsers write it, however it was typed (2130706433, 0177.0.0.1, 0x7f.1). */
const IPV4_LOOPBACK = /^127(?:\.\d{1,3}){3}$/

/** Where replies may be sent: 'local' to this machine only; 'authenticated', where a token vouches for the channel, to https anywhere too. */
export type Reach = 'local' | 'authenticated'

/**
 * Refuses an address that replies may not be sent to. It is read as the client that sends reads it (WHATWG URL), so that both see the
 * same host; a user name, a password or another scheme is never taken.
 *
 * @throws MalgwiError BOT_SERVICE_URL
 */
export function checkServiceUrl(address: string, reach: Reach): void {
  const refused = (why: string) => new MalgwiError('BOT_SERVICE_URL', why)
  if (!URL.canParse(address)) throw refused('it is no address')
  const { protocol, hostname, username, password } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') throw refused('it is neither http nor https')
  if (username !== '' || password !== '') throw refused('it holds a user name')
  if (isLoopbackName(hostname)) return
  if (reach === 'local') throw refused('it is not on this machine')
  if (protocol !== 'https:') throw refused('it is not https')
}

/** A tunnel's name, a name that resolves to 127.0.0.1 and 0.0.0.0 are none. */
const isLoopbackName = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || IPV4_LOOPBACK.test(hostname)
