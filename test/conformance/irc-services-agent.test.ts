import { equal, match, ok } from 'node:assert/strict'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import type { IrcClient } from '../servers/irc-client.ts'
import { type IrcServices, linkServices } from '../servers/irc-services.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { beginIrcRig, type IrcRig, startIrcRig } from '../support/irc-rig.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { scriptedIrcServer } from '../support/scripted-irc-server.ts'
import { waitFor } from '../support/wait-for.ts'

const sasl = { account: 'desk', password: 'right' }
const settings = { sasl, servicesNick: 'NickServ', signInAgainMs: [50, 50, 50] }
const services = { accounts: { desk: 'right' }, agent: 'NickServ' }

async function isSignedIn(rig: IrcRig, client: IrcClient): Promise<boolean> {
  const since = client.mark()
  client.send(`WHOIS ${rig.nick}`)
  await client.waitFor(/ 318 /, { since })
  return client.linesSince(since, / 330 .* desk /).length > 0
}

/** The server has told us of a nick, and all that came before. */
async function sees(rig: IrcRig, client: IrcClient, text: string): Promise<void> {
  client.privmsg(rig.nick, text)
  await rig.inbox.next('message', ({ message }) => message.text === text)
}

describe('irc: the agent of services', function () {
  this.timeout(60_000)
  let server: Inspircd
  let linked: IrcServices
  beforeEach(async () => {
    server = await startInspircd({ allowFloods: true })
    linked = await linkServices(server, services)
  })
  afterEach(async () => {
    await linked.stop()
    await server.stop()
  })

  it('is missed each time it goes, though the server says nothing of logins; conversations go on meanwhile', async () => {
    await using rig = await startIrcRig(server, settings)
    const { network, inbox } = rig
    const anna = await rig.connect('anna')
    await sees(rig, anna, 'hello')
    equal(network.health().lacks, undefined)
    await linked.stop()
    match((await inbox.next('trouble')).text, /has no NickServ any more: .*seem to be down. We stay signed in/)
    match(network.health().lacks ?? '', /NickServ.*Ask the operators/)
    await sees(rig, anna, 'still there?')
    await network.send(deliveryTo(inbox, 'anna', 'of course'))
    await anna.waitFor('of course')
    linked = await linkServices(server, services)
    await waitFor('health to be whole again', () => network.health().lacks === undefined)
    ok(await isSignedIn(rig, anna))
    await linked.stop()
    await waitFor('the second time to be told', () => inbox.all('trouble').length === 2)
  })

  it('signs us in when it comes back, without a word of the server about logins', async () => {
    const before = await startIrcRig(server, settings)
    await before[Symbol.asyncDispose]()
    await linked.stop()
    await using rig = await startIrcRig(server, settings)
    match((await rig.inbox.next('trouble')).text, /we are not signed in/)
    const anna = await rig.connect('anna')
    linked = await linkServices(server, services)
    await waitFor('the login', () => isSignedIn(rig, anna))
    await waitFor('health to be whole', () => rig.network.health().lacks === undefined)
  })

  it('that has another name on this network is not missed', async () => {
    await using rig = await startIrcRig(server, { ...settings, servicesNick: 'AuthServ' })
    const anna = await rig.connect('anna')
    await sees(rig, anna, 'hello')
    equal(rig.network.health().lacks, undefined)
    equal(rig.inbox.all('trouble').length, 0)
  })

  it('is nobody we look for where no nick is given, or no account', async () => {
    await using rig = await startIrcRig(server, { sasl })
    await using other = await startIrcRig(server, { servicesNick: 'NickServ' })
    const anna = await rig.connect('anna')
    for (const one of [rig, other]) await sees(one, anna, 'hello')
    await linked.stop()
    for (const one of [rig, other]) {
      await sees(one, anna, 'and now')
      equal(one.network.health().lacks, undefined)
    }
  })

  it('that comes and goes, as when somebody plays with its nick, does not fill the admin room', async () => {
    await using rig = await startIrcRig(server, settings)
    const [anna, mallory] = [await rig.connect('anna'), await rig.connect('mallory')]
    await sees(rig, anna, 'hello')
    await linked.stop()
    for (let count = 0; count < 8; count++) {
      for (const nick of ['NickServ', 'mallory']) {
        mallory.send(`NICK ${nick}`)
        await mallory.sync()
        await sees(rig, anna, `${count} ${nick}`)
      }
    }
    match(rig.network.health().lacks ?? '', /has no NickServ any more/)
    equal(rig.inbox.all('trouble').length, 5)
  })

  it('that refuses us again and again is left alone', async () => {
    await linked.stop()
    await using rig = await startIrcRig(server, settings)
    const anna = await rig.connect('anna')
    linked = await linkServices(server, { agent: 'NickServ' })
    const refused = () => linked.log.filter((line) => / SASL .* D F$/.test(line)).length
    await waitFor('the last try', () => refused() === 3)
    ok(!(await isSignedIn(rig, anna)))
    match(rig.network.health().lacks ?? '', /not signed in/)
  })
})

describe('irc: the agent of services, where the server watches nobody for us', function () {
  this.timeout(60_000)

  it('is asked after, and missed', async () => {
    await using ngircd = await startNgircd({ allowFloods: true })
    const agent = await ngircd.connect('NickServ')
    await using rig = await startIrcRig(ngircd, { ...settings, pollMs: 50, seldomMs: 0 })
    const anna = await rig.connect('anna')
    await sees(rig, anna, 'hello')
    const missed = /has no NickServ any more; we are not signed in/
    const isMissed = () => missed.test(rig.network.health().lacks ?? '')
    await anna.quit()
    // The question that found her gone had found the agent there.
    await rig.inbox.next('left')
    ok(!isMissed())
    await agent.quit()
    await waitFor('it to be missed', isMissed)
    await using again = await ngircd.connect('NickServ')
    await waitFor('it to be there', () => !isMissed())
    equal(again.nick, 'NickServ')
  })
})

describe('irc: services that log us out whenever we are in', function () {
  this.timeout(60_000)

  it('are asked a few times more, and then no more', async () => {
    await using ngircd = await startNgircd()
    await using scripted = await scriptedIrcServer()
    const { port } = scripted
    await using rig = beginIrcRig(ngircd, { ...settings, port, signInAgainMs: [60_000, 20], pollMs: 20 })
    const { nick } = rig
    const logins = () => scripted.received.filter((line) => line === 'AUTHENTICATE PLAIN').length
    await scripted.welcomes()
    await scripted.hears(/^ISON nickserv$/)
    scripted.says(`:irc.test 303 ${nick} :NickServ`, `:irc.test CAP ${nick} ACK :sasl`)
    const as = `${nick} ${nick}!desk@example`
    for (let count = 1; count <= 2; count++) {
      await waitFor(`login ${count}`, () => logins() === count)
      scripted.says(`:irc.test 900 ${as} desk :You are now logged in.`, `:irc.test 901 ${as} :You are now logged out.`)
    }
    scripted.says(`:anna!anna@example PRIVMSG ${nick} :\x01PING what now\x01`)
    await scripted.hears(/^NOTICE anna :\x01PING what now/)
    equal(logins(), 2)
  })
})
