import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { MalgwiError } from '../../errors.js'
import type { Answer, Call, Route } from '../route.js'
import type { Services } from '../services.js'

const WEB = new URL('../../../web/', import.meta.url)
/** Put there by scripts/webchat.mjs; without it the page says what to run. */
const WEB_CHAT = new URL('../../../.malgwi/webchat/webchat.js', import.meta.url)
/** Names that lead nowhere else: no segment begins with a dot. */
const NAME = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}
const COMPRESSED = new Set(['.ico', '.png', '.woff2'])
const zip = promisify(gzip)

interface Kept {
  tag: string
  bytes: Buffer
  gzipped: Buffer | null
}

/**
 * The chat page: web/index.html at /, what it loads under /web/, Web Chat's own bundle at /webchat.js. Files are read again when they change, kept in
 * memory with their gzip, and asked after with every load (ETag).
 */
export function pageRoutes({ config }: Pick<Services, 'config'>): Route[] {
  const files = new Map<string, Kept>()
  const headers = {
    'content-security-policy': contentSecurityPolicy(config.allowedOrigins),
    // Pages of allowed origins may load Web Chat from here.
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
  }
  const serve = async (call: Call, url: URL): Promise<Answer> => {
    const extension = extname(url.pathname)
    const file = TYPES[extension] ? await current(files, fileURLToPath(url), !COMPRESSED.has(extension)) : null
    if (!file) throw new MalgwiError('NOT_FOUND')
    const vary = [call.response.getHeader('vary'), 'Accept-Encoding'].filter(Boolean).join(', ')
    const about = { ...headers, etag: file.tag, vary }
    if (call.headers['if-none-match'] === file.tag) return { status: 304, headers: about }
    const zipped = file.gzipped && /\bgzip\b/.test(String(call.headers['accept-encoding'] ?? ''))
    if (!zipped) return { body: file.bytes, type: TYPES[extension], headers: about }
    return { body: file.gzipped!, type: TYPES[extension], headers: { ...about, 'content-encoding': 'gzip' } }
  }
  return [
    { method: 'GET', path: '/', handle: (call) => serve(call, new URL('index.html', WEB)) },
    { method: 'GET', path: '/webchat.js', handle: (call) => serve(call, WEB_CHAT) },
    {
      method: 'GET',
      path: '/web/*',
      async handle(call) {
        const name = call.params['*']
        if (!NAME.test(name)) throw new MalgwiError('NOT_FOUND')
        return serve(call, new URL(name, WEB))
      },
    },
  ]
}

/** SHA-256 of nothing: Web Chat puts empty style elements into the page and fills them through the CSSOM, so that inline styles stay forbidden. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

/** Nothing but our own scripts, styles and images (and Web Chat's animations, which are data); nobody to talk to but us. */
function contentSecurityPolicy(allowedOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${EMPTY_STYLE}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-ancestors ${["'self'", ...allowedOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

async function current(files: Map<string, Kept>, path: string, compress: boolean): Promise<Kept | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return null
  const tag = `W/"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`
  const kept = files.get(path)
  if (kept?.tag === tag) return kept
  const bytes = await readFile(path)
  const read = { tag, bytes, gzipped: compress ? await zip(bytes) : null }
  files.set(path, read)
  return read
}
