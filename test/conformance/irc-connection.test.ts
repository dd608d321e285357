import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContactId, RemoteChatId } from '../../src/core/ids.ts'
import { createIrcNetwork } from '../../src/networks/irc/index.ts'
import { DeliveryError } from '../../src/ports/network.ts'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import type { IrcServer } from '../servers/irc-server.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { contactState } from '../support/contact-state.ts'
import { openForwarder } from '../support/forwarder.ts'
import { freePort } from '../support/free-port.ts'
import { beginIrcRig, type IrcRig, silent, startIrcRig } from '../support/irc-rig.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { RecordingInbox } from '../support/recording-inbox.ts'
import { scriptedIrcServer } from '../support/scripted-irc-server.ts'
import { waitFor } from '../support/wait-for.ts'

const contact = (nick: string) => ({ contact: { id: 'support' as ContactId, nick } })
/** A port where nobody listens. */
const nowhere = 9
const isUp = ({ network }: IrcRig) => network.health().state === 'up'

type Start = (more?: { readonly password: string }) => Promise<IrcServer>
const servers: readonly (readonly [string, Start])[] = [
  ['InspIRCd', (more) => startInspircd({ allowFloods: true, ...more })],
  ['ngIRCd', (more) => startNgircd({ allowFloods: true, ...more })],
]

for (const [name, start] of servers) {
  describe(`irc: being on ${name}`, function () {
    this.timeout(90_000)
    let server: IrcServer
    before(async () => {
      server = await start()
    })
    after(() => server.stop())

    it('a taken nick is told once and replaced, taken back when it is free, and told again when it is taken again', async () => {
      const squatter = await server.connect('support')
      await using way = await openForwarder(await freePort(), server.port)
      const settings = { ...contact('support'), alternativeNicks: ['helpdesk'], port: way.port }
      await using rig = await startIrcRig(server, settings)
      match((await rig.inbox.next('trouble')).text, /support is taken.*helpdesk/)
      const anna = await rig.connect('anna')
      anna.privmsg('helpdesk', 'hello')
      await rig.inbox.next('message')
      await squatter.quit()
      const hasArrived = () => {
        if (rig.inbox.texts().includes('under the right nick')) return true
        anna.privmsg('support', 'under the right nick')
        return false
      }
      await waitFor('our nick', hasArrived, {
        timeoutMs: 30_000,
      })
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'here I am'))
      await anna.waitFor(/^:support!\S+ PRIVMSG anna :here I am/)
      equal(rig.inbox.all('trouble').length, 1)
      const mark = rig.inbox.mark()
      await server.kill('support', 'stop this or be banned (K-Line)')
      await rig.inbox.next('gap', () => true, { timeoutMs: 20_000, since: mark })
      way.leadTo(nowhere)
      await using _ = await server.connect('support')
      way.leadTo(server.port)
      match((await rig.inbox.next('trouble', () => true, { since: mark })).text, /support is taken/)
      ok(isUp(rig))
    })

    it('what was under way when the connection broke is reported as unknown, what was not is for later', async () => {
      await using rig = await startIrcRig(server)
      const [anna, ben] = await Promise.all([rig.connect('anna'), rig.connect('ben')])
      anna.privmsg(rig.nick, 'hello')
      ben.privmsg(rig.nick, 'hello')
      await waitFor('both', () => rig.inbox.all('message').length === 2)
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'first'))
      const delivery = deliveryTo(rig.inbox, 'anna', 'under way')
      server.pause()
      const sent = rig.network.send(delivery).catch((error: unknown) => error)
      await new Promise((resolve) => setImmediate(resolve))
      await server.crash()
      const error = await sent
      ok(error instanceof DeliveryError && ['unknown', 'later'].includes(error.failure.kind), String(error))
      await rejects(
        rig.network.send(deliveryTo(rig.inbox, 'ben', 'x')),
        (failure) => failure instanceof DeliveryError && failure.failure.kind === 'later',
      )
      await server.startAgain()
      await waitFor('the connection', () => isUp(rig), { timeoutMs: 30_000 })
      equal(rig.inbox.all('left').length, 2)
    })

    it('the server is not there yet: it waits and comes on by itself', async () => {
      await server.shutDown()
      await using rig = beginIrcRig(server)
      await waitFor('the failure to show', () => rig.network.health().state === 'down')
      match(rig.network.health().text, /127\.0\.0\.1/)
      await server.startAgain()
      await waitFor('the connection', () => isUp(rig), { timeoutMs: 30_000 })
      equal(rig.inbox.all('gap').length, 0)
    })

    it('a wrong server password stops us for good, and the admin is told what to do', async () => {
      await using guarded = await start({ password: 'right' })
      await using wrong = beginIrcRig(guarded, { serverPassword: 'wrong' })
      await using right = await startIrcRig(guarded, { serverPassword: 'right' })
      await wrong.stopped
      const { text, remedy } = await wrong.inbox.next('trouble')
      match(text, /refused the server password/)
      match(remedy, /server_password.* restart Switchboard/)
      match(wrong.network.health().text, /server_password/)
      deepEqual([wrong.network.health().state, right.network.health().state], ['stopped', 'up'])
    })
  })
}

