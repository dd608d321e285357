import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

type Command = {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

type Installed = {
  readonly synapse: { readonly python: string }
  readonly heisenbridge: { readonly python: string }
  readonly inspircd: { readonly program: string; readonly modules: string }
  readonly ngircd: { readonly program: string; readonly libraries: readonly string[] }
  readonly prosody: Command
  readonly ejabberd: Command
  readonly terminal: { readonly irssi: string; readonly tmux: string; readonly libraries: readonly string[] }
  readonly weechat: { readonly program: string; readonly env: Readonly<Record<string, string>> }
  readonly profanity: { readonly program: string; readonly libraries: readonly string[] }
}

export type ServerName = keyof Installed

export const projectRoot = resolve(import.meta.dirname, '../..')

function readList(): Partial<{ [Name in ServerName]: Installed[Name] | { readonly missing: string } }> {
  const file = join(process.env['SWITCHBOARD_CACHE'] ?? join(projectRoot, '.cache'), 'installed.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/** Where the bootstrap put a server. Throws one sentence that says how to get it. */
export function installed<Name extends ServerName>(name: Name): Installed[Name] {
  const entry = readList()[name]
  if (entry === undefined) throw new Error(`${name} is not set up yet: run node scripts/bootstrap.js setup`)
  if ('missing' in entry) throw new Error(entry.missing)
  return entry as Installed[Name]
}

/**
 * For a `before` hook: on a developer's machine without the server the suite is skipped, with a loud line. In CI (the
 * variable CI is set) it fails.
 */
export function needServers(context: Mocha.Context, ...names: readonly ServerName[]): void {
  for (const name of names) {
    try {
      installed(name)
    } catch (error) {
      if (process.env['CI'] !== undefined) throw error
      console.error(`\n  *** SKIPPED, no ${name}: ${(error as Error).message}\n`)
      context.skip()
    }
  }
}
