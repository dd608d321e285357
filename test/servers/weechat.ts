import { execFile } from 'node:child_process'
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Child, startChild } from '../support/child-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'
import { installed } from './installed.ts'

interface WeechatOptions {
  readonly port: number
  readonly nick: string
  readonly host?: string
}

const execute = promisify(execFile)

/** WeeChat as Debian ships it, without a screen: what a person would type goes into its pipe, and what they would see is in its log. */
export class Weechat {
  readonly #child: Child
  readonly #folder: string

  constructor(child: Child, folder: string) {
    this.#child = child
    this.#folder = folder
  }

  get pid(): number {
    return this.#child.pid
  }

  /** Types a command into the window of the server. */
  async type(command: string): Promise<void> {
    await appendFile(join(this.#folder, 'pipe'), `irc.server.here *${command}\n`)
  }

  /** Writes to somebody. */
  async says(to: string, text: string): Promise<void> {
    await this.type(`/query -noswitch ${to} ${text}`)
  }

  /** Everything shown so far in the windows of IRC. */
  async shown(): Promise<string> {
    const logs = join(this.#folder, 'logs')
    const windows = (await readdir(logs)).filter((name) => name.startsWith('irc.'))
    return (await Promise.all(windows.map((name) => readFile(join(logs, name), 'utf8')))).join('')
  }

  /** Resolves with all that was shown once it matches. */
  async sees(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    let last = ''
    const look = async () => {
      last = await this.shown()
      return pattern.test(last) ? last : undefined
    }
    return waitFor(`${pattern} in WeeChat`, look, { timeoutMs, detail: () => last + this.#child.output })
  }

  async stop(): Promise<void> {
    await this.#child.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** Connected to the server when its welcome is shown. */
export async function openWeechat({ port, nick, host = '127.0.0.1' }: WeechatOptions): Promise<Weechat> {
  const { program, env } = installed('weechat')
  const folder = temporaryFolder('weechat')
  await mkdir(join(folder, 'logs'))
  const commands = [
    `/set fifo.file.path "${folder}/pipe"`,
    `/set logger.file.path "${folder}/logs"`,
    '/set logger.file.flush_delay 0',
    `/server add here ${host}/${port} -nossl -nicks=${nick} -username=${nick}`,
    '/connect here',
  ]
  await execute('mkfifo', [join(folder, 'keyboard')])
  // Opened for both ways, so that it never ends: at the end of its input the program would run in circles.
  const args = ['-c', 'exec "$@" <>keyboard', 'sh', program, '-d', join(folder, 'home')]
  const run = commands.flatMap((command) => ['-r', command])
  const child = await startChild({
    command: 'sh',
    args: [...args, ...run],
    cwd: folder,
    env: { ...env, LC_ALL: 'C.UTF-8' },
  })
  const weechat = new Weechat(child, folder)
  await weechat.sees(/Message of the day|message of the day|MOTD/i)
  return weechat
}
