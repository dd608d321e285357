import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseDocument } from 'yaml'
import { projectRoot } from '../../test/servers/installed.ts'
import { tokens } from '../../test/servers/slack/slack-server.ts'
import { component, password, domain as peopleDomain, secret } from '../../test/servers/xmpp-server.ts'
import { startChild } from '../../test/support/child-process.ts'
import { endLeftPostgres } from './end-left-postgres.ts'
import type { Ports } from './ports.ts'

export const domain = 'demo.test'
export const bot = `@switchboard:${domain}`
/** The address of the help desk on XMPP, and an account there for whoever wants to try it. */
export const xmppContact = `support@${component}`
export const visitor = { name: 'you', jid: `you@${peopleDomain}`, password }

/** What an administrator has on disk after `-e` and `-g`. */
export interface Installation {
  readonly folder: string
  readonly config: string
  readonly registration: string
  readonly data: string
  readonly log: string
  readonly arguments: readonly string[]
}

const launcher = join(projectRoot, 'bin/switchboard.js')
const run = promisify(execFile)
const startMs = 120_000
const stopMs = 20_000

export function placesIn(folder: string): Installation {
  const [config, registration] = [join(folder, 'config.yaml'), join(folder, 'registration.yaml')]
  const data = join(folder, 'data')
  return {
    folder,
    config,
    registration,
    data,
    log: join(folder, 'switchboard.log'),
    arguments: ['-c', config, '-r', registration, '--data-dir', data],
  }
}

/** The documented sample, with what is different here filled in as by hand, and the registration made from it. */
export async function installSwitchboard({ config, registration, log }: Installation, ports: Ports): Promise<void> {
  await run(process.execPath, [launcher, '-e', '-c', config])
  fillIn(config, ports, log)
  await run(process.execPath, [launcher, '-g', '-c', config, '-r', registration])
}

/**
 * Starts the program as the README says, to the moment when it runs. It ends with `stack`.
 * @returns rejects when the program ends
 */
export async function startSwitchboard(
  installation: Installation,
  stack: AsyncDisposableStack,
): Promise<{ readonly ended: Promise<never> }> {
  const { folder, data, arguments: args } = installation
  // Whatever ends the demo, this one is asked to end in order: it has a PostgreSQL to stop.
  const options = { command: process.execPath, args: [launcher, ...args], cwd: folder, deathSignal: 'TERM' } as const
  const child = await startChild(options)
  stack.defer(async () => {
    await child.stop({ graceMs: stopMs })
    await endLeftPostgres(data)
  })
  await child.waitForOutput(/Switchboard is running/, startMs)
  const ended = child.exited.then(({ code, signal }) => {
    throw new Error(`Switchboard ended by itself (${signal ?? code}).`)
  })
  ended.catch(() => {})
  return { ended }
}

type Setting = readonly [path: readonly string[], value: unknown]

/** What is different here for each type of network. */
const ofNetwork: Readonly<Record<'irc' | 'xmpp' | 'slack', (ports: Ports) => readonly Setting[]>> = {
  irc: ({ irc }) => [
    [['id'], 'demonet'],
    [['displayname'], 'Demonet'],
    [['address'], '127.0.0.1'],
    [['port'], irc],
    [['tls', 'enabled'], false],
    // Our own server has no flood control; the default is slow enough for servers that have one.
    [['flood'], { burst: 20, interval_ms: 200 }],
  ],
  xmpp: ({ xmppComponent }) => [
    [['displayname'], 'People'],
    [['port'], xmppComponent],
    [['domain'], component],
    [['secret'], secret],
  ],
  slack: ({ slack }) => [
    [['displayname'], 'Acme'],
    [['app_token'], tokens.app],
    [['bot_token'], tokens.bot],
    [['api_url'], `http://127.0.0.1:${slack}/api/`],
  ],
}

function fillIn(config: string, ports: Ports, log: string): void {
  const document = parseDocument(readFileSync(config, 'utf8'))
  const local = (port: number) => `http://127.0.0.1:${port}`
  const values: readonly (readonly [path: readonly (string | number)[], value: unknown])[] = [
    [['homeserver', 'address'], local(ports.homeserver)],
    [['homeserver', 'domain'], domain],
    [['appservice', 'address'], local(ports.appservice)],
    [['appservice', 'port'], ports.appservice],
    [['public', 'address'], local(ports.public)],
    [['public', 'port'], ports.public],
    [['bridge', 'permissions'], { '*': 'block', [domain]: 'agent', [`@admin:${domain}`]: 'admin' }],
    [
      ['logging', 'writers'],
      [
        { type: 'stdout', format: 'pretty' },
        { type: 'file', format: 'pretty', filename: log },
      ],
    ],
  ]
  // The sample has one network of each type.
  const { networks } = document.toJS() as { networks: readonly { type: keyof typeof ofNetwork }[] }
  for (const [index, { type }] of networks.entries())
    for (const [path, value] of ofNetwork[type](ports))
      document.setIn(['networks', index, ...path], document.createNode(value))
  for (const [path, value] of values) document.setIn(path, document.createNode(value))
  writeFileSync(config, document.toString({ lineWidth: 0 }), { mode: 0o600 })
}
