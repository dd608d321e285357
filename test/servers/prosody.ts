import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from '../support/child-process.ts'
import { installed } from './installed.ts'
import {
  component,
  domain,
  password,
  secret,
  type XmppPlace,
  type XmppPorts,
  XmppServer,
  xmppPlace,
} from './xmpp-server.ts'

function prosodyConfig({ folder, port, componentPort }: XmppPlace, components: readonly string[]): string {
  return `run_as_root = true
daemonize = false
data_path = "${folder}/data"
log = { info = "*console" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
component_interfaces = { "127.0.0.1" }
component_ports = { ${componentPort} }
legacy_ssl_ports = {}
modules_enabled = { "roster"; "saslauth"; "disco"; "carbons"; "ping"; "vcard_legacy"; "pep" }
modules_disabled = { "s2s"; "s2s_auth_certs"; "tls"; "posix" }
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
VirtualHost "${domain}"
  disco_items = { { "${component}", "Help desk" } }
${components.map((name) => `Component "${name}"\n  component_secret = "${secret}"`).join('\n')}
`
}

/** `components`: the domains on which one may connect as a component. */
export async function startProsody(
  ports?: XmppPorts,
  components: readonly string[] = [component],
): Promise<XmppServer> {
  const { command, args, env } = installed('prosody')
  const place = await xmppPlace('prosody', ports)
  const { folder, port, componentPort } = place
  const config = join(folder, 'prosody.cfg.lua')
  writeFileSync(config, prosodyConfig(place, components))
  const kind = {
    async start() {
      const child = await startChild({ command, args: [...args, '-F', '--config', config], cwd: folder, env })
      // It says so only of ports that it got; without one it would go on all the same.
      await child.waitForOutput(new RegExp(`Activated service 'c2s' on .*:${port}\\b`))
      await child.waitForOutput(new RegExp(`Activated service 'component' on .*:${componentPort}\\b`))
      return child
    },
    makeAccount(name: string) {
      const accounts = join(folder, 'data', domain.replaceAll('.', '%2e'), 'accounts')
      mkdirSync(accounts, { recursive: true })
      writeFileSync(join(accounts, `${name}.dat`), `return { ["password"] = "${password}"; };\n`)
      return Promise.resolve()
    },
  }
  return new XmppServer(place, kind, await kind.start())
}
