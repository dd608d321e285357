import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { installed } from './installed.ts'
import { IrcServer, uniqueServerName, waitForIrcServer } from './irc-server.ts'

type Config = {
  readonly name: string
  readonly port: number
  readonly oper: { readonly name: string; readonly password: string }
  readonly allowFloods: boolean
  readonly password: string
}

function ngircdConfig({ name, port, oper, allowFloods, password }: Config): string {
  return `[Global]
Name = ${name}
Info = IRC server of a test
AdminInfo1 = Test
AdminEMail = test@${name}
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = Welcome
Password = ${password}
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxNickLength = 30
MaxPenaltyTime = ${allowFloods ? 0 : -1}
[Options]
DNS = no
Ident = no
PAM = no
SyslogFacility = user
[Operator]
Name = ${oper.name}
Password = ${oper.password}
`
}

/** A real ngIRCd, in the foreground, on 127.0.0.1: a server that knows almost nothing of IRCv3. */
export async function startNgircd(
  options: { readonly port?: number; readonly allowFloods?: boolean; readonly password?: string } = {},
): Promise<IrcServer> {
  const { program, libraries } = installed('ngircd')
  const folder = temporaryFolder('ngircd')
  // Started by root it becomes `nobody`, who has to be able to read its files.
  chmodSync(folder, 0o755)
  const name = uniqueServerName()
  const port = options.port ?? (await freePort())
  const oper = { name: 'operator', password: 'operator' }
  const config = join(folder, 'ngircd.conf')
  const { allowFloods = false, password = '' } = options
  writeFileSync(config, ngircdConfig({ name, port, oper, allowFloods, password }))
  const env = { LD_LIBRARY_PATH: [...libraries, process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean).join(':') }
  const start = async () => {
    const args = ['--nodaemon', '--config', config]
    return waitForIrcServer(name, port, await startChild({ command: program, args, cwd: folder, env }))
  }
  return new IrcServer({ name, port, folder, oper, start, server: await start() })
}
