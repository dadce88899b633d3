import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { z } from 'zod'
import { MalgwiError } from '../errors.js'
import type { AspectFamily } from './aspects.js'

const schema = z.record(z.string(), z.array(z.coerce.string()).min(1))

/** The folder dialogs/ of this checkout. */
const DIALOGS = fileURLToPath(new URL('../../dialogs/', import.meta.url))

/**
 * What columns of marked reviews speak of, in the words of `dialogs/<domain>/columns.yaml`; a column that is not there is the domain's
 * family of that name, or else the bare word.
 *
 * @throws MalgwiError DOMAIN_FILE
 */
export function readAspectColumns(
  domain: { name: string; aspects: readonly AspectFamily[] },
  columns: readonly string[],
  directory = DIALOGS,
): AspectFamily[] {
  const table = readTable(domain.name, directory)
  return columns.map((name) => {
    const words = table.get(name) ?? domain.aspects.find((family) => family.name === name)?.words ?? [name]
    return { name, words, display: {} }
  })
}

function readTable(domain: string, directory: string): Map<string, string[]> {
  if (!/^[\w-]+$/.test(domain)) return new Map()
  const path = join(directory, domain, 'columns.yaml')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return new Map()
  }
  try {
    return new Map(Object.entries(schema.parse(load(text))))
  } catch (error) {
    throw new MalgwiError('DOMAIN_FILE', `${path}: ${(error as Error).message.split('\n')[0]}`)
  }
}
