import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Domain, readDomain } from '#src/catalog/domain.js'
import type { Item } from '#src/catalog/items.js'
import type { TitleUse } from '#src/catalog/title-use.js'

/** What the shipped bundle knows of films, as far as titles are concerned. */
export interface ShippedCatalogue {
  items: Item[]
  titleUse: TitleUse
  domain: Domain
}

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** Folder with items.json and titles.json: models/movie, or what MALGWI_TEST_CATALOGUE names. */
export const CATALOGUE = process.env.MALGWI_TEST_CATALOGUE ?? path('models/movie')

/** Reads the catalogue; null where there is none (a checkout before its first training). */
export function shippedCatalogue(): ShippedCatalogue | null {
  if (!existsSync(`${CATALOGUE}/items.json`) || !existsSync(`${CATALOGUE}/titles.json`)) return null
  const json = (name: string): unknown => JSON.parse(readFileSync(`${CATALOGUE}/${name}`, 'utf8'))
  return {
    items: json('items.json') as Item[],
    titleUse: json('titles.json') as TitleUse,
    domain: readDomain(path('dialogs/movie/domain.yaml')),
  }
}

/** Rows of a test table: cells by tab. */
export function table(name: string): string[][] {
  const text = readFileSync(path(`test/catalog/${name}`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}
