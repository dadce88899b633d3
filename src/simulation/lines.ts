import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'
import { withParticle } from '../bot/particles.js'
import { FEELINGS } from '../bot/texts.js'
import { MalgwiError } from '../errors.js'

const list = z.array(z.string().min(1)).min(1)
/** Lines in 반말 and in 존댓말. */
const lines = z.strictObject({ casual: list, polite: list })
const byFeeling = z.strictObject({ disliked: lines, liked: lines, neutral: lines })

const schema = z.strictObject({
  openings: z
    .array(
      z.strictObject({
        kind: z.string().min(1),
        weight: z.number().positive(),
        /** It asks for a film, and says nothing of how one was. */
        wish: z.boolean().default(false),
        /** It says nothing yet; what follows is another opening. */
        greets: z.boolean().default(false),
        feelings: z.array(z.enum(FEELINGS)).default([...FEELINGS]),
        ...lines.shape,
      }),
    )
    .min(1),
  feelings: byFeeling,
  said: byFeeling,
  film: lines,
  filmAgain: lines,
  filmForgotten: lines,
  again: lines,
  picked: lines,
  numbers: lines,
  none: lines,
  ownWords: lines,
  ownWordsLiked: lines,
  ownWordsWished: lines,
  seen: lines,
  own: lines,
  refuse: lines,
  shun: lines,
  turn: lines,
  why: lines,
  accept: lines,
  leave: lines,
  tails: list,
  aspects: z.record(
    z.string(),
    z.strictObject({
      names: list,
      disliked: list.optional(),
      liked: list.optional(),
      wish: list.or(z.literal(false)).optional(),
    }),
  ),
})

/** What simulated users say, as dialogs/<domain>/simulation.yaml has it. */
export type Lines = z.infer<typeof schema>
export type Opening = Lines['openings'][number]
export type Situation = { [K in keyof Lines]: Lines[K] extends z.infer<typeof lines> ? K : never }[keyof Lines]

/**
 * @param domain a folder under `directory`; in one that does not exist users speak as in default/
 * @throws MalgwiError TEXTS_BROKEN naming the file and what is missing or wrong in it
 */
export function readLines(directory: string, domain: string): Lines {
  const fileOf = (folder: string) => join(directory, folder, 'simulation.yaml')
  // The name comes from a bundle, which may be anybody's.
  const own = /^[\w-]+$/.test(domain) ? fileOf(domain) : undefined
  const path = own !== undefined && existsSync(own) ? own : fileOf('default')
  const broken = (what: string) => new MalgwiError('TEXTS_BROKEN', `${path}: ${what}`)
  let content: unknown
  try {
    content = load(readFileSync(path, 'utf8'))
  } catch (error) {
    throw broken((error as Error).message.split('\n')[0])
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw broken(`${issue.path.join('.')}: ${issue.message}`)
}

const PLACEHOLDER = /\{\{(\w+)(?:,\s*([^{}]+?)\s*)?\}\}/g

/**
 * A line with its placeholders filled.
 * @throws RangeError where a value is missing
 */
export function filled(line: string, values: Record<string, string>): string {
  return line.replace(PLACEHOLDER, (whole, name: string, pair?: string) => {
    const value = values[name]
    if (value === undefined) throw new RangeError(`${whole} has no value in '${line}'`)
    return pair ? withEither(value, pair) : value
  })
}

/** 이요/요 and the like, which the bot never says, go as 이/가 does. */
function withEither(word: string, pair: string): string {
  if (KNOWN.has(pair)) return withParticle(word, pair)
  const [closed, open] = pair.split('/')
  return word + (withParticle(word, '이/가').endsWith('이') ? closed : open)
}
const KNOWN = new Set(['은/는', '이/가', '을/를', '과/와', '이라는/라는', '이라고/라고', '이에요/예요', '이랑/랑'])