describe('irc: InspIRCd', function () {
  this.timeout(60_000)
  let server: Inspircd
  before(async () => {
    server = await startInspircd({ allowFloods: true })
  })
  after(() => server.stop())

  it('a ban stops us for good, with a remedy', async () => {
    await using banned = await startInspircd({ allowFloods: true })
    const oper = await banned.oper()
    await using rig = await startIrcRig(banned, { username: 'spammer' })
    oper.send('KLINE spammer@* 3600 :no help desks here')
    await rig.stopped
    const trouble = await rig.inbox.next('trouble')
    match(trouble.text, /banned.*no help desks here/)
    match(trouble.remedy, /operators/)
    equal(rig.network.health().state, 'stopped')
    await oper.quit()
  })

  it('a kill is no ban, whatever is said with it: it comes back, tells the gap, and looks for its customers', async () => {
    await using rig = await startIrcRig(server)
    const anna = await rig.connect('anna')
    anna.privmsg(rig.nick, 'hello')
    const { sender } = await rig.inbox.next('message')
    await rig.network.identify(sender.chat, sender.address)
    await rig.inbox.next('profile', ({ address }) => address !== undefined)
    await server.kill(rig.nick, 'stop this or be banned')
    ok((await rig.inbox.next('gap', () => true, { timeoutMs: 20_000 })).ms > 0)
    await rig.inbox.next('returned', (event) => event.sender.chat === sender.chat)
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'I am back'))
    await anna.waitFor('I am back')
  })

  it('a certificate nobody vouches for is refused, unless the settings say otherwise', async () => {
    const tls = { host: 'localhost', port: server.tlsPort, tls: true }
    await using lax = await startIrcRig(server, { ...tls, tlsVerify: false })
    const anna = await lax.connect('anna', { tls: true, port: server.tlsPort })
    anna.privmsg(lax.nick, 'over TLS')
    await lax.inbox.next('message')
    await using strict = beginIrcRig(server, tls)
    await waitFor('the refusal', () => strict.network.health().state === 'down')
    match(strict.network.health().text, /certificate/i)
    await using wrong = beginIrcRig(server, {
      ...tls,
      tlsCa: readFileSync(join(import.meta.dirname, '../../LICENSE'), 'utf8'),
    })
    await waitFor('the refusal', () => wrong.network.health().state === 'down')
  })

  it('[P22] a certificate of an authority we were given is taken for its own name only', async () => {
    const tls = { port: server.tlsPort, tls: true, tlsCa: server.certificate }
    await using right = await startIrcRig(server, tls)
    await using wrong = beginIrcRig(server, { ...tls, host: 'localhost' })
    await waitFor('the refusal', () => wrong.network.health().state === 'down')
    match(wrong.network.health().text, /localhost.*altnames/)
    ok(isUp(right))
  })

  it('[F1][F9] the state of the queues is our away text, on change only', async () => {
    await using rig = await startIrcRig(server)
    const anna = await rig.connect('anna', { caps: ['away-notify'] })
    rig.network.publishState?.(contactState('2 of 5 agents free, ~4 min'))
    rig.network.publishState?.(contactState('2 of 5 agents free, ~4 min'))
    rig.network.publishState?.(contactState('2 of 5\r\nagents free'))
    const answer = await waitFor('the away text', async () => {
      const since = anna.mark()
      anna.send(`WHOIS ${rig.nick}`)
      await anna.waitFor(/ 318 /, { since })
      return anna.linesSince(since, / 301 /)[0]
    })
    match(answer, /:2 of 5 agents free, ~4 min$/)
  })

  it('a PING of the server is answered at once, before all that waits', async () => {
    await using scripted = await scriptedIrcServer()
    await using rig = beginIrcRig(server, { port: scripted.port, flood: { burst: 8, intervalMs: 600_000 } })
    await scripted.welcomes()
    await waitFor('the connection', () => isUp(rig))
    scripted.says(`:anna!anna@example PRIVMSG ${rig.nick} :hello`)
    await rig.inbox.next('message')
    const text = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n')
    const sent = rig.network.send(deliveryTo(rig.inbox, 'anna', text)).catch((error: unknown) => error)
    scripted.says('PING :are you there')
    await scripted.hears(/^PONG :?are you there$/)
    scripted.says('PING :still there')
    await scripted.hears(/^PONG :?still there$/)
    ok(!scripted.received.some((line) => line.includes('line 20')))
    rig.abort()
    ok((await sent) instanceof DeliveryError)
  })

  it('[I6] a server that shows us under an address no line of ours can hold does no harm', async () => {
    await using scripted = await scriptedIrcServer()
    await using rig = beginIrcRig(server, { port: scripted.port, flood: { burst: 1, intervalMs: 20 } })
    await scripted.welcomes()
    scripted.says(`:${rig.nick}!desk@odd\x03host PRIVMSG ${rig.nick} :\x01SELF\x01`)
    scripted.says(`:anna!anna@example PRIVMSG ${rig.nick} :\x01PING still there\x01`)
    await scripted.hears(/^NOTICE anna :\x01PING still there/)
  })

  it('[I1] a server that loses our questions strands nobody: they are asked again', async () => {
    await using scripted = await scriptedIrcServer()
    const inbox = new RecordingInbox()
    const chat = 'mask:anna!anna@example' as RemoteChatId
    inbox.open.set(chat, JSON.stringify({ nick: 'anna', user: 'anna', host: 'example', realName: 'Anna' }))
    await using rig = beginIrcRig(server, { port: scripted.port, patienceMs: 700 }, inbox)
    await scripted.welcomes()
    await scripted.hears(/^WHOIS anna/)
    await inbox.next('left')
    await waitFor('another question', () => scripted.received.filter((line) => line === 'WHOIS anna').length > 1)
    const { nick } = rig
    scripted.says(`:irc.test 311 ${nick} anna anna example * :Anna`, `:irc.test 318 ${nick} anna :End of /WHOIS list.`)
    await inbox.next('returned')
    const asked = () => scripted.received.filter((line) => line === 'USERHOST anna').length
    await rejects(rig.network.send(deliveryTo(inbox, 'anna', 'hello')), /^DeliveryError: later/)
    ok(asked() >= 1)
    scripted.says(`:irc.test 302 ${nick} :anna=+anna@example`)
    const before = asked()
    const sent = rig.network.send(deliveryTo(inbox, 'anna', 'hello again'))
    await waitFor('the next question', () => asked() > before)
    scripted.says(`:irc.test 302 ${nick} :anna=+anna@example`)
    await scripted.hears(/^PRIVMSG anna :hello again$/)
    rig.abort()
    await sent.catch(() => undefined)
  })

  it('[P12] a program is asked for its name exactly once, and never where that is switched off', async () => {
    await using asking = await startIrcRig(server)
    await using discreet = await startIrcRig(server, { ctcpVersion: false })
    const anna = await asking.connect('anna', { version: { text: 'irssi v1.4.3' } })
    for (const { nick, network, inbox } of [asking, discreet]) {
      anna.privmsg(nick, 'hello')
      const { sender } = await inbox.next('message')
      for (let turn = 0; turn < 3; turn++) {
        await network.identify(sender.chat, sender.address)
        await inbox.next('identified')
      }
      await network.send(deliveryTo(inbox, 'anna', `hello from ${nick}`))
      await anna.waitFor(`hello from ${nick}`)
    }
    const askedBy = ({ nick }: IrcRig) =>
      anna.linesSince(0, new RegExp(`^:${nick}!\\S+ PRIVMSG anna :\\x01VERSION`)).length
    deepEqual([askedBy(asking), askedBy(discreet)], [1, 0])
    equal(anna.linesSince(0, /PRIVMSG anna :\x01/).length, 1)
  })

  it('we say that we are a bot', async () => {
    await using rig = await startIrcRig(server)
    const anna = await rig.connect('anna')
    const seen = await waitFor('the bot mark', async () => {
      const since = anna.mark()
      anna.send(`WHOIS ${rig.nick}`)
      await anna.waitFor(/ 318 /, { since })
      return anna.linesSince(since, / 335 /).length > 0
    })
    equal(seen, true)
  })

  it('settings that could not be sent as what they are meant to be are refused', () => {
    const deps = { log: silent, clock: { now: Date.now }, random: Math.random }
    const settings = {
      host: 'x',
      port: 1,
      tls: false,
      ctcpVersion: true,
      sharedHosts: [],
      displayName: 'x',
      language: 'en',
    } as const
    const make = (more: object) => () =>
      createIrcNetwork(
        { ...settings, ...contact('desk'), id: 'x' as never, username: 'u', realName: 'r', ...more },
        deps,
      )
    notEqual(make({})(), undefined)
    for (const bad of [
      contact('#desk'),
      contact('de sk'),
      { username: 'a b' },
      { realName: 'a\r\nQUIT' },
      { serverPassword: 'a\nb' },
      { sasl: { account: 'a', password: '\0' } },
      { alternativeNicks: ['@x'] },
    ]) {
      try {
        make(bad)()
      } catch (error) {
        match(String(error), /not sent to IRC/)
        continue
      }
      throw new Error(`accepted ${JSON.stringify(bad)}`)
    }
  })
})
