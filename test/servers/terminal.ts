import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Child, startChild } from '../support/child-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'
import { installed } from './installed.ts'

const execute = promisify(execFile)

export type IrssiOptions = {
  readonly port: number
  readonly nick: string
  readonly host?: string
  readonly realName?: string
}

/** A program in a terminal of 160 x 50 characters: what a person would type, and what they would see. */
export class Terminal {
  readonly #tmux: readonly [program: string, ...args: readonly string[]]
  readonly #server: Child
  readonly #folder: string

  constructor(parts: { tmux: readonly [string, ...(readonly string[])]; server: Child; folder: string }) {
    this.#tmux = parts.tmux
    this.#server = parts.server
    this.#folder = parts.folder
  }

  get pid(): number {
    return this.#server.pid
  }

  /** Types the text and presses Enter. */
  async type(text: string): Promise<void> {
    await this.#run('send-keys', '-l', '--', text)
    await this.press('Enter')
  }

  /** A key by tmux's name: `Enter`, `PageUp`, `M-2`. */
  async press(key: string): Promise<void> {
    await this.#run('send-keys', key)
  }

  /** What is on the screen now, lines joined by line breaks, without trailing blanks. */
  async screen(): Promise<string> {
    return (await this.#run('capture-pane', '-p', '-J')).trimEnd()
  }

  /** Resolves with the screen once it matches. */
  async sees(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    let last = ''
    const look = async () => {
      last = await this.screen()
      return pattern.test(last) ? last : undefined
    }
    return waitFor(`${pattern} on the screen`, look, { timeoutMs, detail: () => last })
  }

  /** Closes the terminal; the program gets a hang-up, as when a window is closed. */
  async stop(): Promise<void> {
    // Not our child: it may still save its settings when the terminal is gone.
    const pid = await this.#run('display-message', '-p', '#{pane_pid}').catch(() => undefined)
    await this.#server.stop()
    if (pid) await waitFor('the end of the program', () => hasEnded(Number(pid)))
    await rm(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #run(...args: readonly string[]): Promise<string> {
    const [program, ...prefix] = this.#tmux
    return (await execute(program, [...prefix, ...args])).stdout
  }
}

/** Also when nobody has asked yet how it ended; proc_pid_stat(5): the state follows the name in brackets. */
function hasEnded(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

export type ProfanityOptions = {
  readonly port: number
  /** An account of that server whose password is `password`. */
  readonly jid: string
}

type Screen = {
  readonly folder: string
  readonly command: readonly string[]
  /** Where the program's own libraries lie. */
  readonly programLibraries: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

async function openTerminal({ folder, command, programLibraries, env }: Screen): Promise<Terminal> {
  const { tmux: program, libraries } = installed('terminal')
  const tmux = [program, '-u', '-S', join(folder, 'socket'), '-f', '/dev/null'] as const
  const [, ...prefix] = tmux
  const variables = { LC_ALL: 'C.UTF-8', LD_LIBRARY_PATH: libraries.join(':') }
  // In the foreground (-D), so that it is our child and not a daemon.
  const server = await startChild({
    command: program,
    args: [...prefix, '-D'],
    cwd: folder,
    env: { ...variables, TMUX: '' },
  })
  const own = { ...variables, LD_LIBRARY_PATH: programLibraries.join(':') }
  const settings = Object.entries({ ...own, ...env }).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  // -N: while our server is not listening yet, this would start another one, which nobody would end.
  const session = [...prefix, '-N', 'new-session', '-d', '-x', '160', '-y', '50', ...settings, ...command]
  const options = { env: { ...process.env, ...variables } }
  await waitFor('tmux', async () => (await execute(program, session, options)) !== undefined, {
    detail: () => server.output,
  })
  return new Terminal({ tmux, server, folder })
}

/** irssi as Debian ships it, with an empty home, connected to the server. Queries open in windows of their own. */
export async function openIrssi({ port, nick, host = '127.0.0.1', realName = nick }: IrssiOptions): Promise<Terminal> {
  const { irssi, libraries } = installed('terminal')
  const folder = temporaryFolder('irssi')
  const command = [irssi, `--home=${join(folder, 'home')}`, '-c', host, '-p', String(port), '-n', nick]
  return openTerminal({ folder, command, programLibraries: libraries, env: { IRCUSER: nick, IRCNAME: realName } })
}

/** Profanity as Debian ships it, with an empty home and one account, online when its welcome is on the screen. */
export async function openProfanity({ port, jid }: ProfanityOptions): Promise<Terminal> {
  const { program, libraries } = installed('profanity')
  const folder = temporaryFolder('profanity')
  await mkdir(join(folder, 'profanity'))
  const account = { enabled: true, jid, password: 'password', server: '127.0.0.1', port, 'tls.policy': 'disable' }
  const lines = Object.entries(account).map(([key, value]) => `${key}=${value}`)
  await writeFile(join(folder, 'profanity/accounts'), [`[${jid}]`, ...lines, ''].join('\n'))
  const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
  const terminal = await openTerminal({ folder, command: [program, '-a', jid], programLibraries: libraries, env })
  await terminal.sees(/logged in successfully/)
  return terminal
}
