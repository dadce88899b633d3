import type { TurnContext } from './sdk.js'

const FORGET = Symbol('forget')

/** Asks whoever keeps the conversation to delete all of it once the turn is over. */
export const askToForget = (context: TurnContext): void => void context.turnState.set(FORGET, true)

/** Whether the user asked, in this turn, for everything kept of them to be deleted. */
export const isToBeForgotten = (context: TurnContext): boolean => context.turnState.get(FORGET) === true
