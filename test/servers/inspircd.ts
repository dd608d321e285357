import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { inspircdConfig } from './inspircd-config.ts'
import { installed } from './installed.ts'
import { IrcServer, uniqueServerName, waitForIrcServer } from './irc-server.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

export type InspircdOptions = {
  /** For clients without TLS. Default: a free one. */
  readonly port?: number
  /** Lets a single connection send as much as it likes. Default: flood control as the server comes. */
  readonly allowFloods?: boolean
  /** What every client has to send with PASS. Default: nothing. */
  readonly password?: string
  /** More lines for the configuration. */
  readonly extra?: string
}

export type Inspircd = IrcServer & {
  readonly tlsPort: number
  /** What it shows on that port, in PEM: for its name and 127.0.0.1. */
  readonly certificate: string
  /** Where a services server may link, by the name and password below. */
  readonly servicesLink: { readonly port: number; readonly name: string; readonly password: string }
}

/** A real InspIRCd 3, in the foreground, on 127.0.0.1. */
export async function startInspircd(options: InspircdOptions = {}): Promise<Inspircd> {
  const { program, modules } = installed('inspircd')
  const folder = temporaryFolder('inspircd')
  const name = uniqueServerName()
  const port = options.port ?? (await freePort())
  const tlsPort = await freePort()
  const servicesLink = { port: await freePort(), name: `services.${name}`, password: 'services' }
  const oper = { name: 'operator', password: 'operator' }
  const { key, certificate } = selfSignedCertificate(name)
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 })
  writeFileSync(join(folder, 'cert.pem'), certificate)
  const config = join(folder, 'inspircd.conf')
  const { allowFloods = false, password = '', extra = '' } = options
  writeFileSync(
    config,
    inspircdConfig({ folder, modules, name, port, tlsPort, servicesLink, oper, allowFloods, password, extra }),
  )
  // Root's group is enough for it to refuse.
  const asRoot = process.getuid?.() === 0 || process.getgid?.() === 0 ? ['--runasroot'] : []
  const start = async () => {
    const args = ['--nofork', '--nopid', ...asRoot, '--config', config]
    return waitForIrcServer(name, port, await startChild({ command: program, args, cwd: folder }))
  }
  const server = new IrcServer({ name, port, folder, oper, start, server: await start() })
  return Object.assign(server, { tlsPort, certificate, servicesLink })
}
