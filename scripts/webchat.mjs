// Fetches Web Chat's finished bundle, which the page at / shows the conversation with, into .malgwi/webchat/. As an ordinary
// dependency botframework-webchat brings 486 MB of packages; its tarball alone has the one file that is needed. Run by
// `npm install` (prepare). Does nothing where the file is there already; where it cannot be had, says so and lets the install go on.
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'

const PACKAGE = 'botframework-webchat@4.18.1'
/** The tarball as the registry signs for it: `npm view botframework-webchat@4.18.1 dist.integrity`. */
const TARBALL = 'sha512-7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg=='
/** The full build: webchat-minimal.js, half its size, has no renderer of Adaptive Cards. */
const BUNDLE = 'sha512-/QHdP14QBRIOHw8gBEffy7VpWq0cTaGkr70Sg3ceo6KO0gaHOIWbC7OXB0Rmqp7sV1c/PU5zDh8p23uz8L88+A=='
/** Member of the tarball to file of ours. */
const MEMBERS = {
  'package/dist/webchat.js': 'webchat.js',
  'package/dist/webchat.js.LICENSE.txt': 'webchat.js.LICENSE.txt',
}
const LARGEST_MEMBER = 16 * 1024 * 1024
const MOST_MILLISECONDS = 120_000

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, '.malgwi', 'webchat')
const target = join(folder, 'webchat.js')

const integrity = (bytes) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`
const isThere = async () => existsSync(target) && integrity(await readFile(target)) === BUNDLE

/** How to start npm without a shell: the one that runs this script, or the one that came with this Node, or the one on the path. */
function npm() {
  const beside = dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath,
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const cli = candidates.find((path) => path && basename(path) === 'npm-cli.js' && existsSync(path))
  return cli ? [process.execPath, cli] : ['npm']
}

/** Lets npm bring the tarball, from whichever registry or mirror it is set to. Returns its path in `into`. */
async function pack(into) {
  const [command, ...first] = npm()
  const options = [
    '--pack-destination',
    into,
    '--ignore-scripts',
    '--loglevel=error',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--fetch-timeout=60000',
  ]
  const child = spawn(command, [...first, 'pack', PACKAGE, ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: MOST_MILLISECONDS,
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2_000)
  })
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) {
    const lines = said.split('\n').filter((line) => line.startsWith('npm error '))
    const reason = lines.find((line) => /failed|not found|denied|forbidden/i.test(line)) ?? lines[0]
    throw new Error(
      reason?.replace(/^npm error (network )?/, '').replace(/\.$/, '') ?? `npm pack ended with ${code ?? 'a time-out'}`,
    )
  }
  return join(into, `${PACKAGE.replace('@', '-')}.tgz`)
}

/** The members that are wanted, by the names they are kept under. */
async function extract(tarball) {
  const { default: tar } = await import('tar-stream')
  const found = new Map()
  const unpacked = createReadStream(tarball).pipe(createGunzip()).pipe(tar.extract())
  for await (const entry of unpacked) {
    const name = MEMBERS[entry.header.name]
    if (name && entry.header.type === 'file' && entry.header.size <= LARGEST_MEMBER) {
      const chunks = []
      for await (const chunk of entry) chunks.push(chunk)
      found.set(name, Buffer.concat(chunks))
    } else {
      entry.resume()
    }
  }
  return found
}

/** Whole or not at all, also where another install does the same at this moment. */
async function put(name, bytes) {
  const draft = join(folder, `.${name}.${randomUUID()}`)
  try {
    await writeFile(draft, bytes)
    await rename(draft, join(folder, name))
  } catch (error) {
    await rm(draft, { force: true })
    // Windows refuses to replace a file that is being read; the other install has put the same one there.
    if (!(await isThere())) throw error
  }
}

async function fetchBundle() {
  const drafts = await mkdtemp(join(tmpdir(), 'malgwi-webchat-'))
  try {
    const tarball = await pack(drafts)
    if (integrity(await readFile(tarball)) !== TARBALL) throw new Error('the tarball is not the one that was pinned')
    const files = await extract(tarball)
    if (integrity(files.get('webchat.js') ?? '') !== BUNDLE) throw new Error('the tarball lacks the bundle that was pinned')
    await mkdir(folder, { recursive: true })
    // The bundle last: where it is, all of it is.
    for (const name of Object.values(MEMBERS).reverse()) await put(name, files.get(name))
  } finally {
    await rm(drafts, { recursive: true, force: true })
  }
}

if (!(await isThere())) {
  try {
    await fetchBundle()
    process.stdout.write(`Web Chat (${PACKAGE}) is in ${target}\n`)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    process.stdout.write(
      `Web Chat could not be fetched (${reason}). All but the chat page at / works; for that, run: node scripts/webchat.mjs\n`,
    )
  }
}
