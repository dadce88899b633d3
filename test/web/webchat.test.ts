import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)

/** Runs the script in a checkout that has nothing but it, against a registry. */
async function fetchWebChat(registry: string) {
  const folder = await mkdtemp(join(tmpdir(), 'malgwi-webchat-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'scripts'))
  await cp('scripts/webchat.mjs', join(folder, 'scripts', 'webchat.mjs'))
  const env = { ...process.env, npm_config_registry: registry, npm_config_cache: join(folder, 'cache') }
  const { stdout, stderr } = await run(process.execPath, [join(folder, 'scripts', 'webchat.mjs')], { env })
  const kept = await readdir(join(folder, '.malgwi', 'webchat')).catch(() => [])
  return { said: stdout + stderr, kept }
}

/** A registry with a tarball of its own under the name that is asked for. */
async function registryWith(text: string): Promise<string> {
  const archive = pack()
  archive.entry({ name: 'package/package.json' }, '{"name":"botframework-webchat","version":"4.18.1"}')
  archive.entry({ name: 'package/dist/webchat.js' }, text)
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  const tarball = gzipSync(Buffer.concat(chunks))
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  const server = createServer((request, response) => {
    if (request.url!.endsWith('.tgz')) return void response.end(tarball)
    const dist = { tarball: `http://${request.headers.host}/botframework-webchat.tgz`, integrity }
    const versions = { '4.18.1': { name: 'botframework-webchat', version: '4.18.1', dist } }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name: 'botframework-webchat', 'dist-tags': { latest: '4.18.1' }, versions }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('an install goes on without Web Chat where the registry cannot be reached, and says in one line what to run', async () => {
  const { said, kept } = await fetchWebChat('http://127.0.0.1:9/')
  expect(said).toMatch(/^Web Chat could not be fetched \(.*\).*node scripts\/webchat\.mjs\n$/)
  expect(kept).toEqual([])
})

test('attack: a registry that serves another tarball under the same name and version', async () => {
  const { said, kept } = await fetchWebChat(await registryWith('alert(1)'))
  expect(said).toContain('the tarball is not the one that was pinned')
  expect(kept).toEqual([])
})
