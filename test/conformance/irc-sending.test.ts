import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { defaultFlood } from '../../src/networks/irc/settings.ts'
import { type Delivery, DeliveryError, type DeliveryFailure } from '../../src/ports/network.ts'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import type { IrcClient } from '../servers/irc-client.ts'
import type { IrcServer } from '../servers/irc-server.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { type IrcRig, startIrcRig } from '../support/irc-rig.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { waitFor } from '../support/wait-for.ts'

async function failureOf(rig: IrcRig, delivery: Delivery): Promise<DeliveryFailure | undefined> {
  try {
    await rig.network.send(delivery)
    return undefined
  } catch (error) {
    return error instanceof DeliveryError ? error.failure : undefined
  }
}

const isLong = process.env['SWITCHBOARD_TEST_LONG'] !== undefined
/** It takes as long as the other tests of this file, so it goes on beside them. */
const longLoad = once(() => Promise.all([bearsLoad(startInspircd), bearsLoad(startNgircd)]))

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    result ??= work()
    result.catch(() => {})
    return result
  }
}

/** Without a pause full lines to several customers, on a server as it is installed; what became of us, and what arrived. */
async function bearsLoad(start: () => Promise<IrcServer>) {
  await using server = await start()
  await using rig = await startIrcRig(server, { flood: defaultFlood })
  const people = await Promise.all(['ada', 'bea', 'cleo'].map((name) => rig.connect(name)))
  for (const person of people) person.privmsg(rig.nick, 'hello')
  await waitFor('all', () => rig.inbox.all('message').length === people.length)
  for (const { sender } of rig.inbox.all('message')) void rig.network.identify(sender.chat, sender.address)
  const lines = Array.from({ length: isLong ? 30 : 2 }, (_, index) => `${index} ${'x'.repeat(390)}`)
  const sent = people.flatMap(({ nick }) => lines.map((line) => rig.network.send(deliveryTo(rig.inbox, nick, line))))
  await Promise.all(sent)
  await Promise.all(people.map((person) => person.sync()))
  const arrived = people.map((person) => person.linesSince(0, / x+$/).length)
  return { state: rig.network.health().state, gaps: rig.inbox.all('gap').length, arrived, expected: lines.length }
}

