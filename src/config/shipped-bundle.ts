import { fileURLToPath } from 'node:url'

/** The bundle that comes with the checkout: what is served where `BUNDLE` names no other. */
export const SHIPPED_BUNDLE = fileURLToPath(new URL('../../models/movie', import.meta.url))
