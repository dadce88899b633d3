import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { z } from 'zod'
import { MalgwiError } from '../errors.js'

const strings = z.array(z.coerce.string()).default([])
const group = z.strictObject({
  /** What the catalogue writes for it; its own name always counts. */
  catalogue: strings,
  /** What people write for it. */
  words: strings,
  /** Lemmas that ask for it by how it feels (무섭다 → 공포). */
  feels: strings,
})
const groups = z.record(z.string(), group).default({})
const years = z.number().int()

/** How wishes are said in a domain, as `dialogs/<domain>/wishes.yaml` has it. */
export type WishWords = z.output<typeof schema>
export type WishGroup = z.output<typeof group>

const schema = z.strictObject({
  genres: groups,
  countries: groups,
  /** Words for all countries but those named: 외국 → all but 한국. */
  abroad: z.record(z.string(), strings).default({}),
  /** Words for several countries. */
  regions: z.record(z.string(), strings).default({}),
  /** Years before the catalogue's newest: `from: 3` is the newest and the three before it, `to: 25` what is older than that. */
  times: z.array(z.strictObject({ words: strings, from: years.optional(), to: years.optional() })).default([]),
  /** More words of the domain's aspects that are asked for and hardly written of: 슬프다 → 감동. Lemmas. */
  aspects: z.record(z.string(), strings).default({}),
  /** Who comes along, by how that is told, and what is kept from them; `phrases` name them by a rating. */
  company: z
    .record(z.string(), z.strictObject({ words: strings, phrases: strings, withoutGenres: strings, withoutAspects: strings }))
    .default({}),
  /** How the words begin that say what the company will do: 볼, 보기, 데리고. */
  watched: strings,
  /** What the items are called in wishes: '한국 것', '액션물'. */
  nouns: strings,
  /** How the words begin that follow a person's name: 나오는, 감독. */
  roles: strings,
  /** How the words begin that ask for something: '공포 추천해줘', '액션 땡긴다'. */
  asks: strings,
  /** Names of people that are words as well: people only where one of the roles follows. */
  ordinary: strings,
})

export const NO_WISH_WORDS: WishWords = schema.parse({})

/** The folder dialogs/ of this checkout. */
const DIALOGS = fileURLToPath(new URL('../../dialogs/', import.meta.url))

/**
 * Reads a domain's wishes; those of a domain that has none are understood by its aspects, years and people alone.
 *
 * @param domain a folder under `directory`; any string, for it comes from a bundle
 * @throws MalgwiError DOMAIN_FILE
 */
export function readWishWords(domain: string, directory = DIALOGS): WishWords {
  if (!/^[\w-]+$/.test(domain)) return NO_WISH_WORDS
  const path = join(directory, domain, 'wishes.yaml')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NO_WISH_WORDS
    throw error
  }
  return parseWishWords(text, path)
}

/** Reads the text of a wishes file; `path` is only named in errors. @throws MalgwiError DOMAIN_FILE */
export function parseWishWords(text: string, path: string): WishWords {
  let data: unknown
  try {
    data = load(text)
  } catch (error) {
    throw new MalgwiError('DOMAIN_FILE', `${path}: ${(error as Error).message.split('\n')[0]}`)
  }
  const parsed = schema.safeParse(data ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new MalgwiError('DOMAIN_FILE', `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}`)
}

/** Every genre, country and time that a domain's wishes know. */
export function plainWords({ genres, countries, regions, abroad, times }: WishWords): string[] {
  const groups = [...Object.entries(genres), ...Object.entries(countries)]
  return [
    ...groups.flatMap(([name, { words }]) => [name, ...words]),
    ...Object.keys(regions),
    ...Object.keys(abroad),
    ...times.flatMap(({ words }) => words),
  ].map((word) => word.toLowerCase())
}
