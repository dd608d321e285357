import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { xml } from '@xmpp/client'
import type { RemoteChatId } from '../../src/core/ids.ts'
import { createXmppNetwork, lookAtXmppServer } from '../../src/networks/xmpp/index.ts'
import { DeliveryError } from '../../src/ports/network.ts'
import { startEjabberd } from '../servers/ejabberd.ts'
import { needServers } from '../servers/installed.ts'
import { startProsody } from '../servers/prosody.ts'
import type { XmppServer } from '../servers/xmpp-server.ts'
import { silent } from '../support/irc-rig.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { startScriptedXmpp } from '../support/scripted-xmpp-server.ts'
import { waitFor } from '../support/wait-for.ts'
import { beginXmpp, contact, startXmppRig, xmppSettings } from '../support/xmpp-rig.ts'

const isFailure = (kind: string) => (error: unknown) => error instanceof DeliveryError && error.failure.kind === kind
const errorFor = (id: string, from: string, condition: string, type = 'cancel') =>
  `<message type='error' id='${id}' from='${from}' to='${contact}'><error type='${type}'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`

describe('xmpp: being a component of Prosody', function () {
  this.timeout(60_000)
  let server: XmppServer
  before(async () => {
    server = await startProsody()
  })
  after(() => server.stop())

  for (const [what, wrong, text, remedy] of [
    ['a wrong secret', { secret: 'another one' }, /refused the secret/, /Set the same secret/],
    [
      'a domain the server does not know',
      { domain: 'other.test' },
      /knows no component other\.test/,
      /Add the component/,
    ],
  ] as const) {
    it(`${what} stops us for good, with a remedy, and the doctor says it`, async () => {
      const settings = xmppSettings(server.componentPort, wrong)
      await using begun = beginXmpp(settings)
      await begun.stopped
      const trouble = await begun.inbox.next('trouble')
      match(trouble.text, text)
      match(trouble.remedy, remedy)
      const health = begun.network.health()
      equal(health.state, 'stopped')
      match(health.text, remedy)
      await rejects(lookAtXmppServer(settings), text)
    })
  }

  it('the doctor sees that all is well, and that we are connected already; a second one of us waits', async () => {
    const settings = xmppSettings(server.componentPort)
    equal((await lookAtXmppServer(settings)).isConnected, false)
    await using rig = await startXmppRig(server)
    equal((await lookAtXmppServer(settings)).isConnected, true)
    await using second = beginXmpp(settings)
    await waitFor('the conflict', () => second.network.health().state === 'down')
    match(second.network.health().text, /another program is connected/)
    equal(rig.network.health().state, 'up')
    equal(second.inbox.all('trouble').length, 0)
    await rig[Symbol.asyncDispose]()
    await second.comesUp(20_000)
  })

  it('[I1] over a restart of ours nobody is lost, and who can be seen is looked for', async () => {
    const rig = await startXmppRig(server)
    const [anna, ben] = await Promise.all([rig.connect('anna'), rig.connect('ben')])
    await anna.befriends(contact)
    anna.says(contact, 'hello')
    ben.says(contact, 'hello')
    await waitFor('both', () => rig.inbox.all('message').length === 2)
    const { inbox } = rig
    rig.abort()
    await rig.stopped
    await rejects(rig.network.send(deliveryTo(inbox, 'anna', 'meanwhile')), isFailure('later'))
    await anna.quits()
    const since = inbox.mark()
    await using next = beginXmpp(xmppSettings(server.componentPort), inbox)
    await next.comesUp()
    const isOf = (name: string) => (chat: RemoteChatId) => chat.includes(`${name}@`)
    await inbox.next('left', ({ chat }) => isOf('anna')(chat), { since })
    await inbox.next('returned', ({ sender }) => isOf('ben')(sender.chat), { since })
    await next.network.send(deliveryTo(inbox, 'ben', 'we are back'))
    await ben.hears(contact, /^we are back$/)
    await rejects(next.network.send(deliveryTo(inbox, 'anna', 'we are back')), isFailure('away'))
    await next[Symbol.asyncDispose]()
    const again = await server.connect('anna')
    const mark = inbox.mark()
    await using last = beginXmpp(xmppSettings(server.componentPort), inbox)
    await last.comesUp()
    await inbox.next('returned', ({ sender }) => isOf('anna')(sender.chat), { since: mark })
    await last.network.send(deliveryTo(inbox, 'anna', 'welcome back'))
    await again.hears(contact, /^welcome back$/)
    await again.quits()
    await rig[Symbol.asyncDispose]()
  })

  it('[I1] [I2] a program that counts: what it sends again after a restart of ours is one message, the same number later another', async () => {
    const rig = await startXmppRig(server)
    const { inbox } = rig
    const anna = await rig.connect('anna')
    const say = (text: string) =>
      anna.send(xml('message', { to: contact, id: '1', type: 'chat' }, xml('body', {}, text)))
    say('hello')
    await inbox.next('message')
    await rig.network.send(deliveryTo(inbox, 'anna', 'what is it?'))
    rig.abort()
    await rig.stopped
    let later = 0
    await using next = beginXmpp(xmppSettings(server.componentPort), inbox, () => Date.now() + later)
    await next.comesUp()
    for (const text of ['hello', 'my invoice']) say(text)
    await inbox.next('message', ({ message }) => message.text === 'my invoice')
    deepEqual(inbox.texts(), ['hello', 'my invoice'])
    later = 3_600_000
    for (const text of ['hello', 'it is me again']) say(text)
    await inbox.next('message', ({ message }) => message.text === 'it is me again')
    deepEqual(inbox.texts(), ['hello', 'my invoice', 'hello', 'it is me again'])
    await rig[Symbol.asyncDispose]()
  })

  it('settings that could not be sent as what they are meant to be are refused', () => {
    const deps = { log: silent, clock: { now: Date.now }, random: Math.random }
    const make = (more: object) => () => createXmppNetwork({ ...xmppSettings(1), ...more }, deps)
    ok(make({})())
    const withLocal = (local: string) => ({ contacts: [{ id: 'x', local, name: 'x' }] })
    for (const bad of [
      { domain: 'a b' },
      { domain: 'a@b.test' },
      { domain: 'HELP.test' },
      { contacts: [] },
      ...['a b', 'a@b', 'a/b', 'a"b', 'A', 'a\nb'].map(withLocal),
    ]) {
      let refusal = ''
      try {
        make(bad)()
      } catch (error) {
        refusal = String(error)
      }
      match(refusal, /not sent to XMPP/, JSON.stringify(bad))
    }
  })
})

