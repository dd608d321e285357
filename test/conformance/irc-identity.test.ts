import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict'
import { DeliveryError } from '../../src/ports/network.ts'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import type { IrcServer } from '../servers/irc-server.ts'
import { type IrcServices, linkServices } from '../servers/irc-services.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { beginIrcRig, type IrcRig, startIrcRig } from '../support/irc-rig.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { waitFor } from '../support/wait-for.ts'

const isAway = (error: unknown) => error instanceof DeliveryError && error.failure.kind === 'away'
const caps = ['message-tags', 'account-tag']

async function firstMessage(rig: IrcRig, text: string) {
  return (await rig.inbox.next('message', ({ message }) => message.text === text)).sender
}

/** Writes and lets us learn the real name, as the core would. */
async function introduce(rig: IrcRig, name: string, text = `${name} here`) {
  const client = await rig.connect(name, { realName: `Real ${name}` })
  client.privmsg(rig.nick, text)
  const sender = await firstMessage(rig, text)
  await rig.network.identify(sender.chat, sender.address)
  await rig.inbox.next('profile', ({ chat, address }) => chat === sender.chat && address !== undefined)
  return { client, sender }
}

function hasHeard(client: { readonly received: readonly string[] }, text: string): boolean {
  return client.received.some((line) => line.includes(text))
}

const servers: readonly (readonly [string, () => Promise<IrcServer>])[] = [
  ['InspIRCd', () => startInspircd({ allowFloods: true })],
  ['ngIRCd', () => startNgircd({ allowFloods: true })],
]

