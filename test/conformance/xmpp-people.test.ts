import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { type XmlElement, xml } from '@xmpp/client'
import { startProsody } from '../servers/prosody.ts'
import type { XmppServer } from '../servers/xmpp-server.ts'
import { contactState } from '../support/contact-state.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { answersOf, contact, startXmppRig, type XmppRig } from '../support/xmpp-rig.ts'

const infoNs = 'http://jabber.org/protocol/disco#info'
/** The example of XEP-0115, section 5.2, with its hash. */
const exodus = xml(
  'query',
  { xmlns: infoNs, node: 'http://psi-im.org#QgayPKawpkPSDYmwT/WM94uAlu0=' },
  xml('identity', { category: 'client', type: 'pc', name: 'Exodus 0.9.1' }),
  ...[
    'http://jabber.org/protocol/caps',
    infoNs,
    'http://jabber.org/protocol/disco#items',
    'http://jabber.org/protocol/muc',
  ].map((feature) => xml('feature', { var: feature })),
)
const exodusCaps = (ver = 'QgayPKawpkPSDYmwT/WM94uAlu0=') =>
  xml('c', { xmlns: 'http://jabber.org/protocol/caps', hash: 'sha-1', node: 'http://code.google.com/p/exodus', ver })

function statusOf(presence: XmlElement): string {
  return `${presence.getChildText('show') ?? 'available'}: ${presence.getChildText('status') ?? ''}`
}

