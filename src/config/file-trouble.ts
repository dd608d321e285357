import { dirname } from 'node:path'

const sentences: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'a part of its path is not a folder',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
}

/** Why a file could not be read or written, as the end of a sentence, without the names of system calls. */
export function fileTrouble(error: unknown, path: string): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return `there is no folder ${dirname(path)}`
  return sentences[code] ?? (error instanceof Error ? error.message : String(error))
}

export function isMissingFile(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