describe('irc: sending', function () {
  this.timeout(60_000)
  let server: Inspircd
  let rig: IrcRig
  let anna: IrcClient
  before(async () => {
    void longLoad()
    server = await startInspircd({ allowFloods: true, extra: '<noctcp enableumode="yes">' })
  })
  after(() => server.stop())
  beforeEach(async () => {
    rig = await startIrcRig(server)
    anna = await rig.connect('anna')
    anna.privmsg(rig.nick, 'hello')
    await rig.inbox.next('message')
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  it('formatted text, notices and emotes arrive as such', async () => {
    const rich = [
      { type: 'text' as const, text: 'this is ' },
      { type: 'styled' as const, style: 'bold' as const, children: [{ type: 'text' as const, text: 'bold' }] },
      { type: 'text' as const, text: ' text' },
    ]
    await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'text', text: 'this is bold text', rich }))
    await anna.waitFor(/PRIVMSG anna :this is \x02bold\x0f text$/)
    await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'notice', text: 'note' }))
    await anna.waitFor(/NOTICE anna :note$/)
    await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'emote', text: `waves ${'and smiles '.repeat(60)}` }))
    await anna.waitFor(/PRIVMSG anna :\x01ACTION waves .*\x01$/)
    await anna.waitFor(/PRIVMSG anna :\x01ACTION .*\x01$/)
  })

  it('[I2] the id the server gave to our message comes back', async () => {
    const { remoteId } = await rig.network.send(deliveryTo(rig.inbox, 'anna', 'hello'))
    match(String(remoteId), /^msgid:.+/)
  })

  it('no line is longer than the server relays', async () => {
    await rig.network.send(deliveryTo(rig.inbox, 'anna', `${'ß'.repeat(2000)}end`))
    await anna.waitFor(/end$/)
    const lines = anna.linesSince(0, /PRIVMSG anna :ß/)
    ok(lines.length >= 9)
    for (const line of lines) ok(Buffer.byteLength(`${line}\r\n`) <= 512)
    equal(lines.map((line) => line.slice(line.indexOf(' :') + 2)).join(''), `${'ß'.repeat(2000)}end`)
  })

  it('who takes no messages from us is reported with words an agent understands', async () => {
    anna.send('MODE anna +g')
    await anna.sync()
    const failure = await failureOf(rig, deliveryTo(rig.inbox, 'anna', 'hello'))
    equal(failure?.kind, 'refused')
    match(failure?.text ?? '', /accept list/)
  })

  it('who takes only messages of people signed in is reported with the remedy', async () => {
    anna.send('MODE anna +R')
    await anna.sync()
    const failure = await failureOf(rig, deliveryTo(rig.inbox, 'anna', 'hello'))
    equal(failure?.kind, 'refused')
    match(failure?.text ?? '', /sasl/)
  })

  it('who takes no CTCP is identified without it, and still gets emotes', async () => {
    anna.send('MODE anna +T')
    await anna.sync()
    const { sender } = rig.inbox.all('message')[0]!
    await rig.network.identify(sender.chat, sender.address)
    await rig.inbox.next('identified')
    await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'emote', text: 'waves' }))
    await anna.waitFor(/ACTION waves/)
  })

  it('an away customer gets everything, and their away text is no message', async () => {
    anna.send('AWAY :lunch')
    await anna.sync()
    equal((await rig.network.send(deliveryTo(rig.inbox, 'anna', 'hello'))).acknowledged, true)
    deepEqual(rig.inbox.texts(), ['hello'])
  })

  it('somebody who ignores us: the message is not said to have been taken', async () => {
    anna.send(`SILENCE +${rig.nick}!*@*`)
    await anna.sync()
    equal((await rig.network.send(deliveryTo(rig.inbox, 'anna', 'hello'))).acknowledged, false)
  })

  it('a long message whose reader leaves midway is not sent again as a whole', async () => {
    await using slow = await startIrcRig(server, { flood: { burst: 6, intervalMs: 400 } })
    const ben = await slow.connect('ben')
    ben.privmsg(slow.nick, 'hello')
    await slow.inbox.next('message')
    const failure = failureOf(slow, deliveryTo(slow.inbox, 'ben', 'word '.repeat(1500)))
    await ben.waitFor(/PRIVMSG ben :word/)
    await ben.quit()
    equal((await failure)?.kind, 'unknown')
  })
})

describe('irc: who is sent to first', function () {
  this.timeout(60_000)

  it("[I7] on a server as it is installed, with 200 prompts and positions waiting, an agent's line leaves within three", async () => {
    await using server = await startInspircd()
    await using rig = await startIrcRig(server, { flood: { burst: 8, intervalMs: 1100 }, ctcpVersion: false })
    const names = Array.from({ length: 200 }, (_, index) => `c${index}`)
    const people = await Promise.all(names.map((name) => rig.connect(name)))
    for (const person of people) person.privmsg(rig.nick, 'hello')
    await waitFor('all', () => rig.inbox.all('message').length === 200, { timeoutMs: 20_000 })
    const heard = () => people.filter(({ received }) => received.some((line) => line.includes('later please'))).length
    const waiting = names.map((name, index) => {
      const priority = index % 2 === 0 ? 'prompt' : 'position'
      return rig.network.send(deliveryTo(rig.inbox, name, 'later please', { priority }))
    })
    const settled = Promise.allSettled(waiting)
    await waitFor('the first', () => heard() > 0, { timeoutMs: 20_000 })
    const before = heard()
    await rig.network.send(deliveryTo(rig.inbox, 'c150', 'from an agent'))
    ok(heard() - before <= 2, `${heard() - before} others came first`)
    await waitFor('some more', () => heard() >= before + 3, { timeoutMs: 20_000 })
    equal(rig.network.health().state, 'up')
    rig.abort()
    await settled
  })

  it('under a long load no server as it is installed closes the connection: InspIRCd, and ngIRCd', async function () {
    this.timeout(isLong ? 400_000 : 60_000)
    for (const { state, gaps, arrived, expected } of await longLoad()) {
      deepEqual({ state, gaps, arrived }, { state: 'up', gaps: 0, arrived: arrived.map(() => expected) })
    }
  })
})
