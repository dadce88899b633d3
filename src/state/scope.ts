import { AsyncLocalStorage } from 'node:async_hooks'

interface Seen {
  version: number
  conversation: number | null
}

/** What a turn under way has read and means to write. */
export interface Scope {
  /** The items that it read, as they were then; null: there was no such item. */
  readonly seen: Map<string, Seen | null>
  /** JSON to be written; null: to be deleted. */
  readonly staged: Map<string, string | null>
  over: boolean
}

export const openScope = (): Scope => ({ seen: new Map(), staged: new Map(), over: false })

export type Scopes = AsyncLocalStorage<Scope>

export const createScopes = (): Scopes => new AsyncLocalStorage<Scope>()

/** The turn that the caller is part of, if any. */
export function scopeOf(scopes: Scopes): Scope | undefined {
  const scope = scopes.getStore()
  if (scope?.over) throw new Error('State was used by a turn that is over: something in it was not awaited.')
  return scope
}

/** Runs `body` as part of the turn. */
export async function runIn<T>(scopes: Scopes, scope: Scope, body: () => Promise<T>): Promise<T> {
  try {
    return await scopes.run(scope, body)
  } finally {
    scope.over = true
  }
}
