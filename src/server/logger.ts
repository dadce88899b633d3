import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config/config.js'

/** JSON, a line an event. Written to standard error unless a destination is given. */
export function createLogger(
  { logLevel }: Pick<Config, 'logLevel'>,
  destination: DestinationStream = pino.destination(2),
): Logger {
  return pino(
    { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: levelName } },
    destination,
  )
}

const levelName = (level: string) => ({ level })

/**
 * What may be logged of an error: its kind, its code and where it was thrown. Not its message: those of parsers and databases quote what they
 * were given, and that may be somebody's words.
 */
export function describeError(error: unknown): { name: string; code?: string; at: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] }
  const code = (error as NodeJS.ErrnoException).code
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, ...(typeof code === 'string' ? { code } : {}), at: frames.map((line) => line.trim()).slice(0, 8) }
}
