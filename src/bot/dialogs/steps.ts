/** How a child dialog tells the one that began it not to go on. */
export interface Ending {
  /** reroute: the user said something else, and the main dialog shall hear it; stop: all is said. */
  ending: 'reroute' | 'stop'
}
export const REROUTE: Ending = { ending: 'reroute' }
export const STOP: Ending = { ending: 'stop' }

/** How often a question is asked again before whatever was answered is heard as something new. */
export const RETRIES = 2

export const isEnding = (result: unknown): result is Ending => typeof (result as Ending | undefined)?.ending === 'string'
export const isReroute = (result: unknown): boolean => isEnding(result) && result.ending === 'reroute'
