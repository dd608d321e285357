import { startInspircd } from '../../servers/inspircd.ts'
import type { CrashNetwork } from './crash-network.ts'
import { IrcWriter } from './irc-writer.ts'

function nickOf(desk: string): string {
  return `support${desk}`
}

/** A real InspIRCd on which each desk has a nick. */
export async function openIrcNetwork(): Promise<CrashNetwork> {
  const irc = await startInspircd({ allowFloods: true })
  return {
    type: 'irc',
    config: (desk) => ({
      ...{ displayname: 'Testnet', address: '127.0.0.1', port: irc.port, tls: { enabled: false } },
      ...{ contact: nickOf(desk), nick: nickOf(desk), flood: { burst: 100, interval_ms: 10 } },
    }),
    come: (nick, desk) =>
      IrcWriter.come({ connect: (name, options) => irc.connect(name, options), nick, contact: nickOf(desk) }),
    crash: async () => {
      await irc.crash()
      await irc.startAgain()
    },
    stop: () => irc.stop(),
  }
}
