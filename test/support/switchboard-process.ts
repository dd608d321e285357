import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import { projectRoot } from '../servers/installed.ts'
import { type Child, startChild } from './child-process.ts'
import { freePort } from './free-port.ts'
import { temporaryFolder } from './temporary-folder.ts'

const launcher = join(projectRoot, 'bin/switchboard.js')
const runFile = promisify(execFile)

export interface SwitchboardOptions {
  readonly homeserver: { readonly url: string; readonly domain: string }
  readonly databaseUri: string
  readonly permissions: Readonly<Record<string, string>>
  readonly networks: readonly object[]
  /** Any other part of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>
  readonly folder?: string
}

/** The configuration and registration of a Switchboard on this machine, written by the program itself, and its process. */
export class SwitchboardProcess {
  readonly folder: string
  readonly registration: string
  readonly config: string
  readonly port: number
  readonly publicPort: number
  #child: Child | undefined

  constructor(parts: { folder: string; registration: string; config: string; port: number; publicPort: number }) {
    this.folder = parts.folder
    this.registration = parts.registration
    this.config = parts.config
    this.port = parts.port
    this.publicPort = parts.publicPort
  }

  get output(): string {
    return this.#child?.output ?? ''
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get exited(): Promise<unknown> | undefined {
    return this.#child?.exited
  }

  /** `program`: the compiled one in place of the source. */
  async start(env: Readonly<Record<string, string>> = {}, program = join(projectRoot, 'src/main.ts')): Promise<void> {
    this.#child = await startChild({
      command: process.execPath,
      args: [program, '-c', this.config, '-r', this.registration, '--data-dir', join(this.folder, 'data')],
      env,
    })
    await this.#child.waitForOutput(/Switchboard is running/, 30_000)
  }

  /** Another process with the same configuration, but ports of its own. Not started. */
  async twin(): Promise<SwitchboardProcess> {
    const [port, publicPort] = [await freePort(), await freePort()]
    const folder = temporaryFolder('switchboard')
    const config = join(folder, 'config.yaml')
    const own = parse(readFileSync(this.config, 'utf8')) as { appservice: object; public: object }
    const ports = { appservice: { ...own.appservice, port }, public: { ...own.public, port: publicPort } }
    writeFileSync(config, stringify({ ...own, ...ports }))
    return new SwitchboardProcess({ folder, registration: this.registration, config, port, publicPort })
  }

  async stop(): Promise<void> {
    await this.#child?.stop()
  }

  async kill(): Promise<void> {
    await this.#child?.stop({ signal: 'SIGKILL' })
  }

  /** What /health says. */
  async health(): Promise<{ ok: boolean } & Record<string, unknown>> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/health`)
    return (await answer.json()) as { ok: boolean } & Record<string, unknown>
  }
}

/** Writes the configuration and lets `switchboard -g` make tokens and registration. */
export async function prepareSwitchboard(options: SwitchboardOptions): Promise<SwitchboardProcess> {
  const folder = options.folder ?? temporaryFolder('switchboard')
  const [port, publicPort] = [await freePort(), await freePort()]
  const config = join(folder, 'config.yaml')
  const registration = join(folder, 'registration.yaml')
  writeFileSync(config, stringify(configOf(options, port, publicPort)))
  await runFile(process.execPath, [launcher, '-g', '-c', config, '-r', registration])
  return new SwitchboardProcess({ folder, registration, config, port, publicPort })
}

function configOf(
  { homeserver, databaseUri, permissions, networks, config = {} }: SwitchboardOptions,
  port: number,
  publicPort: number,
): object {
  return {
    homeserver: { address: homeserver.url, domain: homeserver.domain },
    public: { address: `http://127.0.0.1:${publicPort}`, port: publicPort },
    database: { uri: databaseUri },
    networks,
    logging: { min_level: 'debug', writers: [{ type: 'stdout', format: 'pretty' }] },
    ...config,
    appservice: { address: `http://127.0.0.1:${port}`, port, ...(config['appservice'] as object | undefined) },
    bridge: { permissions, ...(config['bridge'] as object | undefined) },
  }
}
