import { createServer } from 'node:net'
import { freePort, isFree } from '../../test/support/free-port.ts'

/** The same at every start, so that a client set up once finds everything again; far from the usual ports of these programs. */
const wanted = {
  homeserver: 18008,
  irc: 16667,
  xmpp: 15222,
  xmppComponent: 15347,
  slack: 18380,
  appservice: 18390,
  public: 18391,
} as const
/** Held as long as a demo runs: two that start at once must not both find the others free. */
const guard = 18007

export type Ports = Readonly<Record<keyof typeof wanted, number>>

/** The usual ports, and a free one in place of each that somebody else has. `taken` says so in words. */
export async function choosePorts(
  stack: AsyncDisposableStack,
): Promise<{ readonly ports: Ports; readonly taken: readonly string[] }> {
  const isOnly = await hold(guard, stack)
  const ports: Record<keyof Ports, number> = { ...wanted }
  const taken: string[] = isOnly ? [] : ['Another demo may be running here; this one uses other ports.']
  for (const [name, port] of Object.entries(wanted) as [keyof Ports, number][]) {
    if (isOnly && (await isFree(port))) continue
    ports[name] = await freePort()
    if (isOnly) taken.push(`Port ${port} is taken by another program; ${ports[name]} is used this time.`)
  }
  return { ports, taken }
}

/** Listens on the port until `stack` ends. False when somebody else does. */
function hold(port: number, stack: AsyncDisposableStack): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      stack.defer(() => void server.close())
      resolve(true)
    })
  })
}
