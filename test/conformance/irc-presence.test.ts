import { deepEqual } from 'node:assert/strict'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import { startIrcRig } from '../support/irc-rig.ts'
import { waitFor } from '../support/wait-for.ts'

describe('irc: the presence of customers', function () {
  this.timeout(60_000)
  let server: Inspircd
  before(async () => {
    server = await startInspircd({ allowFloods: true })
  })
  after(() => server.stop())

  it('[P19] [F3] an away text reaches the core, and its end, of those who have a conversation only', async () => {
    await using rig = await startIrcRig(server, { ctcpVersion: false })
    const [anna, stranger] = [await rig.connect('anna'), await rig.connect('stranger')]
    anna.privmsg(rig.nick, 'hello')
    const { sender } = await rig.inbox.next('message')
    await waitFor('anna to be watched', async () => {
      stranger.send('AWAY :not for you')
      anna.send('AWAY :\x02lunch\x02, back at 2')
      anna.send('AWAY')
      return rig.inbox.presences.length >= 2
    })
    const [away, here] = rig.inbox.presences
    deepEqual(away, { chat: sender.chat, presence: { state: 'away', text: 'lunch, back at 2' } })
    deepEqual(here, { chat: sender.chat, presence: { state: 'here' } })
    deepEqual(new Set(rig.inbox.presences.map(({ chat }) => chat)), new Set([sender.chat]))
  })
})
