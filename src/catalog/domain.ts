import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { z } from 'zod'
import { MalgwiError } from '../errors.js'
import type { AspectFamily } from './aspects.js'
import type { TitleHints } from './title-context.js'

/** What a domain is about, as `dialogs/<domain>/domain.yaml` says it. */
export interface Domain {
  name: string
  /** In the order of the classes. */
  targets: string[]
  aspects: AspectFamily[]
  /** Slang and what it stands for: 노잼 → 재미없다. */
  slang: Record<string, string>
  titles: TitleHints
}

// Short lists are written as lists, long ones as text with spaces between the words.
const words = z.union([z.array(z.coerce.string()), z.string().transform((text) => text.split(/\s+/).filter(Boolean))])

const family = z.union([
  words.transform((list) => ({ words: list, display: {} })),
  z.strictObject({ words, display: z.record(z.string(), z.string()).default({}) }),
])

const schema = z
  .strictObject({
    name: z.string().min(1),
    targets: z.array(z.string().min(1)).min(2),
    aspects: z.record(z.string().min(1), family).default({}),
    slang: z.record(z.string(), z.string()).default({}),
    titles: z
      .strictObject({
        nouns: words.default([]),
        seen: words.default([]),
        judged: words.default([]),
        ordinary: words.default([]),
        replies: words.default([]),
      })
      .prefault({}),
  })
  .superRefine((domain, context) => {
    const owner = new Map<string, string>()
    for (const [name, { words: list, display }] of Object.entries(domain.aspects)) {
      if (list.length === 0) context.addIssue({ code: 'custom', path: ['aspects', name], message: 'has no words' })
      for (const word of list) {
        const other = owner.get(word)
        if (other) context.addIssue({ code: 'custom', path: ['aspects', name], message: `${word} belongs to ${other} already` })
        owner.set(word, name)
      }
      for (const target of Object.keys(display))
        if (!domain.targets.includes(target))
          context.addIssue({ code: 'custom', path: ['aspects', name], message: `${target} is no target of this domain` })
    }
  })

/**
 * Reads a domain file.
 * @throws MalgwiError DOMAIN_FILE with path and key of the first thing that is wrong; FILE_NOT_FOUND
 */
export function readDomain(path: string): Domain {
  let source: string
  try {
    source = readFileSync(path, 'utf8')
  } catch {
    throw new MalgwiError('FILE_NOT_FOUND', path)
  }
  return parseDomain(source, path)
}

/** Reads the text of a domain file; `path` is only named in errors. */
export function parseDomain(source: string, path: string): Domain {
  let data: unknown
  try {
    data = load(source)
  } catch (error) {
    throw new MalgwiError('DOMAIN_FILE', `${path}: ${(error as Error).message.split('\n')[0]}`)
  }
  const parsed = schema.safeParse(data)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const key = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
    const message = issue.code === 'unrecognized_keys' ? 'is no key of a domain file' : issue.message
    throw new MalgwiError('DOMAIN_FILE', `${path}: ${key.join('.') || 'the file'}: ${message}`)
  }
  const { aspects, ...rest } = parsed.data
  return { ...rest, aspects: Object.entries(aspects).map(([name, { words: list, display }]) => ({ name, words: list, display })) }
}
