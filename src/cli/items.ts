import { type BundleOptions, open } from './open.js'
import { itemsTsv } from '../catalog/items.js'

export async function items(options: BundleOptions): Promise<void> {
  const { catalog } = await open(options)
  process.stdout.write(itemsTsv(catalog.items))
}