describe('xmpp: being a component of ejabberd', function () {
  this.timeout(60_000)
  let server: XmppServer
  before(async function () {
    needServers(this, 'ejabberd')
    server = await startEjabberd()
  })
  after(() => server?.stop())

  it('a wrong secret stops us for good, with a remedy, and the doctor says it', async () => {
    const settings = xmppSettings(server.componentPort, { secret: 'another one' })
    await using begun = beginXmpp(settings)
    await begun.stopped
    match((await begun.inbox.next('trouble')).remedy, /Set the same secret/)
    await rejects(lookAtXmppServer(settings), /refused the secret/)
  })

  it('[I1] a look by the doctor does no harm to who is connected', async () => {
    await using rig = await startXmppRig(server)
    const anna = await rig.connect('anna')
    anna.says(contact, 'hello')
    await rig.inbox.next('message')
    for (let looks = 0; looks < 5; looks++) await lookAtXmppServer(xmppSettings(server.componentPort))
    ok((await rig.network.send(deliveryTo(rig.inbox, 'anna', 'still here'))).acknowledged)
    await anna.hears(contact, /^still here$/)
    equal(rig.network.health().state, 'up')
  })
})

describe('xmpp: a connection that fails', function () {
  this.timeout(30_000)

  it('a server that goes silent is noticed, and asked first', async () => {
    await using server = await startScriptedXmpp()
    await using begun = beginXmpp(xmppSettings(server.port, { keepAliveMs: 200 }))
    await begun.comesUp()
    await server.hears(/<ping/)
    equal(begun.network.health().state, 'up')
    server.echoes = false
    await waitFor('the loss', () => begun.network.health().state === 'down')
    match(begun.network.health().text, /does not answer any more/)
    server.echoes = true
    await begun.inbox.next('gap')
  })

  it('a ping that got lost is asked again, and nobody takes that for an end', async () => {
    await using server = await startScriptedXmpp()
    await using begun = beginXmpp(xmppSettings(server.port, { keepAliveMs: 1000 }))
    await begun.comesUp()
    server.message('anna@people.test/x', '<body>hello</body>')
    await begun.inbox.next('message')
    server.echoes = false
    const sent = begun.network.send(deliveryTo(begun.inbox, 'anna', 'are you there?'))
    const [, id] = await server.hears(/are you there\?.*<iq type="get" id="([\w-]+)"/s)
    await server.hears(new RegExp(`id="${id}".*id="${id}"`, 's'))
    server.echoes = true
    ok((await sent).acknowledged)
    equal(server.connections, 1)
  })

  it('[I2] what was under way when the connection broke is unknown, what was not is for later', async () => {
    await using server = await startScriptedXmpp()
    await using begun = beginXmpp(xmppSettings(server.port))
    await begun.comesUp()
    server.message('anna@people.test/x', '<body>hello</body>')
    await begun.inbox.next('message')
    server.echoes = false
    const under = begun.network.send(deliveryTo(begun.inbox, 'anna', 'under way'))
    const settled = rejects(under, isFailure('unknown'))
    await server.hears(/under way/)
    server.cut()
    await settled
    await rejects(begun.network.send(deliveryTo(begun.inbox, 'anna', 'x')), isFailure('later'))
  })

  it('what comes back says which message did not arrive, and whether to try again', async () => {
    await using server = await startScriptedXmpp()
    await using begun = beginXmpp(xmppSettings(server.port))
    await begun.comesUp()
    server.message('anna@people.test/x', '<body>hello</body>')
    await begun.inbox.next('message')
    server.echoes = false
    for (const [condition, type, kind] of [
      ['remote-server-timeout', 'wait', 'later'],
      ['forbidden', 'auth', 'refused'],
      ['remote-server-not-found', 'cancel', 'refused'],
      ['service-unavailable', 'cancel', 'away'],
    ] as const) {
      const delivery = deliveryTo(begun.inbox, 'anna', condition)
      const sent = begun.network.send(delivery)
      const settled = rejects(sent, isFailure(kind), condition)
      await server.hears(new RegExp(condition))
      server.send(errorFor(delivery.key, 'eve@people.test/x', 'gone'))
      server.send(errorFor(delivery.key, 'anna@people.test/x', condition, type))
      await settled
    }
    await begun.inbox.next('left')
    server.message('anna@people.test/x', '<body>I am back</body>')
    await begun.inbox.next('message', ({ message }) => message.text === 'I am back')
    server.echoes = true
    ok((await begun.network.send(deliveryTo(begun.inbox, 'anna', 'good'))).acknowledged)
  })

  it('[I2] what a distant server gives back later is told to its author, once, and nothing of others is', async () => {
    await using server = await startScriptedXmpp()
    await using begun = beginXmpp(xmppSettings(server.port))
    await begun.comesUp()
    server.message('anna@far.test/x', '<body>hello</body>')
    const { sender } = await begun.inbox.next('message')
    const delivery = deliveryTo(begun.inbox, 'anna', `${'a long answer '.repeat(1500)}`)
    await begun.network.send(delivery)
    server.send(errorFor(delivery.key, 'eve@far.test/x', 'gone'))
    for (const id of [`${delivery.key}#1`, delivery.key])
      server.send(errorFor(id, 'anna@far.test', 'remote-server-timeout', 'wait'))
    const event = await begun.inbox.next('undelivered')
    equal(event.chat, sender.chat)
    equal(event.key, delivery.key)
    equal(event.from, 'agent')
    match(event.text, /remote server timeout/)
    match(event.excerpt, /^a long answer/)
    server.message('anna@far.test/x', '<body>the end</body>')
    await begun.inbox.next('message', ({ message }) => message.text === 'the end')
    equal(begun.inbox.all('undelivered').length, 1)
  })

  it('a refusal counts also where the server forgets to hang up', async () => {
    await using server = await startScriptedXmpp()
    server.greeting = '<stream:error><not-authorized xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>'
    server.hangsUp = false
    await using begun = beginXmpp(xmppSettings(server.port))
    await begun.stopped
    match((await begun.inbox.next('trouble')).remedy, /Set the same secret/)
    equal(server.connections, 1)
  })

  it('a server that never lets us in or says nothing is given up, and tried again', async () => {
    await using server = await startScriptedXmpp()
    server.greeting =
      '<stream:error><system-shutdown xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error></stream:stream>'
    await using begun = beginXmpp(xmppSettings(server.port))
    await waitFor('the second try', () => server.connections >= 2)
    match(begun.network.health().text, /shutting down/)
    server.greeting = '<handshake/>'
    await begun.comesUp(20_000)
    equal(begun.inbox.all('gap').length, 0)
  })
})
