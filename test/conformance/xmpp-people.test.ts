import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { type XmlElement, xml } from '@xmpp/client'
import { deliveryTo } from '../support/network-rig.ts'
import { useXmpp } from '../support/use-xmpp.ts'
import { answersOf, contact } from '../support/xmpp-rig.ts'

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

describe('xmpp: who and with what', function () {
  this.timeout(30_000)
  const stand = useXmpp()

  const identified = async () => {
    const { sender } = await stand.rig.inbox.next('message')
    await stand.rig.network.identify(sender.chat, sender.address)
    await stand.rig.inbox.next('identified')
    return Object.assign({}, ...stand.rig.inbox.all('profile').map(({ facts }) => facts))
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
    const anna = await stand.rig.connect('anna', { answers })
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
      const person = await stand.rig.connect(name, { answers, caps: exodusCaps(ver) })
      await person.befriends(contact)
      person.says(contact, 'hello')
      const { sender } = await stand.rig.inbox.next('message', (event) => event.sender.customer.name === name)
      await stand.rig.network.identify(sender.chat, sender.address)
      const { facts } = await stand.rig.inbox.next('profile', ({ chat }) => chat === sender.chat)
      equal(facts.device?.source, source)
      equal(facts.application?.value, 'Exodus 0.9.1')
    }
    const dora = await stand.rig.connect('dora', { answers: { [infoNs]: 'silent' }, caps: exodusCaps() })
    await dora.befriends(contact)
    dora.says(contact, 'hello')
    const { sender } = await stand.rig.inbox.next('message', (event) => event.sender.customer.name === 'dora')
    await stand.rig.network.identify(sender.chat, sender.address)
    const { facts } = await stand.rig.inbox.next('profile', ({ chat }) => chat === sender.chat)
    equal(facts.application?.value, 'Exodus 0.9.1')
  })

  it('[P16] a program that says nothing holds nobody up beyond five seconds; one that refuses, not at all', async () => {
    const [mute, curt] = await Promise.all([
      stand.rig.connect('mute', {
        answers: { 'jabber:iq:version': 'silent', [infoNs]: 'silent', 'urn:xmpp:time': 'silent' },
      }),
      stand.rig.connect('curt', { answers: { 'urn:xmpp:time': 'silent' } }),
    ])
    for (const person of [mute, curt]) person.says(contact, 'hello')
    const chats = await Promise.all(
      ['mute', 'curt'].map(
        async (name) => (await stand.rig.inbox.next('message', ({ sender }) => sender.customer.name === name)).sender,
      ),
    )
    const before = performance.now()
    const times = await Promise.all(
      chats.map(async ({ chat, address }) => {
        await stand.rig.network.identify(chat, address)
        await stand.rig.inbox.next('identified', (event) => event.chat === chat)
        return performance.now() - before
      }),
    )
    ok((times[0] ?? 0) < 5000 && (times[1] ?? 0) < 2500, times.join(' '))
    equal(stand.rig.inbox.all('profile').length, 0)
  })

  it('[P12] who goes on with another program is asked again: what the first one said holds no more', async () => {
    const { inbox } = stand.rig
    const desk = await stand.rig.connect('anna', { resource: 'desk', answers: answersOf('Gajim', '1.8.4') })
    const phone = await stand.rig.connect('anna', { resource: 'phone', answers: answersOf('Conversations', '2.12.1') })
    desk.says(contact, 'hello')
    await identified()
    phone.says(contact, 'I am on the way')
    const { anew, facts } = await inbox.next('profile', ({ facts: { application } }) => application?.value !== 'Gajim')
    deepEqual([anew, facts.application?.value, facts.version?.value], [true, 'Conversations', '2.12.1'])
    equal(facts.account?.value, 'anna@people.test')
    equal(inbox.all('profile')[0]?.anew, undefined)
  })

  it('[P12] a program that names other features than before is asked again', async () => {
    const answers: Record<string, XmlElement> = { ...answersOf('Psi', '1.5') }
    const ben = await stand.rig.connect('ben', { answers, caps: exodusCaps('AAAAKawpkPSDYmwT/WM94uAlu0=') })
    await ben.befriends(contact)
    ben.says(contact, 'hello')
    await identified()
    Object.assign(answers, answersOf('Psi+', '1.6'))
    ben.send(xml('presence', {}, exodusCaps('BBBBKawpkPSDYmwT/WM94uAlu0=')))
    const { facts } = await stand.rig.inbox.next('profile', ({ anew }) => anew === true)
    equal(facts.application?.value, 'Psi+')
    ben.send(xml('presence', {}, xml('show', {}, 'away'), exodusCaps('BBBBKawpkPSDYmwT/WM94uAlu0=')))
    await ben.sync()
    await ben.asks(contact, xml('ping', { xmlns: 'urn:xmpp:ping' }))
    equal(stand.rig.inbox.all('profile').filter(({ anew }) => anew).length, 1)
  })

  it('[P19][F3] who closes the last program has left, and is back with the next', async () => {
    const [desk, phone] = await Promise.all([
      stand.rig.connect('anna', { resource: 'desk' }),
      stand.rig.connect('anna', { resource: 'phone' }),
    ])
    await desk.befriends(contact)
    desk.says(contact, 'hello')
    const { sender } = await stand.rig.inbox.next('message')
    await desk.quits()
    await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'still there?'))
    await phone.hears(contact, /^still there\?$/)
    equal(stand.rig.inbox.all('left').length, 0)
    await phone.quits()
    match((await stand.rig.inbox.next('left')).reason, /offline/)
    await stand.rig.connect('anna')
    equal((await stand.rig.inbox.next('returned')).sender.chat, sender.chat)
  })

  it('the contacts are listed; what we are and can is answered; the rest is refused', async () => {
    const anna = await stand.rig.connect('anna')
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
