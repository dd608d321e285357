import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { xml } from '@xmpp/client'
import type { ContactId } from '../../src/core/ids.ts'
import type { RemoteEvent } from '../../src/ports/network.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { RecordingInbox } from '../support/recording-inbox.ts'
import { useXmpp } from '../support/use-xmpp.ts'
import { contact } from '../support/xmpp-rig.ts'

const twoContacts = {
  contacts: [
    { id: 'support' as ContactId, local: 'support', name: 'Help desk' },
    { id: 'sales' as ContactId, local: 'sales', name: 'Sales' },
  ],
}
const omemo = [
  xml('encrypted', { xmlns: 'eu.siacs.conversations.axolotl' }, xml('header', { sid: '1' })),
  xml('encryption', { xmlns: 'urn:xmpp:eme:0', namespace: 'eu.siacs.conversations.axolotl', name: 'OMEMO' }),
]

/** A store that takes its time. */
class SlowInbox extends RecordingInbox {
  readonly gate = Promise.withResolvers<void>()

  override async submit(event: RemoteEvent): Promise<void> {
    await this.gate.promise
    await super.submit(event)
  }
}

describe('xmpp: messages', function () {
  this.timeout(30_000)
  const stand = useXmpp(twoContacts)

  it('[I1] a receipt is sent when the message is committed, not before', async () => {
    const inbox = new SlowInbox()
    await stand.again({}, inbox)
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'hello', xml('request', { xmlns: 'urn:xmpp:receipts' }))
    await anna.sync()
    await anna.asks(contact, xml('ping', { xmlns: 'urn:xmpp:ping' }))
    equal(anna.received.filter(({ name }) => name === 'message').length, 0)
    inbox.gate.resolve()
    const receipt = await anna.waitFor('the receipt', (stanza) => stanza.is('message'))
    equal(receipt.getChild('received', 'urn:xmpp:receipts')?.attrs['id'], 'm1-anna')
    equal(inbox.all('message').length, 1)
  })

  it('[I1] what lay somewhere is taken with the time it was written at, and confirmed; nothing is given back', async () => {
    const anna = await stand.rig.connect('anna')
    const delay = (stamp: string) => xml('delay', { xmlns: 'urn:xmpp:delay', from: 'people.test', stamp })
    const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
    const request = xml('request', { xmlns: 'urn:xmpp:receipts' })
    const long = ago(120_000)
    anna.says(contact, 'from a tunnel', delay(long), request)
    await anna.waitFor('the receipt', (stanza) => stanza.getChild('received', 'urn:xmpp:receipts') !== undefined)
    anna.says(contact, 'frm a mountain', delay('2024-06-03T12:00:00+02:00'))
    const replace = xml('replace', { xmlns: 'urn:xmpp:message-correct:0', id: 'm2-anna' })
    anna.says(contact, 'from a mountain', delay('2024-06-03T12:01:00+02:00'), replace)
    for (const stamp of ['yesterday', '0001-01-01T00:00:00Z']) anna.says(contact, 'from anywhere', delay(stamp))
    for (const stamp of [ago(10_000), ago(-10_000)]) anna.says(contact, 'from here', delay(stamp))
    anna.says(contact, 'now')
    await stand.rig.inbox.next('message', ({ message }) => message.text === 'now')
    const written = stand.rig.inbox.all('message').map(({ message, writtenAt }) => [message.text, writtenAt])
    deepEqual(written, [
      ['from a tunnel', Date.parse(long)],
      ['frm a mountain', Date.UTC(2024, 5, 3, 10)],
      ['from anywhere', 'unknown'],
      ['from anywhere', 'unknown'],
      ['from here', undefined],
      ['from here', undefined],
      ['now', undefined],
    ])
    const [edited] = stand.rig.inbox.all('edited')
    deepEqual([edited?.message.text, edited?.writtenAt], ['from a mountain', Date.UTC(2024, 5, 3, 10, 1)])
    await anna.sync()
    equal(anna.received.filter(({ attrs }) => attrs['type'] === 'error').length, 0)
    equal(anna.heard(contact).length, 0)
  })

  it('[I1] the same stanza again is one message, the same id with other words is another', async () => {
    const anna = await stand.rig.connect('anna')
    const say = (text: string) =>
      anna.send(xml('message', { to: contact, id: '1', type: 'chat' }, xml('body', {}, text)))
    for (const text of ['one', 'one', 'two']) say(text)
    await stand.rig.inbox.next('message', ({ message }) => message.text === 'two')
    deepEqual(stand.rig.inbox.texts(), ['one', 'two'])
  })

  it('[I6] what is encrypted is told once in a conversation and never shown', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'I sent you an OMEMO encrypted message but your client does not support it.', ...omemo)
    match(await anna.hears(contact, /./), /^I cannot read encrypted messages/)
    anna.says(contact, '', ...omemo)
    anna.says(contact, '?OTRv23?')
    anna.says(contact, '-----BEGIN PGP MESSAGE-----\n\nhQEMA')
    anna.says(contact, 'in clear')
    await stand.rig.inbox.next('message')
    await anna.sync()
    deepEqual(stand.rig.inbox.texts(), ['in clear'])
    equal(anna.heard(contact).length, 1)
    stand.rig.network.forget?.(stand.rig.inbox.all('message')[0]!.sender.chat)
    anna.says(contact, '', ...omemo)
    await anna.sync()
    equal(anna.heard(contact).length, 2)
  })

  it('a subject is said with the text', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'It has not come.', xml('subject', {}, 'Order 5'))
    await stand.rig.inbox.next('message')
    deepEqual(stand.rig.inbox.texts(), ['Order 5\nIt has not come.'])
  })

  it('files come with their address, /me as what one does; headlines and groups as nothing', async () => {
    const anna = await stand.rig.connect('anna')
    const url = 'https://files.example/up/a%20cat.PNG'
    const file = (address: string) => xml('x', { xmlns: 'jabber:x:oob' }, xml('url', {}, address))
    anna.says(contact, url, file(url))
    anna.says(contact, 'look', file('https://files.example/b'))
    anna.says(contact, 'bad', file('javascript:alert(1)'))
    anna.says(contact, '/me waves')
    anna.send(xml('message', { to: contact, type: 'headline' }, xml('body', {}, 'news')))
    anna.send(xml('message', { to: contact, type: 'groupchat' }, xml('body', {}, 'all of you')))
    anna.send(xml('message', { to: contact }, xml('body', {}, 'the end')))
    await stand.rig.inbox.next('message', ({ message }) => message.text === 'the end')
    deepEqual(
      stand.rig.inbox.all('message').map(({ message }) => message),
      [
        { kind: 'text', text: '', file: { url, name: 'a cat.PNG', kind: 'image' } },
        { kind: 'text', text: 'look', file: { url: 'https://files.example/b', name: 'b', kind: 'file' } },
        { kind: 'text', text: 'bad' },
        { kind: 'emote', text: 'waves' },
        { kind: 'text', text: 'the end' },
      ],
    )
  })

  it('the answer goes to the program that wrote last, until its presence changes', async () => {
    const [desk, phone] = await Promise.all([
      stand.rig.connect('anna', { resource: 'desk' }),
      stand.rig.connect('anna', { resource: 'phone' }),
    ])
    await desk.befriends(contact)
    phone.says(contact, 'from the phone')
    await stand.rig.inbox.next('message')
    const answer = (text: string) => stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', text))
    await answer('to the phone')
    await phone.hears(contact, /^to the phone$/)
    desk.says(contact, 'from the desk')
    await stand.rig.inbox.next('message', ({ message }) => message.text === 'from the desk')
    await answer('to the desk')
    await desk.hears(contact, /^to the desk$/)
    desk.shows('away')
    await desk.sync()
    await desk.asks(contact, xml('ping', { xmlns: 'urn:xmpp:ping' }))
    await answer('to wherever you are')
    await phone.hears(contact, /^to wherever you are$/)
    equal(phone.heard(contact).includes('to the desk'), false)
    equal(desk.heard(contact).includes('to the phone'), false)
  })

  it('[P6] each contact is a chat of its own, answers from the address that was asked; others do not exist', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'help')
    anna.says('sales@help.test/desk', 'buy')
    anna.says('nobody@help.test', 'hm')
    const refusal = await anna.waitFor('a refusal', ({ attrs }) => attrs['type'] === 'error')
    ok(refusal.getChild('error')?.getChild('item-not-found'))
    const bought = await stand.rig.inbox.next('message', ({ message }) => message.text === 'buy')
    const helped = await stand.rig.inbox.next('message', ({ message }) => message.text === 'help')
    deepEqual([bought.sender.contact, helped.sender.contact], ['sales', 'support'])
    notEqual(bought.sender.chat, helped.sender.chat)
    const { chat, address } = bought.sender
    await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'sold', { chat, address }))
    equal(await anna.hears('sales@help.test', /./), 'sold')
    equal(anna.heard(contact).length, 0)
  })

  it('what is said carries the key of its order, so that a program can know a repeat', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'hello')
    await stand.rig.inbox.next('message')
    const delivery = deliveryTo(stand.rig.inbox, 'anna', '2 * 3 * 4')
    const { remoteId } = await stand.rig.network.send(delivery)
    const stanza = await anna.waitFor('the answer', (one) => one.getChildText('body') === '2 * 3 * 4')
    equal(remoteId, delivery.key)
    equal(stanza.attrs['id'], delivery.key)
    equal(stanza.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs['id'], delivery.key)
    ok(stanza.getChild('unstyled', 'urn:xmpp:styling:0'))
    const rich = [
      { type: 'styled' as const, style: 'bold' as const, children: [{ type: 'text' as const, text: 'now' }] },
    ]
    await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', { kind: 'text', text: 'now', rich }))
    const styled = await anna.waitFor('the second', (one) => one.getChildText('body') === '*now*')
    equal(styled.getChild('unstyled', 'urn:xmpp:styling:0'), undefined)
  })
})
