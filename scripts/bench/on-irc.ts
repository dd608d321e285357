import { maskChat, printAddress } from '../../src/networks/irc/ids.ts'
import { startInspircd } from '../../test/servers/inspircd.ts'
import { connectIrc, type IrcClient } from '../../test/servers/irc-client.ts'
import { answerCount, type BenchNetwork, type BenchPerson } from './bench-network.ts'
import { ircSection } from './rig.ts'
import { nickOf, type SeededPeople } from './seed.ts'

const id = 'irc'
const contact = 'support'

function prefixOf(nick: string) {
  return { nick, user: nick, host: '127.0.0.1', realName: nick }
}

const people: SeededPeople = {
  ...{ type: 'irc', prefix: 'anna' },
  chatOf: (nick) => maskChat(prefixOf(nick), 'rfc1459'),
  addressOf: (nick) => printAddress(prefixOf(nick)),
}

export async function openOnIrc(count: number): Promise<BenchNetwork> {
  const irc = await startInspircd({ allowFloods: true })
  const clients: IrcClient[] = []
  for (let n = 0; n < count; n++) clients.push(await connectIrc({ port: irc.port, nick: nickOf(people.prefix, n) }))
  const [first, second] = clients as [IrcClient, IrcClient]
  return {
    ...{ id, server: 'InspIRCd', people, section: ircSection(id, irc.port), persons: clients.map(personOf) },
    messages: { in: 2000, out: 2000 },
    async bare(text) {
      const heard = personOf(second).hears(text)
      first.privmsg(nickOf(people.prefix, 1), text)
      await heard
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.disconnect()))
      await irc.stop()
    },
  }
}

function personOf(client: IrcClient): BenchPerson {
  return {
    says: (text) => client.privmsg(contact, text),
    hears: async (end) => {
      await client.waitFor((line) => line.endsWith(end), { since: client.mark() })
    },
    answers: answerCount(
      (index) => client.received[index]?.split(' :')[1],
      () => client.received.length,
    ),
  }
}
