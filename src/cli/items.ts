import { itemsTsv } from '../catalog/items.js'
import { type BundleOptions, open } from './open.js'
import { printJson } from './output.js'

/** Prints the items in the form that `train --items` reads: TSV, or JSONL. */
export async function items(options: BundleOptions & { json?: boolean }): Promise<void> {
  const { catalog } = await open(options)
  if (!options.json) process.stdout.write(itemsTsv(catalog.items))
  else for (const item of catalog.items) printJson(item)
}
