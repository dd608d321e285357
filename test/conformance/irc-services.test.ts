import { equal, match } from 'node:assert/strict'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import { beginIrcRig, type IrcRig } from '../support/irc-rig.ts'
import { type ScriptedIrcServer, scriptedIrcServer } from '../support/scripted-irc-server.ts'
import { waitFor } from '../support/wait-for.ts'

describe('irc: services that are down', function () {
  this.timeout(30_000)
  let real: Inspircd
  let server: ScriptedIrcServer
  let rig: IrcRig
  before(async () => {
    real = await startInspircd({ allowFloods: true })
  })
  after(() => real.stop())
  beforeEach(async () => {
    server = await scriptedIrcServer()
    rig = beginIrcRig(real, { port: server.port, sasl: { account: 'desk', password: 'right' } })
    await server.hears(/^NICK /)
    server.says(':irc.test CAP * LS :sasl')
    await server.hears(/^CAP REQ .*sasl/)
    server.says(':irc.test CAP * ACK :sasl')
    await server.hears(/^AUTHENTICATE PLAIN/)
  })
  afterEach(async () => {
    await rig[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const welcome = async () => {
    await server.hears(/^CAP END/)
    server.says(`:irc.test 001 ${rig.nick} :Welcome`, `:irc.test 422 ${rig.nick} :No message of the day`)
    await waitFor('the connection', () => rig.network.health().state === 'up')
  }

  it('are told each time, and stand in health as long as it lasts; whoever writes is heard all the same', async () => {
    const { network, inbox, nick } = rig
    server.says('AUTHENTICATE +')
    server.says(`:irc.test 900 ${nick} ${nick}!d@h desk :You are logged in`, `:irc.test 903 ${nick} :Done`)
    await welcome()
    equal(network.health().lacks, undefined)
    server.says(`:irc.test CAP ${nick} DEL :sasl`)
    match((await inbox.next('trouble')).text, /offers no login .* services seem to be down. We stay signed in/)
    match(network.health().lacks ?? '', /services seem to be down.*Ask the operators/)
    equal(network.health().state, 'up')

    server.says(`:anna!anna@example PRIVMSG ${nick} :hello`)
    await inbox.next('message')

    server.says(`:irc.test CAP ${nick} NEW :sasl`, `:irc.test CAP ${nick} ACK :sasl`)
    await waitFor('health to be whole again', () => network.health().lacks === undefined)
    server.says(`:irc.test CAP ${nick} DEL :sasl`)
    await waitFor('the second time to be told', () => inbox.all('trouble').length === 2)
  })

  it('that go while we sign in do not stop us', async () => {
    server.says(`:irc.test 906 ${rig.nick} :SASL authentication aborted`)
    await welcome()
    match((await rig.inbox.next('trouble')).text, /broke off our login \(SASL\); we are not signed in/)
    match(rig.network.health().lacks ?? '', /we are not signed in/)
  })
})
