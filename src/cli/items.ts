import { itemsTsv } from '../catalog/items.js'
import { type BundleOptions, open } from './open.js'

export async function items(options: BundleOptions): Promise<void> {
  const { catalog } = await open(options)
  process.stdout.write(itemsTsv(catalog.items))
}
