import { z } from 'zod'
import { MalgwiError } from '../errors.js'

const text = z.string().min(1)
const whole = (least: number, most: number) => {
  const error = `give a whole number from ${least} to ${most}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}
const oneOf = <const T extends readonly string[]>(...names: T) => z.enum(names, { error: `give one of ${names.join(', ')}` })
const origin = z
  .url({ protocol: /^https?$/, error: ({ input }) => `${quoted(input)} is no origin: give e.g. ${originLike(input)}` })
  .transform((url) => new URL(url).origin)

/** Every variable that is read, with its default. An empty one counts as not set, as .env files write it. */
const Environment = z.object({
  BUNDLE: text.optional(),
  MALGWI_ENGINE: oneOf('onnxruntime', 'tfjs').default('onnxruntime'),
  MALGWI_THREADS: whole(1, 64).default(1),
  HOST: text.default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3978),
  DATABASE_URL: text.default('file:.malgwi/state.db'),
  RETENTION_DAYS: whole(1, 3_650).default(30),
  ALLOWED_ORIGINS: text
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(origin))
    .default([]),
  DIRECT_LINE_SECRET: z.string().min(16, 'give 16 characters or more').optional(),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent').default('info'),
  MicrosoftAppId: text.optional(),
  MicrosoftAppPassword: text.optional(),
  MicrosoftAppType: oneOf('MultiTenant', 'SingleTenant', 'UserAssignedMSI').default('MultiTenant'),
  MicrosoftAppTenantId: text.optional(),
})

export interface Config {
  /** Folder of the bundle; undefined: the one that ships. */
  bundle: string | undefined
  engine: 'onnxruntime' | 'tfjs'
  /** Threads of the tensor engine for one utterance; one is fastest for short ones. */
  threads: number
  /** Where the server listens. Port 0 takes any free one. */
  host: string
  port: number
  /** Where conversations are kept: file:PATH. */
  databaseUrl: string
  /** A conversation in which nothing was said for this long is deleted. */
  retentionDays: number
  /** Origins of other pages that may talk to the server, e.g. https://shop.example. */
  allowedOrigins: readonly string[]
  /** Who wants a Direct Line token must show it, where it is set. */
  directLineSecret: string | undefined
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** The app's registration with the Bot Framework; undefined: local clients only. */
  credentials: Credentials | undefined
}

/** Named as the Bot Framework names them. */
export interface Credentials {
  MicrosoftAppId: string
  MicrosoftAppPassword: string | undefined
  MicrosoftAppType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  MicrosoftAppTenantId: string | undefined
}

/**
 * Reads the settings that come from the environment. The only reader of process.env.
 *
 * @throws MalgwiError CONFIG_INVALID, naming the variable
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new MalgwiError('CONFIG_INVALID', `${String(issue.path[0])}: ${issue.message}`)
  }
  const { data } = parsed
  return {
    bundle: data.BUNDLE,
    engine: data.MALGWI_ENGINE,
    threads: data.MALGWI_THREADS,
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    retentionDays: data.RETENTION_DAYS,
    allowedOrigins: data.ALLOWED_ORIGINS,
    directLineSecret: data.DIRECT_LINE_SECRET,
    logLevel: data.LOG_LEVEL,
    credentials: credentialsOf(data),
  }
}

const quoted = (given: unknown): string => `'${String(given).slice(0, 60)}'`

/** What may have been meant: a host without its scheme is one that https reaches. */
function originLike(given: unknown): string {
  return /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(String(given)) ? `https://${given}` : 'https://shop.example'
}

function credentialsOf(data: z.output<typeof Environment>): Credentials | undefined {
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId } = data
  const wrong = (what: string) => new MalgwiError('CONFIG_INVALID', what)
  if (!MicrosoftAppId) {
    if (MicrosoftAppPassword) throw wrong('MicrosoftAppPassword is set, MicrosoftAppId is not')
    return undefined
  }
  if (!MicrosoftAppPassword && MicrosoftAppType !== 'UserAssignedMSI')
    throw wrong('MicrosoftAppId is set, MicrosoftAppPassword is not')
  if (!MicrosoftAppTenantId && MicrosoftAppType !== 'MultiTenant')
    throw wrong(`MicrosoftAppType ${MicrosoftAppType} needs MicrosoftAppTenantId`)
  return { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId }
}
