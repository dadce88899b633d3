import { verifyBundle } from '../bundle/verify.js'
import { MalgwiError } from '../errors.js'
import { type BundleOptions, bundleFolder } from './open.js'
import { printJson, printLine } from './output.js'

export async function verify(dir: string | undefined, options: BundleOptions & { json?: boolean }): Promise<void> {
  const folder = dir ?? bundleFolder(options)
  const report = verifyBundle(folder)
  if (options.json) printJson(report)
  else for (const { name, ok, detail } of report.files) printLine(`${ok ? 'ok ' : 'BAD'} ${name} ${detail}`)
  const bad = report.files.filter((file) => !file.ok)
  if (bad.length > 0) throw new MalgwiError('BUNDLE_CORRUPT', `${bad.map((file) => file.name).join(', ')} in ${folder}`)
}
