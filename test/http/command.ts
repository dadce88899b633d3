import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export interface Served {
  child: ChildProcess
  url: string
  /** What was printed to standard output beside the URL. */
  lines: string[]
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/** `malgwi serve` on any free port, as a user would start it; resolves with the line that says where it is. Ended with the test. */
export async function serve(args: readonly string[], env: Record<string, string>): Promise<Served> {
  const child = spawn(process.execPath, ['bin/malgwi.js', 'serve', '--port', '0', ...args], { env: { ...process.env, ...env } })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines: string[] = []
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  child.stderr.resume()
  const output = createInterface({ input: child.stdout })
  const [first] = (await Promise.race([once(output, 'line'), ended.then((code) => [`ended with ${code}`])])) as [string]
  output.on('line', (line) => lines.push(line))
  const url = /http:\/\/\S+$/.exec(first)?.[0]
  if (url === undefined) throw new Error(`no URL in ${first}`)
  return { child, url, lines, ended }
}
