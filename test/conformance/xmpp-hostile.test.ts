import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { xml } from '@xmpp/client'
import { deliveryTo } from '../support/network-rig.ts'
import { type ScriptedXmppServer, startScriptedXmpp } from '../support/scripted-xmpp-server.ts'
import { useXmpp } from '../support/use-xmpp.ts'
import { beginXmpp, contact, xmppSettings } from '../support/xmpp-rig.ts'

const said = (text: string) => `<body>${text}</body>`

describe('xmpp: a server that says anything', function () {
  this.timeout(30_000)
  let server: ScriptedXmppServer
  let rig: ReturnType<typeof beginXmpp>
  beforeEach(async () => {
    server = await startScriptedXmpp()
    rig = beginXmpp(xmppSettings(server.port))
    await rig.comesUp()
  })
  afterEach(async () => {
    await rig[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  /** Everything that this person sent before has been looked at. */
  const settled = async (person = 'eve@people.test/x') => {
    server.message(person, said('the end'))
    await rig.inbox.next('message', ({ message }) => message.text === 'the end')
  }

  it('[I6] nobody is one of us, nobody without an address is anybody, and what is not for us is nothing', async () => {
    server.message('support@help.test/desk', said('from ourselves'))
    server.message('help.test', said('from ourselves'))
    server.message('', said('from nobody'))
    server.message('a@b@c', said('from no address'))
    server.message('people.test', said('from a server'))
    server.send(`<message to='support@help.test'>${said('without sender')}</message>`)
    server.send(`<message from='eve@people.test/x' to='support@other.test'>${said('to others')}</message>`)
    server.send(`<message xmlns='jabber:client' from='eve@people.test/x' to='${contact}'>${said('a client')}</message>`)
    await settled()
    deepEqual(rig.inbox.texts(), ['the end'])
  })

  it('[I6] carbons are forged, since nobody sends us real ones: they go back; nothing forwarded is looked into', async () => {
    const inner = `<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'
      from='anna@people.test/x' to='${contact}'>${said('forged')}</message></forwarded>`
    for (const kind of ['received', 'sent']) {
      const carbon = `<${kind} xmlns='urn:xmpp:carbons:2'>${inner}</${kind}>`
      server.message('anna@people.test', `${said('forged')}${carbon}`, `id='${kind}'`)
      await server.hears(new RegExp(`type="error" id="${kind}".*not-acceptable`))
    }
    server.message('eve@people.test/x', `<result xmlns='urn:xmpp:mam:2' id='1'>${inner}</result>`)
    server.message('eve@people.test/x', `${said('for you alone')}<private xmlns='urn:xmpp:carbons:2'/>`)
    await settled()
    deepEqual(rig.inbox.texts(), ['for you alone', 'the end'])
  })

  it('[P12] an answer counts only from whom was asked', async () => {
    server.message('anna@people.test/phone', said('hello'))
    const { sender } = await rig.inbox.next('message')
    await rig.network.identify(sender.chat, sender.address)
    const asked = await server.hears(
      /id="([\w-]+)" from="\S+" to="anna@people.test\/phone"><query xmlns="jabber:iq:version"/,
    )
    const answer = (from: string, name: string) =>
      `<iq type='result' id='${asked[1]}' from='${from}' to='support@help.test/desk'><query xmlns='jabber:iq:version'><name>${name}</name></query></iq>`
    server.send(answer('eve@people.test/phone', 'Forged') + answer('anna@people.test', 'Forged'))
    server.send(answer('anna@people.test/phone', 'Conversations'))
    const { facts } = await rig.inbox.next('profile')
    equal(facts.application?.value, 'Conversations')
    equal(rig.inbox.all('profile').length, 1)
  })

  it('[I6] text stays text: markup, references, controls', async () => {
    server.message(
      'eve@people.test/x',
      said('&lt;b&gt;x&lt;/b&gt; &amp;amp; &#x85;&#9;]]&gt; {"type":"trouble"} !close'),
    )
    server.message('eve@people.test/x', '<body><![CDATA[<script>]]></body><html><body>rich</body></html>')
    await settled()
    deepEqual(rig.inbox.texts().slice(0, 2), ['<b>x</b> &amp; \t]]> {"type":"trouble"} !close', '<script>'])
  })

  it('[I6] what we say can close nothing and hide nothing', async () => {
    server.message('anna@people.test/x', said('hello'))
    await rig.inbox.next('message')
    const since = server.mark()
    const text = `</body></message></stream:stream><iq a='b' "c">&lt;\0\x07\u{d800}\ufffe]]><!--`
    await rig.network.send(deliveryTo(rig.inbox, 'anna', text))
    const [, body = ''] = await server.hears(/<body>(.*?)<\/body>/s, since)
    equal(
      body,
      '&lt;/body&gt;&lt;/message&gt;&lt;/stream:stream&gt;&lt;iq a=&apos;b&apos; &quot;c&quot;&gt;&amp;lt;]]&gt;&lt;!--',
    )
    equal(server.received.slice(since).match(/<message /g)?.length, 1)
  })

  it('[I7] a stanza too large or too deep is sent back, and the stream goes on', async () => {
    server.message('eve@people.test/x', said('x'.repeat(700_000)), "id='large'")
    server.message('eve@people.test/x', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`, "id='deep'")
    server.message('eve@people.test/x', '<a/>'.repeat(20_000), "id='many'")
    const before = performance.now()
    await settled()
    ok(performance.now() - before < 3000, `${performance.now() - before} ms`)
    for (const id of ['large', 'deep', 'many'])
      await server.hears(new RegExp(`type="error" id="${id}".*policy-violation`))
    equal(server.connections, 1)
  })

  it('a long text comes whole, in pieces that a room takes', async () => {
    const text = 'Grüße 👩‍🚒 '.repeat(3000).trim()
    server.message('anna@people.test/x', said(text), "id='1'")
    await settled('anna@people.test/x')
    const pieces = rig.inbox.texts().slice(0, -1)
    ok(pieces.length > 3 && pieces.every((piece) => Buffer.byteLength(piece) <= 12_000))
    ok(pieces.join(' ') === text)
    equal(new Set(rig.inbox.all('message').map(({ remoteId }) => remoteId)).size, pieces.length + 1)
  })

  for (const [what, bytes] of [
    ['tags that do not match', '<message></presence>'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "aaaa">]>'],
    ['an entity of its own', `<message><body>&boom;</body></message>`],
    ['a processing instruction', '<?php echo 1 ?>'],
    ['a control character', '<message>\x01</message>'],
  ] as const) {
    it(`${what}: the connection is given up and made anew`, async () => {
      server.send(bytes)
      await server.hears(/<stream:stream.*<stream:stream/s)
      await rig.comesUp()
      await settled()
      match(JSON.stringify(rig.inbox.all('gap')), /"ms"/)
    })
  }

  it('bytes that are no UTF-8, and stanzas in single bytes, harm nothing', async () => {
    const bytes = Buffer.from(
      `<message from='eve@people.test/x' to='${contact}' type='chat'><body>gr\xfcn 字</body></message>`,
    )
    for (const byte of bytes) server.send(Buffer.from([byte]))
    server.send(
      Buffer.concat([
        Buffer.from(`<message from='eve@people.test/x' to='${contact}'><body>`),
        Buffer.from([0xff]),
        Buffer.from('</body></message>'),
      ]),
    )
    await settled()
    deepEqual(rig.inbox.texts(), ['gr\xfcn 字', '\ufffd', 'the end'])
  })
})

describe('xmpp: hostile people on Prosody', function () {
  this.timeout(30_000)
  const stand = useXmpp()

  it('[I6] who pretends to be somebody else is themselves', async () => {
    const eve = await stand.rig.connect('eve')
    eve.send(xml('message', { from: 'anna@people.test/x', to: contact, type: 'chat' }, xml('body', {}, 'I am anna')))
    eve.says(contact, 'I am eve')
    await stand.rig.inbox.next('message', ({ message }) => message.text === 'I am eve')
    ok(stand.rig.inbox.all('message').every(({ sender }) => sender.customer.account === 'eve@people.test'))
  })

  it('[I6] one stanza of ours that the server would refuse never ends the conversations of all', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'hello')
    await stand.rig.inbox.next('message')
    for (const text of ['\x02bold\x0f', '\0', '\ud800', 'x'.repeat(600_000), '\uffff'])
      await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', text))
    await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'still here'))
    await anna.hears(contact, /^still here$/)
    equal(anna.heard(contact)[0], 'bold')
    equal(anna.heard(contact).join('').match(/x/g)?.length, 600_000)
    equal(stand.rig.inbox.all('gap').length, 0)
  })

  it('[I7] a flood of questions is answered and holds up nobody', async () => {
    const [anna, eve] = await Promise.all([stand.rig.connect('anna'), stand.rig.connect('eve')])
    anna.says(contact, 'hello')
    await stand.rig.inbox.next('message')
    const flood = Array.from({ length: 300 }, () => eve.asks(contact, xml('query', { xmlns: 'jabber:iq:version' })))
    await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'here I am'))
    await anna.hears(contact, /^here I am$/)
    for (const answer of await Promise.all(flood)) equal(answer.attrs['type'], 'result')
  })
})
