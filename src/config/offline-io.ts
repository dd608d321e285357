import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Environment } from './env-overrides.ts'

/** What the commands that need no server touch of the world. */
export interface OfflineIo {
  readonly env: Environment
  readonly version: string
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  readonly exists: (path: string) => boolean
  /** Throws if the file cannot be read. */
  readonly readFile: (path: string) => string
  /** Writes for the owner only (mode 0600), whole or not at all. Throws if it cannot be written. */
  readonly writeFile: (path: string, text: string) => void
  /** A new secret of 64 characters. */
  readonly makeToken: () => string
}

export function nodeIo(version: string): OfflineIo {
  return {
    env: process.env,
    version,
    print: (text) => void process.stdout.write(`${text}\n`),
    printError: (text) => void process.stderr.write(`${text}\n`),
    exists: existsSync,
    readFile: (path) => readFileSync(path, 'utf8'),
    writeFile: replaceFile,
    makeToken: () => randomBytes(48).toString('base64url'),
  }
}

function replaceFile(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' })
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}
