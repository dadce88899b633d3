import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'
import { MalgwiError } from '../errors.js'
import { INTENTS } from './intent-names.js'
import { ACTIONS, MESSAGES } from './messages.js'
import { particlePairs } from './particles.js'

/** The texts of a domain as they stand in dialogs/<domain>/ko.yaml. */
export interface Script {
  messages: Record<string, string[]>
  actions: Record<string, string>
  aspects: Record<string, AspectForms>
  praise: string
  without: string
  vague: string[]
  /** What is offered only to who asks for it: genres, and aspects of which others say little. */
  unasked: { genres: string[]; aspects: string[] }
  /** What somebody new may say first. */
  starters: string[]
}

/** How one aspect is spoken of; what is missing is the aspect's own name. */
export interface AspectForms {
  disliked?: string
  liked?: string
  noun?: string
  praise?: string
  /** Of a film of which hardly anybody says so: '무섭다는 말이 적은'. */
  without?: string
  /** The aspect to look for instead, where praise for this one says little: who minded 억지 may like a good 스토리. */
  counterpart?: string
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g

/** What is wrong with a text that uses parameters, or null. */
function badPlaceholder(text: string, allowed: readonly string[]): string | null {
  for (const [whole, inside] of text.matchAll(PLACEHOLDER)) {
    const [name, pair] = inside.split(',').map((part) => part.trim())
    if (!allowed.includes(name)) return `${whole} is not known here (known: ${allowed.join(', ') || 'none'})`
    if (pair !== undefined && !particlePairs.includes(pair))
      return `${whole} asks for a particle that is not known (known: ${particlePairs.join(', ')})`
  }
  return null
}

const line = (allowed: readonly string[]) =>
  z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const problem = badPlaceholder(text, allowed)
      if (problem) context.addIssue(problem)
    })

const variants = (allowed: readonly string[]) =>
  z.union([line(allowed).transform((text) => [text]), z.array(line(allowed)).min(1)], {
    error: 'must be a text or a list of texts with known parameters',
  })

const shapeOf = <T extends z.ZodType>(table: Record<string, readonly string[]>, schema: (allowed: readonly string[]) => T) =>
  z.strictObject(Object.fromEntries(Object.entries(table).map(([key, allowed]) => [key, schema(allowed)])))

const scriptSchema = z.strictObject({
  messages: shapeOf(MESSAGES, variants),
  actions: shapeOf(ACTIONS, line),
  aspects: z.record(
    z.string(),
    z.strictObject({
      disliked: z.string().optional(),
      liked: z.string().optional(),
      noun: z.string().optional(),
      praise: z.string().optional(),
      without: z.string().optional(),
      counterpart: z.string().optional(),
    }),
  ),
  praise: line(['aspect']),
  without: line(['aspect']),
  vague: z.array(z.string()),
  unasked: z.strictObject({ genres: z.array(z.string()).default([]), aspects: z.array(z.string()).default([]) }).prefault({}),
  starters: z.array(z.string().min(1)).default([]),
})

const words = z.array(z.string().min(1))
const intentSchema = z.strictObject({
  whole: words.optional(),
  starts: words.optional(),
  ends: words.optional(),
  has: words.optional(),
  /** What is asked for with one of the `asking`: 감독 + 이 누구야. */
  names: words.optional(),
})
const LISTS = [
  'fillers',
  'asides',
  'scene',
  'idle',
  'hollow',
  'binds',
  'seen',
  'tails',
  'particles',
  'compared',
  'joiners',
  'sentences',
  'links',
  'orders',
  'probe',
  'asking',
  'pointing',
  'generic',
  'bare',
  'instead',
  'refused',
  'similar',
] as const
const listsSchema = {
  ...(Object.fromEntries(LISTS.map((name) => [name, words])) as Record<(typeof LISTS)[number], typeof words>),
  ordinals: z.array(words),
}
const intentNames = z.enum(INTENTS)
/** The base has every intent and list; a domain's additions have what they like. */
const baseIntentsSchema = z.strictObject({ intents: z.record(intentNames, intentSchema), ...listsSchema })
const moreIntentsSchema = z
  .strictObject({ intents: z.partialRecord(intentNames, intentSchema).default({}), ...listsSchema })
  .partial()

export type IntentLists = z.infer<typeof baseIntentsSchema>

/**
 * Reads what is said in a domain, or dialogs/default/ where it has no ko.yaml.
 * @throws MalgwiError TEXTS_BROKEN naming the file and the first key that is missing, unknown or wrong
 */
export function readScript(directory: string, domain: string): Script {
  const own = join(directory, domain, 'ko.yaml')
  const text = readOptional(own)
  if (text !== null) return parseYaml(own, text, scriptSchema)
  const fallback = join(directory, 'default', 'ko.yaml')
  return parseYaml(fallback, readRequired(fallback), scriptSchema)
}

/**
 * Reads what is understood: dialogs/default/ko.intents.yaml with the domain's own words added to it.
 * @throws MalgwiError TEXTS_BROKEN as `readScript`
 */
export function readIntents(directory: string, domain: string): IntentLists {
  const basePath = join(directory, 'default', 'ko.intents.yaml')
  const base = parseYaml(basePath, readRequired(basePath), baseIntentsSchema)
  const ownPath = join(directory, domain, 'ko.intents.yaml')
  const ownText = domain === 'default' ? null : readOptional(ownPath)
  if (ownText === null) return base
  const own = parseYaml(ownPath, ownText, moreIntentsSchema)
  const join2 = (first: string[] | undefined, second: string[] | undefined) => [...(first ?? []), ...(second ?? [])]
  const intents = Object.fromEntries(
    INTENTS.map((name) => {
      const [first, second] = [base.intents[name], own.intents?.[name]]
      return [
        name,
        {
          whole: join2(first.whole, second?.whole),
          starts: join2(first.starts, second?.starts),
          ends: join2(first.ends, second?.ends),
          has: join2(first.has, second?.has),
          names: join2(first.names, second?.names),
        },
      ]
    }),
  ) as IntentLists['intents']
  const lists = Object.fromEntries(LISTS.map((name) => [name, join2(base[name], own[name])])) as Pick<
    IntentLists,
    (typeof LISTS)[number]
  >
  return { intents, ...lists, ordinals: base.ordinals.map((choice, place) => join2(choice, own.ordinals?.[place])) }
}

function readOptional(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

function readRequired(path: string): string {
  const text = readOptional(path)
  if (text === null) throw new MalgwiError('TEXTS_BROKEN', `${path} does not exist`)
  return text
}

function parseYaml<T extends z.ZodType>(path: string, text: string, schema: T): z.infer<T> {
  let data: unknown
  try {
    data = load(text)
  } catch (error) {
    throw new MalgwiError('TEXTS_BROKEN', `${path}: ${(error as Error).message.split('\n')[0]}`)
  }
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], data)
  const problem = value === undefined ? 'is missing' : describe(issue)
  throw new MalgwiError('TEXTS_BROKEN', `${path}: ${[issue.path.join('.'), problem].filter(Boolean).join(': ')}`)
}

/** A union's own message hides which text is wrong: the deepest issue inside it says. */
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find((one) => one.code === 'custom')
    if (inner) return inner.message
  }
  return issue.message
}
