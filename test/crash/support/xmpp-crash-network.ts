import { startProsody } from '../../servers/prosody.ts'
import type { CrashNetwork } from './crash-network.ts'
import { XmppWriter } from './xmpp-writer.ts'

function domainOf(desk: string): string {
  return `${desk}.help.test`
}

const local = 'support'

/** A real Prosody on which each desk is a component. */
export async function openXmppNetwork(desks: readonly string[]): Promise<CrashNetwork> {
  const prosody = await startProsody(undefined, desks.map(domainOf))
  let come = 0
  return {
    type: 'xmpp',
    config: (desk) => ({
      ...{ displayname: 'People', address: '127.0.0.1', port: prosody.componentPort, domain: domainOf(desk) },
      ...{ secret: prosody.secret, contacts: [{ id: `people${desk}`, address: local, name: 'Help desk' }] },
    }),
    come: (name, desk) =>
      XmppWriter.come({
        ...{ name, contact: `${local}@${domainOf(desk)}`, addsContact: come++ % 2 === 0 },
        connect: (options) => prosody.connect(name, options),
      }),
    crash: async () => {
      await prosody.crash()
      await prosody.startAgain()
    },
    stop: () => prosody.stop(),
  }
}
