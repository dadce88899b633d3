import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { MalgwiError } from '../errors.js'

/** What can be done where the system refuses a file or a folder, by its error code. */
const REFUSED: Record<string, (path: string) => string> = {
  EACCES: (path) => `${path} may not be read or written by this user`,
  EPERM: (path) => `${path} may not be read or written by this user`,
  EROFS: (path) => `${path} is on a disk that is read-only`,
  EISDIR: (path) => `${path} is a folder, and a file is needed`,
  ENOTDIR: (path) => `a part of ${path} is a file, and a folder is needed`,
  ENOTEMPTY: (path) => `${path} is a folder with something in it`,
  ENOSPC: (path) => `there is no space left for ${path}`,
  EDQUOT: (path) => `there is no space left for ${path}`,
  ENAMETOOLONG: () => 'the path is too long',
  ELOOP: (path) => `${path} is a link to itself`,
  EBUSY: (path) => `${path} is in use`,
  EIO: (path) => `the disk gives an error at ${path}`,
}

/** An error of the file system as one that says what to do; any other error as it is. */
export function withAdvice(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MalgwiError) return error
  const { code = '', syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string }
  const named = dest ?? path ?? 'what was given'
  if (code === 'ENOENT' && path !== undefined) return absent(syscall, named)
  return Object.hasOwn(REFUSED, code) ? new MalgwiError('PATH_REFUSED', REFUSED[code](named)) : error
}

function absent(syscall: string | undefined, path: string): MalgwiError {
  const folder = dirname(path)
  if (!existsSync(folder)) return new MalgwiError('FILE_NOT_FOUND', folder)
  return syscall === 'mkdir'
    ? new MalgwiError('PATH_REFUSED', `no folder can be made at ${path}`)
    : new MalgwiError('FILE_NOT_FOUND', path)
}