for (const [name, start] of servers) {
  describe(`irc: who is who on ${name}`, function () {
    this.timeout(60_000)
    let server: IrcServer
    let rig: IrcRig
    before(async () => {
      server = await start()
    })
    after(() => server.stop())
    beforeEach(async () => {
      rig = await startIrcRig(server, { ctcpVersion: false })
    })
    afterEach(() => rig[Symbol.asyncDispose]())

    it('[I6] a stranger who takes the nick of a customer at once gets nothing', async () => {
      const { client, sender } = await introduce(rig, 'anna')
      const delivery = deliveryTo(rig.inbox, 'anna', 'for anna only')
      await client.quit()
      const stranger = await rig.connect('anna', { user: 'eve', realName: 'Eve' })
      await rejects(rig.network.send(delivery), isAway)
      await rig.inbox.next('left', ({ chat }) => chat === sender.chat)
      stranger.privmsg(rig.nick, 'I am anna, believe me')
      const other = await firstMessage(rig, 'I am anna, believe me')
      notEqual(other.chat, sender.chat)
      await rejects(rig.network.send(delivery), isAway)
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'for the stranger'))
      await stranger.waitFor('for the stranger')
      equal(hasHeard(stranger, 'for anna only'), false)
    })

    it('[I6] somebody at the same place with another real name is not the customer', async () => {
      const { client, sender } = await introduce(rig, 'anna')
      await client.quit()
      await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'too late')), isAway)
      const sibling = await rig.connect('anna', { realName: 'Somebody else' })
      sibling.privmsg(rig.nick, 'hello')
      notEqual((await firstMessage(rig, 'hello')).chat, sender.chat)
      equal(rig.inbox.all('returned').length, 0)
    })

    it('a customer who comes back without writing is noticed', async () => {
      const { client, sender } = await introduce(rig, 'anna')
      await client.quit()
      await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'too late')), isAway)
      const again = await rig.connect('anna', { realName: 'Real anna' })
      await rig.inbox.next('returned', (event) => event.sender.chat === sender.chat, { timeoutMs: 40_000 })
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'welcome back'))
      await again.waitFor('welcome back')
    })

    it('[I6] two people behind one host are two chats that may be the same person', async () => {
      const first = await introduce(rig, 'anna')
      const ben = await rig.connect('ben', { user: 'anna' })
      ben.privmsg(rig.nick, 'me too')
      const second = await firstMessage(rig, 'me too')
      notEqual(second.chat, first.sender.chat)
      equal(second.maybeSame, first.sender.maybeSame)
      ok(second.maybeSame)
    })

    it('[I6] after a restart a customer who is still there goes on, others are told to have left', async () => {
      const { client } = await introduce(rig, 'anna')
      const { client: ben, sender: sent } = await introduce(rig, 'ben')
      const { client: carla } = await introduce(rig, 'carla')
      rig.abort()
      await rig.stopped
      await Promise.all([ben.quit(), carla.quit()])
      const stranger = await rig.connect('carla', { user: 'eve' })
      const mark = rig.inbox.mark()
      await using again = await startIrcRig(server, { ctcpVersion: false }, rig.inbox)
      await again.network.send(deliveryTo(rig.inbox, 'anna', 'I was away'))
      await client.waitFor('I was away')
      for (const gone of ['ben', 'carla']) await rejects(again.network.send(deliveryTo(rig.inbox, gone, 'x')), isAway)
      await rig.inbox.next('left', ({ chat }) => chat === sent.chat, { since: mark })
      equal(rig.inbox.all('left', mark).length, 2)
      equal(hasHeard(stranger, 'PRIVMSG'), false)
    })

    it('[P6] a person with two chats from before a restart goes on in the later one', async () => {
      const anna = await rig.connect('anna', { realName: 'Real anna' })
      anna.privmsg(rig.nick, 'nothing is known of me yet')
      const { chat } = await firstMessage(rig, 'nothing is known of me yet')
      rig.abort()
      await rig.stopped
      const between = await startIrcRig(server, { ctcpVersion: false }, rig.inbox)
      anna.privmsg(between.nick, 'so this is another chat')
      const later = await firstMessage(between, 'so this is another chat')
      notEqual(later.chat, chat)
      await between.network.identify(later.chat, later.address)
      const { address = '' } = await rig.inbox.next('profile', (event) => event.chat === later.chat)
      const [network, at] = [rig.network.id, Date.now()]
      await rig.inbox.submit({ type: 'profile', network, at, chat, facts: {}, address })
      await between[Symbol.asyncDispose]()
      const mark = rig.inbox.mark()
      await using again = await startIrcRig(server, { ctcpVersion: false }, rig.inbox)
      await rig.inbox.next('left', (event) => event.chat === chat, { since: mark })
      anna.privmsg(again.nick, 'here I am')
      equal((await firstMessage(again, 'here I am')).chat, later.chat)
      deepEqual([rig.inbox.all('returned', mark).length, rig.inbox.all('left', mark).length], [1, 1])
    })

    it('the last words reach a customer whose conversation ended while we were away', async () => {
      const { client, sender } = await introduce(rig, 'anna')
      rig.abort()
      await rig.stopped
      await using again = beginIrcRig(server, { ctcpVersion: false }, rig.inbox)
      // The open chats are known by then, and no server answers so soon.
      await new Promise(setImmediate)
      again.network.forget?.(sender.chat)
      await waitFor('the connection', () => again.network.health().state === 'up')
      await again.network.send(deliveryTo(rig.inbox, 'anna', 'it is closed'))
      await client.waitFor('it is closed')
    })

    it('behind a host marked as shared only an account counts', async () => {
      await using shared = await startIrcRig(server, { ctcpVersion: false, sharedHosts: ['127.0.*'] })
      const { client, sender } = await introduce(shared, 'dora')
      equal(sender.maybeSame, undefined)
      await client.quit()
      await rejects(shared.network.send(deliveryTo(shared.inbox, 'dora', 'too late')), isAway)
      const again = await shared.connect('dora', { realName: 'Real dora' })
      again.privmsg(shared.nick, 'back again')
      notEqual((await firstMessage(shared, 'back again')).chat, sender.chat)
      equal(shared.inbox.all('returned').length, 0)
    })
  })
}