describe('xmpp: who and with what', function () {
  this.timeout(30_000)
  let server: XmppServer
  let rig: XmppRig
  before(async () => {
    server = await startProsody()
  })
  after(() => server.stop())
  beforeEach(async () => {
    rig = await startXmppRig(server)
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  const identified = async () => {
    const { sender } = await rig.inbox.next('message')
    await rig.network.identify(sender.chat, sender.address)
    await rig.inbox.next('identified')
    return Object.assign({}, ...rig.inbox.all('profile').map(({ facts }) => facts))
  }

  it('[P12][P16] a program says its name, version, system, device, features and time zone, each with its source', async () => {
    const info = xml(
      'query',
      { xmlns: infoNs },
      xml('identity', { category: 'client', type: 'phone', name: 'Conversations' }),
      xml('feature', { var: 'jabber:x:oob' }),
      xml('feature', { var: 'http://jabber.org/protocol/chatstates' }),
    )
    const time = xml(
      'time',
      { xmlns: 'urn:xmpp:time' },
      xml('tzo', {}, '+02:00'),
      xml('utc', {}, '2024-06-03T10:00:00Z'),
    )
    const answers = { ...answersOf('Conversations', '2.12.1', 'Android 14'), [infoNs]: info, 'urn:xmpp:time': time }
    const anna = await rig.connect('anna', { answers })
    anna.says(contact, 'hello')
    const facts = await identified()
    const said = Object.entries(facts as object).map(
      ([name, fact]) => `${name} ${fact.value} (${fact.source}, ${fact.confidence})`,
    )
    for (const expected of [
      'application Conversations (jabber:iq:version, declared)',
      'version 2.12.1 (jabber:iq:version, declared)',
      'os Android 14 (jabber:iq:version, declared)',
      'device phone (disco#info, declared)',
      'files yes (disco#info, declared)',
      'typing yes (disco#info, declared)',
      'timeZone +02:00 (entity time, declared)',
    ])
      ok(said.includes(expected), `${expected} in ${said.join('; ')}`)
  })

  it('[P12] features named by presence count as confirmed only when their hash is right', async () => {
    const answers = { [infoNs]: exodus }
    for (const [name, ver, source] of [
      ['ben', undefined, 'disco#info, confirmed by caps'],
      ['eve', 'AAAAKawpkPSDYmwT/WM94uAlu0=', 'disco#info'],
    ] as const) {
      const person = await rig.connect(name, { answers, caps: exodusCaps(ver) })
      await person.befriends(contact)
      person.says(contact, 'hello')
      const { sender } = await rig.inbox.next('message', (event) => event.sender.customer.name === name)
      await rig.network.identify(sender.chat, sender.address)
      const { facts } = await rig.inbox.next('profile', ({ chat }) => chat === sender.chat)
      equal(facts.device?.source, source)
      equal(facts.application?.value, 'Exodus 0.9.1')
    }
    const dora = await rig.connect('dora', { answers: { [infoNs]: 'silent' }, caps: exodusCaps() })
    await dora.befriends(contact)
    dora.says(contact, 'hello')
    const { sender } = await rig.inbox.next('message', (event) => event.sender.customer.name === 'dora')
    await rig.network.identify(sender.chat, sender.address)
    const { facts } = await rig.inbox.next('profile', ({ chat }) => chat === sender.chat)
    equal(facts.application?.value, 'Exodus 0.9.1')
  })

  it('[P16] a program that says nothing holds nobody up beyond five seconds; one that refuses, not at all', async () => {
    const [mute, curt] = await Promise.all([
      rig.connect('mute', {
        answers: { 'jabber:iq:version': 'silent', [infoNs]: 'silent', 'urn:xmpp:time': 'silent' },
      }),
      rig.connect('curt', { answers: { 'urn:xmpp:time': 'silent' } }),
    ])
    for (const person of [mute, curt]) person.says(contact, 'hello')
    const chats = await Promise.all(
      ['mute', 'curt'].map(
        async (name) => (await rig.inbox.next('message', ({ sender }) => sender.customer.name === name)).sender,
      ),
    )
    const before = performance.now()
    const times = await Promise.all(
      chats.map(async ({ chat, address }) => {
        await rig.network.identify(chat, address)
        await rig.inbox.next('identified', (event) => event.chat === chat)
        return performance.now() - before
      }),
    )
    ok((times[0] ?? 0) < 5000 && (times[1] ?? 0) < 2500, times.join(' '))
    equal(rig.inbox.all('profile').length, 0)
  })

  it('[P12] who goes on with another program is asked again', async () => {
    const desk = await rig.connect('anna', { resource: 'desk', answers: answersOf('Gajim', '1.8.4') })
    const phone = await rig.connect('anna', { resource: 'phone', answers: answersOf('Conversations', '2.12.1') })
    desk.says(contact, 'hello')
    await identified()
    phone.says(contact, 'I am on the way')
    await rig.inbox.next('profile', ({ facts }) => facts.application?.value === 'Conversations')
    equal(rig.inbox.all('profile')[0]?.facts.application?.value, 'Gajim')
  })

  it('[F1][F9] who asks may see how the desk stands, on change only', async () => {
    const anna = await rig.connect('anna')
    rig.network.publishState?.(contactState('Nobody is there now.', { open: false, standing: 'closed' }))
    await anna.befriends(contact)
    const since = anna.mark()
    anna.send(xml('presence', { to: contact, type: 'probe' }))
    await anna.sync()
    await rig[Symbol.asyncDispose]()
    const isPresence = (stanza: XmlElement) =>
      stanza.is('presence') && stanza.attrs['from']?.startsWith(contact) === true
    const gone = await anna.waitFor('a goodbye', (one) => isPresence(one) && one.attrs['type'] === 'unavailable', {
      since,
    })
    equal(gone.attrs['from'], `${contact}/desk`)
    const seen = anna.received.filter((one) => isPresence(one) && one.attrs['type'] === undefined)
    deepEqual([...new Set(seen.map(statusOf))], ['xa: Nobody is there now.'])
    equal(seen[0]?.getChild('status')?.attrs['xml:lang'] ?? seen[0]?.attrs['xml:lang'], 'en')
  })

  it('[P19][F3] who closes the last program has left, and is back with the next', async () => {
    const [desk, phone] = await Promise.all([
      rig.connect('anna', { resource: 'desk' }),
      rig.connect('anna', { resource: 'phone' }),
    ])
    await desk.befriends(contact)
    desk.says(contact, 'hello')
    const { sender } = await rig.inbox.next('message')
    await desk.quits()
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'still there?'))
    await phone.hears(contact, /^still there\?$/)
    equal(rig.inbox.all('left').length, 0)
    await phone.quits()
    match((await rig.inbox.next('left')).reason, /offline/)
    await rig.connect('anna')
    equal((await rig.inbox.next('returned')).sender.chat, sender.chat)
  })

  it('the contacts are listed; what we are and can is answered; the rest is refused', async () => {
    const anna = await rig.connect('anna')
    const query = (ns: string, node?: string) => xml('query', { xmlns: ns, ...(node ? { node } : {}) })
    const items = await anna.asks('help.test', query('http://jabber.org/protocol/disco#items'))
    deepEqual(
      items
        .getChild('query')
        ?.getChildren('item')
        .map(({ attrs }) => [attrs['jid'], attrs['name']]),
      [[contact, 'Help desk']],
    )
    const identity = async (to: string, node?: string) => {
      const found = (await anna.asks(to, query(infoNs, node))).getChild('query')?.getChild('identity')?.attrs
      return found && `${found['category']}/${found['type']} ${found['name']}`
    }
    equal(await identity('help.test'), 'component/generic People')
    equal(await identity(contact), 'client/bot Help desk')
    await anna.befriends(contact)
    const presence = anna.received.find((one) => one.is('presence') && one.getChild('c'))
    const caps = presence?.getChild('c')?.attrs
    equal(await identity(`${contact}/desk`, `${caps?.['node']}#${caps?.['ver']}`), 'client/bot Help desk')
    equal(await identity(contact, 'http://example.org#other'), undefined)
    const type = async (payload: XmlElement, to = contact, how = 'get') =>
      (await anna.asks(to, payload, how)).attrs['type']
    equal(await type(xml('ping', { xmlns: 'urn:xmpp:ping' })), 'result')
    equal(await type(query('jabber:iq:version')), 'result')
    equal(await type(xml('vCard', { xmlns: 'vcard-temp' })), 'result')
    equal(await type(query('jabber:iq:version'), 'nobody@help.test'), 'error')
    equal(await type(query('jabber:iq:private')), 'error')
    equal(await type(query('jabber:iq:version'), contact, 'set'), 'error')
  })
})
