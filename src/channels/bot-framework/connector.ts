import { setTimeout as wait } from 'node:timers/promises'
import type { ConnectorHttpClient } from '../../bot/sdk.js'
import { MalgwiError } from '../../errors.js'
import { checkServiceUrl, type Reach } from './service-url.js'

export interface ConnectorLimits {
  /** Milliseconds for one reply, all attempts together. The Bot Framework gives a bot 15 s for its turn. */
  deadline: number
  attempts: number
  /** Milliseconds before the second attempt; doubled for each further one. */
  pause: number
}

export const CONNECTOR_LIMITS: ConnectorLimits = { deadline: 10_000, attempts: 3, pause: 250 }

/** What the channel says that it did not take the reply: only then can it be sent again without being shown twice. */
const NOT_TAKEN = new Set([429, 503])
const NOT_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * What the SDK's connector sends with. Its own would follow redirects, to anywhere, and try for as long as a server keeps it waiting.
 * Every address is checked just before it is called; redirects are refused; what fails says how, never what was to be sent.
 *
 * @throws MalgwiError BOT_SERVICE_URL, BOT_UNDELIVERED
 */
export function connectorClient(reach: Reach, limits: ConnectorLimits = CONNECTOR_LIMITS): ConnectorHttpClient {
  return {
    async sendRequest(request) {
      checkServiceUrl(request.url, reach)
      const deadline = AbortSignal.timeout(limits.deadline)
      for (let attempt = 1; ; attempt += 1) {
        const answer = await attemptOf(request, deadline)
        if (answer.taken) return { request, status: answer.status, headers: NO_HEADERS, bodyAsText: answer.body }
        if (!answer.again || attempt >= limits.attempts) throw new MalgwiError('BOT_UNDELIVERED', answer.why)
        await wait(limits.pause * 2 ** (attempt - 1), undefined, { signal: deadline }).catch(() => {
          throw new MalgwiError('BOT_UNDELIVERED', answer.why)
        })
      }
    },
  }
}

type Request = Parameters<ConnectorHttpClient['sendRequest']>[0]
type Response = Awaited<ReturnType<ConnectorHttpClient['sendRequest']>>
type Attempt = { taken: true; status: number; body: string } | { taken: false; again: boolean; why: string }

async function attemptOf(request: Request, signal: AbortSignal): Promise<Attempt> {
  try {
    const { url, method, body } = request
    const response = await fetch(url, { method, headers: request.headers.rawHeaders(), body, signal, redirect: 'manual' })
    // Only the id that the channel gave the reply is of use, and no caller of ours uses it.
    await response.body?.cancel()
    const { ok, status } = response
    return ok ? { taken: true, status, body: '{}' } : { taken: false, again: NOT_TAKEN.has(status), why: `it answered ${status}` }
  } catch (error) {
    if (signal.aborted) return { taken: false, again: false, why: 'it did not answer in time' }
    const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
    return { taken: false, again: NOT_REACHED.has(code), why: `it cannot be reached (${code || 'no connection'})` }
  }
}

/** The SDK reads the body alone. */
const NO_HEADERS = { toJson: () => ({}) } as unknown as Response['headers']
