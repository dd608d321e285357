import { freePort, isFree } from '../../test/support/free-port.ts'

/** The same at every start, so that a client set up once finds everything again; far from the usual ports of these programs. */
const wanted = { homeserver: 18008, irc: 16667, appservice: 18390, public: 18391 } as const

export type Ports = Readonly<Record<keyof typeof wanted, number>>

/** The usual ports, and a free one in place of each that somebody else has. `taken` says so in words. */
export async function choosePorts(): Promise<{ readonly ports: Ports; readonly taken: readonly string[] }> {
  const ports: Record<keyof Ports, number> = { ...wanted }
  const taken: string[] = []
  for (const [name, port] of Object.entries(wanted) as [keyof Ports, number][]) {
    if (await isFree(port)) continue
    ports[name] = await freePort()
    taken.push(`Port ${port} is taken by another program; ${ports[name]} is used this time.`)
  }
  return { ports, taken }
}
