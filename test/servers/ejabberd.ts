import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { startChild } from '../support/child-process.ts'
import { installed } from './installed.ts'
import { component, domain, password, secret, type XmppPlace, XmppServer, xmppPlace } from './xmpp-server.ts'

function ejabberdConfig({ port, componentPort }: XmppPlace): string {
  return `hosts: [${domain}]
loglevel: info
auth_method: internal
auth_password_format: plain
registration_timeout: infinity
listen:
  - { port: ${port}, ip: "127.0.0.1", module: ejabberd_c2s, starttls: false }
  - port: ${componentPort}
    ip: "127.0.0.1"
    module: ejabberd_service
    hosts: { ${component}: { password: "${secret}" } }
modules:
  mod_caps: {}
  mod_carboncopy: {}
  mod_disco: {}
  mod_ping: {}
  mod_register: { ip_access: all, access: all }
  mod_roster: {}
`
}

/** A real ejabberd, without Erlang's own network: nothing of it is heard outside its two ports. */
export async function startEjabberd(): Promise<XmppServer> {
  const { command, args, env } = installed('ejabberd')
  const place = await xmppPlace('ejabberd')
  const { folder, port, componentPort } = place
  const config = join(folder, 'ejabberd.yml')
  writeFileSync(config, ejabberdConfig(place))
  const own = {
    HOME: folder,
    EJABBERD_CONFIG_PATH: config,
    EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
    ERL_CRASH_DUMP_BYTES: '0',
    ERL_MAX_PORTS: '1024',
  }
  const kind = {
    async start() {
      const data = ['-mnesia', 'dir', `"${join(folder, 'data')}"`]
      const started = { command, args: [...args, '-noinput', ...data, '-s', 'ejabberd'], cwd: folder }
      const child = await startChild({ ...started, env: { ...env, ...own } })
      await child.waitForOutput(new RegExp(`Start accepting TCP connections at 127\\.0\\.0\\.1:${port} `))
      await child.waitForOutput(new RegExp(`Start accepting TCP connections at 127\\.0\\.0\\.1:${componentPort} `))
      return child
    },
    makeAccount: (name: string) => register(port, name),
  }
  return new XmppServer(place, kind, await kind.start())
}

/** As programs do it before they log in (XEP-0077). Somebody who has the account already keeps it. */
function register(port: number, name: string): Promise<void> {
  const ns = 'xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams"'
  const order = `<iq type="set" id="r"><query xmlns="jabber:iq:register"><username>${name}</username><password>${password}</password></query></iq>`
  const isDone = (answer: string) => /<iq[^>]*type=['"]result|<conflict/.test(answer)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    let answer = ''
    socket.setEncoding('utf8').on('error', reject)
    socket.on('connect', () => socket.write(`<stream:stream ${ns} version="1.0" to="${domain}">`))
    socket.on('data', (chunk: string) => {
      const wasAsked = answer.includes('</stream:features>')
      answer += chunk
      if (!wasAsked && answer.includes('</stream:features>')) socket.write(order)
      if (isDone(answer)) socket.destroy()
    })
    socket.on('close', () => {
      if (isDone(answer)) resolve()
      else reject(new Error(`no account for ${name}: ${answer}`))
    })
  })
}
