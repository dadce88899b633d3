import { spawn } from 'node:child_process'

export interface Finished {
  code: number | null
  out: string
  err: string
}

/** Runs `malgwi` as a user would, with `input` on its standard input. */
export function malgwi(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, ['bin/malgwi.js', ...args], { env: { ...process.env, ...env } })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part) => {
    out += part
  })
  child.stderr.setEncoding('utf8').on('data', (part) => {
    err += part
  })
  child.stdin.on('error', () => {}).end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}
