import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Environment } from './env-overrides.ts'
import { fileTrouble } from './file-trouble.ts'

/** What the commands that need no server touch of the world. */
export interface OfflineIo {
  readonly env: Environment
  readonly version: string
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  readonly exists: (path: string) => boolean
  /** Throws if the file cannot be read. */
  readonly readFile: (path: string) => string
  /** Writes for the owner only (mode 0600): all of them, each whole, or none. Throws `NotWritten` if one cannot be written. */
  readonly writeFiles: (files: readonly NewFile[]) => void
  /** A new secret of 64 characters. */
  readonly makeToken: () => string
}

export type NewFile = readonly [path: string, text: string]

/** Why a file was not written, as the end of a sentence. */
export class NotWritten extends Error {
  readonly path: string
  constructor(path: string, why: string, cause: unknown) {
    super(why, { cause })
    this.path = path
  }
}

export function nodeIo(version: string): OfflineIo {
  return {
    env: process.env,
    version,
    print: (text) => void process.stdout.write(`${text}\n`),
    printError: (text) => void process.stderr.write(`${text}\n`),
    exists: existsSync,
    readFile: (path) => readFileSync(path, 'utf8'),
    writeFiles: replaceFiles,
    makeToken: () => randomBytes(48).toString('base64url'),
  }
}

function replaceFiles(files: readonly NewFile[]): void {
  const beside = (path: string) => `${path}.${process.pid}.new`
  let at = ''
  try {
    for (const [path, text] of files) {
      at = path
      if (existsSync(path) && statSync(path).isDirectory()) throw new NotWritten(path, 'it is a folder', undefined)
      writeFileSync(beside(path), text, { mode: 0o600, flag: 'wx' })
    }
    for (const [path] of files) renameSync(beside(path), path)
  } catch (error) {
    for (const [path] of files) rmSync(beside(path), { force: true })
    throw error instanceof NotWritten ? error : new NotWritten(at, fileTrouble(error, at), error)
  }
}
