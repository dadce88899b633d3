import { MalgwiError } from '../errors.js'

/**
 * Reads `text=body,rating=stars` into `{ text: 'body', rating: 'stars' }`.
 *
 * @throws MalgwiError USAGE
 */
export function readColumns(written: string | undefined): Record<string, string> | undefined {
  if (written === undefined) return undefined
  return Object.fromEntries(
    written.split(',').map((part) => {
      const at = part.indexOf('=')
      if (at < 1 || at === part.length - 1) {
        throw new MalgwiError('USAGE', `--columns: "${part}" is no field=column; write e.g. text=body,rating=stars,item=product.`)
      }
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    }),
  )
}