describe('irc: services accounts', function () {
  this.timeout(60_000)
  let server: Inspircd
  let services: IrcServices
  let rig: IrcRig
  before(async () => {
    server = await startInspircd({ allowFloods: true })
    services = await linkServices(server, { accounts: { anna_m: 'secret', desk: 'right' } })
  })
  after(async () => {
    await services.stop()
    await server.stop()
  })
  beforeEach(async () => {
    rig = await startIrcRig(server)
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  const signedIn = { caps, sasl: { account: 'anna_m', password: 'secret' } }

  it('[P6] a services account is the identity, under any nick', async () => {
    const anna = await rig.connect('anna', signedIn)
    anna.privmsg(rig.nick, 'hello')
    const sender = await firstMessage(rig, 'hello')
    deepEqual([sender.chat, sender.customer.account], ['account:anna_m', 'anna_m'])
    await anna.quit()
    await rig.inbox.next('left')
    const phone = await rig.connect('anna_phone', signedIn)
    phone.privmsg(rig.nick, 'from my phone')
    equal((await firstMessage(rig, 'from my phone')).chat, sender.chat)
    equal(rig.inbox.all('returned')[0]?.sender.customer.name, 'anna_phone')
    await rig.network.send(deliveryTo(rig.inbox, 'anna_phone', 'I see'))
    await phone.waitFor('I see')
  })

  it('[F5] the account is vouched for only with a message that the server tags with it', async () => {
    const anna = await rig.connect('anna', signedIn)
    anna.privmsg(rig.nick, 'signed in')
    equal((await firstMessage(rig, 'signed in')).vouched, true)
    const eve = await rig.connect('eve')
    eve.privmsg(rig.nick, 'not signed in')
    equal((await firstMessage(rig, 'not signed in')).vouched, undefined)
    await services.logout('anna')
    anna.privmsg(rig.nick, 'signed out')
    const after = await firstMessage(rig, 'signed out')
    deepEqual([after.customer.account, after.vouched], ['anna_m', undefined])
  })

  it('signing in later keeps the chat, also after a restart', async () => {
    const anna = await rig.connect('anna', { caps })
    anna.privmsg(rig.nick, 'not signed in')
    const sender = await firstMessage(rig, 'not signed in')
    await services.login('anna', 'anna_m')
    anna.privmsg(rig.nick, 'signed in')
    const after = await firstMessage(rig, 'signed in')
    equal(after.chat, sender.chat)
    deepEqual(after.identities, ['account:anna_m'])
    rig.abort()
    await rig.stopped
    await using again = await startIrcRig(server, {}, rig.inbox)
    const other = await again.connect('elsewhere', signedIn)
    other.privmsg(again.nick, 'it is me')
    equal((await firstMessage(again, 'it is me')).chat, sender.chat)
  })

  it('a new host goes on as the same person while the server watches the nick for us', async () => {
    const oper = await server.oper()
    oper.privmsg(rig.nick, 'before')
    const sender = await firstMessage(rig, 'before')
    await rig.network.send(deliveryTo(rig.inbox, oper.nick, 'hello'))
    await rig.network.identify(sender.chat, sender.address)
    await rig.inbox.next('profile', ({ address }) => address !== undefined)
    oper.send('SETHOST cloak.example')
    await waitFor('the watch', async () => {
      oper.privmsg(rig.nick, 'after')
      await oper.sync()
      return rig.inbox.texts().includes('after')
    })
    const after = await firstMessage(rig, 'after')
    equal(after.chat, sender.chat)
    ok(after.customer.address.endsWith('@cloak.example'))
    await oper.quit()
  })

  it('services that come later than we do sign us in', async () => {
    await using lonely = await startInspircd({ allowFloods: true })
    await using late = await startIrcRig(lonely, { sasl: { account: 'desk', password: 'right' } })
    ok(/no login/.test((await late.inbox.next('trouble')).text))
    const anna = await late.connect('anna')
    await using linked = await linkServices(lonely, { accounts: { desk: 'right' } })
    await waitFor('the login', async () => {
      const since = anna.mark()
      anna.send(`WHOIS ${late.nick}`)
      await anna.waitFor(/ 318 /, { since })
      return anna.linesSince(since, / 330 .* desk /).length > 0
    })
    ok(linked)
  })

  it('we sign in ourselves, and say so to who looks', async () => {
    await using signed = await startIrcRig(server, { sasl: { account: 'desk', password: 'right' } })
    const anna = await signed.connect('anna')
    anna.send(`WHOIS ${signed.nick}`)
    await anna.waitFor(/ 330 .* desk /)
  })

  it('a login refused again and again stops us for good, and the admin is told at first and at last what to do', async () => {
    const since = services.log.length
    const sasl = { account: 'desk', password: 'wrong' }
    await using wrong = beginIrcRig(server, { sasl, refusedAgainMs: [20, 20] })
    await wrong.stopped
    equal(services.log.slice(since).filter((line) => / D F$/.test(line)).length, 3)
    const [first, last, ...more] = wrong.inbox.all('trouble')
    ok(first && last)
    match(first.text, /SASL/)
    match(first.remedy, /password.* restart Switchboard.* we try 2 more times/)
    match(last.text, /3 times; that was the last try/)
    match(last.remedy, /password.* restart Switchboard\.$/)
    deepEqual(more, [])
    equal(wrong.network.health().state, 'stopped')
  })

  it('a login that services refused for a while is tried again, minutes apart, and no restart is needed', async () => {
    await using unhurried = beginIrcRig(server, { sasl: { account: 'late', password: 'right' } })
    await unhurried.inbox.next('trouble')
    deepEqual(
      [unhurried.network.health().state, /in about [5-7] min/.test(unhurried.network.health().text)],
      ['down', true],
    )
    await using rig = beginIrcRig(server, {
      sasl: { account: 'late', password: 'right' },
      refusedAgainMs: Array(50).fill(100),
    })
    await rig.inbox.next('trouble')
    services.addAccount('late', 'right')
    await waitFor('the connection', () => rig.network.health().state === 'up')
    equal(rig.network.health().lacks, undefined)
    equal(rig.inbox.all('trouble').length, 1)
  })

  it('a login that is refused is told also where we were in without one, and the admin knew', async () => {
    await using lonely = await startInspircd({ allowFloods: true })
    const sasl = { account: 'desk', password: 'right' }
    await using rig = await startIrcRig(lonely, { sasl, refusedAgainMs: [60_000] })
    match((await rig.inbox.next('trouble')).text, /offers no login/)
    await using linked = await linkServices(lonely, { accounts: {} })
    const oper = await lonely.oper()
    oper.send(`KILL ${rig.nick} :once more`)
    await waitFor('a refused login', () => linked.log.some((line) => / D F$/.test(line)))
    const refused = await rig.inbox.next('trouble', ({ text }) => /refused our login/.test(text))
    match(refused.remedy, /we try 1 more time,/)
    match(rig.network.health().text, /\w\. Check account and password/)
    equal(rig.inbox.all('trouble').length, 2)
  })

  it('WHOIS tells account and connection as facts with their source', async () => {
    const anna = await rig.connect('anna', { ...signedIn, realName: 'Anna Meier' })
    anna.privmsg(rig.nick, 'hello')
    const sender = await firstMessage(rig, 'hello')
    await rig.network.identify(sender.chat, sender.address)
    const facts = await waitFor(
      'the facts',
      () => rig.inbox.all('profile').find((event) => event.facts.realName)?.facts,
    )
    equal(facts.realName?.value, 'Anna Meier')
    equal(facts.account?.source, 'WHOIS 330')
  })
})

describe('irc: the program of somebody who comes back', function () {
  this.timeout(60_000)

  it('[P12] is asked for again: another one is reported as another, the same one as the same', async () => {
    await using server = await startInspircd({ allowFloods: true })
    await using asking = await startIrcRig(server)
    const join = (text: string) => asking.connect('pia', { realName: 'Real Pia', version: { text } })
    const said = (raw: string, since: number) =>
      asking.inbox.next('profile', ({ facts }) => facts.raw?.value === raw, { since, timeoutMs: 40_000 })
    const first = await join('irssi v1.4.3')
    first.privmsg(asking.nick, 'pia here')
    const sender = await firstMessage(asking, 'pia here')
    await asking.network.identify(sender.chat, sender.address)
    equal((await said('irssi v1.4.3', 0)).anew, undefined)
    await asking.inbox.next('identified', ({ chat }) => chat === sender.chat)
    let client = first
    for (const [text, anew] of [
      ['irssi v1.4.3', undefined],
      ['WeeChat 3.8 (Jan 15 2023 08:34:04)', true],
    ] as const) {
      const since = asking.inbox.mark()
      await client.quit()
      await asking.inbox.next('left', ({ chat }) => chat === sender.chat, { since, timeoutMs: 40_000 })
      client = await join(text)
      client.privmsg(asking.nick, `back with ${text}`)
      const back = await said(text, since)
      deepEqual([back.chat, back.anew, back.facts.application?.confidence], [sender.chat, anew, 'declared'])
    }
  })
})
