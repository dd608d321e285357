import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { Readable } from 'node:stream'
import { type XmlElement, xml } from '@xmpp/client'
import type { RemoteMessageId } from '../../src/core/ids.ts'
import type { XmppClient } from '../servers/xmpp-client.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { useXmpp } from '../support/use-xmpp.ts'
import { waitFor } from '../support/wait-for.ts'
import { contact } from '../support/xmpp-rig.ts'

const ns = {
  info: 'http://jabber.org/protocol/disco#info',
  correction: 'urn:xmpp:message-correct:0',
  retraction: 'urn:xmpp:message-retract:1',
  reactions: 'urn:xmpp:reactions:0',
  reply: 'urn:xmpp:reply:0',
  fallback: 'urn:xmpp:fallback:0',
  markers: 'urn:xmpp:chat-markers:0',
  receipts: 'urn:xmpp:receipts',
  states: 'http://jabber.org/protocol/chatstates',
}
const replaces = (id: string) => xml('replace', { xmlns: ns.correction, id })
/** As positions in a body count them. */
const charactersIn = (text: string) => Array.from(text).length
const active = () => xml('active', { xmlns: ns.states })
/** A program that says what it can, and that this is next to nothing. */
const plain = {
  answers: {
    [ns.info]: xml('query', { xmlns: ns.info }, xml('feature', { var: 'urn:xmpp:ping' })),
  },
}

describe('xmpp: what is done to messages', function () {
  this.timeout(30_000)
  const stand = useXmpp()
  const heardBy = (person: XmppClient, fits: (stanza: XmlElement) => boolean, since = 0) =>
    person.waitFor('a stanza of ours', (one) => one.is('message') && fits(one), { since })
  const reacts = (person: XmppClient, id: string, ...keys: readonly string[]) =>
    person.send(
      xml(
        'message',
        { to: contact, type: 'chat' },
        xml('reactions', { xmlns: ns.reactions, id }, ...keys.map((key) => xml('reaction', {}, key))),
      ),
    )
  const changeOf = (target: RemoteMessageId) => {
    const { message: _message, ...toChat } = deliveryTo(stand.rig.inbox, 'anna', '')
    return { ...toChat, target }
  }
  /** Somebody who has written. */
  const writer = async (...connected: Parameters<typeof stand.rig.connect>) => {
    const person = await stand.rig.connect(...connected)
    person.says(contact, 'hello', active())
    const name = connected[0]
    const { remoteId, sender } = await stand.rig.inbox.next('message', (event) => event.sender.customer.name === name)
    return { person, remoteId, sender }
  }

  it('[P20] a correction of a correction changes the first message, whichever of the two it names', async () => {
    const { person: anna, remoteId } = await writer('anna')
    anna.says(contact, 'hello there', replaces('m1-anna'))
    anna.says(contact, 'hello to you', replaces('m2-anna'))
    anna.says(contact, 'hello to you all', replaces('m1-anna'))
    await stand.rig.inbox.next('edited', ({ message }) => message.text === 'hello to you all')
    deepEqual(
      stand.rig.inbox.all('edited').map(({ target }) => target),
      [remoteId, remoteId, remoteId],
    )
    equal(new Set(stand.rig.inbox.all('edited').map((event) => event.remoteId)).size, 3)
  })

  it('[I1] a correction in a chat that is not open begins one, with a star; one of our message is a message', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, 'what I meant', replaces('an-old-message-of-mine'))
    await stand.rig.inbox.next('message', ({ message }) => message.text === '* what I meant')
    const { remoteId = '' } = await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'ours'))
    anna.says(contact, 'yours is mine', replaces(remoteId))
    await stand.rig.inbox.next('message', ({ message }) => message.text === '* yours is mine')
    equal(stand.rig.inbox.all('edited').length, 0)
  })

  it('[I6] the same id of two people names two messages, and nobody changes what others wrote', async () => {
    const [anna, eve] = [await writer('anna'), await writer('eve')]
    for (const { person } of [anna, eve])
      person.send(xml('message', { to: contact, id: 'one-id-for-two-people', type: 'chat' }, xml('body', {}, 'same')))
    await waitFor('both', () => stand.rig.inbox.texts().filter((text) => text === 'same').length === 2)
    const ids = new Map(stand.rig.inbox.all('message').map(({ sender, remoteId }) => [sender.customer.name, remoteId]))
    eve.person.says(contact, 'changed', replaces('one-id-for-two-people'))
    const { target, chat } = await stand.rig.inbox.next('edited')
    deepEqual([target, chat], [ids.get('eve'), eve.sender.chat])
  })

  it('[P20] a message taken back in the older form is taken back too, and its line for others is not shown', async () => {
    const { person: anna, remoteId } = await writer('anna')
    const old = xml('retract', { xmlns: 'urn:xmpp:message-retract:0' })
    anna.says(contact, 'I took it back', xml('apply-to', { xmlns: 'urn:xmpp:fasten:0', id: 'm1-anna' }, old))
    equal((await stand.rig.inbox.next('redacted')).target, remoteId)
    deepEqual(stand.rig.inbox.texts(), ['hello'])
  })

  it('[P20] a message that was too long for one is taken back with all its parts', async () => {
    const anna = await stand.rig.connect('anna')
    anna.says(contact, Array.from({ length: 30_000 }, (_, index) => (index % 100 === 0 ? ' ' : 'a')).join(''))
    await waitFor('all of it', () => stand.rig.inbox.all('message').length === 3)
    anna.send(
      xml(
        ...(['message', { to: contact, id: 'taken-back', type: 'chat' }] as const),
        xml('retract', { xmlns: ns.retraction, id: 'm1-anna' }),
      ),
    )
    anna.says(contact, 'that was wrong')
    await stand.rig.inbox.next('message', ({ message }) => message.text === 'that was wrong')
    deepEqual(
      stand.rig.inbox.all('redacted').map(({ target }) => target),
      stand.rig.inbox
        .all('message')
        .slice(0, 3)
        .map(({ remoteId }) => remoteId),
    )
  })

  it('[P20][I1] of reactions only what changed is told, over a restart of ours too; words are none', async () => {
    await using anna = await stand.server.connect('anna')
    anna.says(contact, 'hello')
    const { inbox } = stand.rig
    await inbox.next('message')
    const { remoteId = '' } = await stand.rig.network.send(deliveryTo(inbox, 'anna', 'ours'))
    reacts(anna, remoteId, '👍', '🎉', 'a word', '👍')
    reacts(anna, remoteId, '👍', '❤️')
    await inbox.next('reacted', ({ key }) => key === '❤️')
    await stand.again({}, inbox)
    reacts(anna, remoteId, '❤️')
    await inbox.next('reacted', ({ key, removed }) => key === '👍' && removed)
    deepEqual(
      inbox.all('reacted').map(({ key, removed }) => `${removed ? '-' : '+'}${key}`),
      ['+👍', '+🎉', '-🎉', '+❤️', '-👍'],
    )
    ok(inbox.all('reacted').every(({ target }) => target === remoteId))
  })

  it('[P20] our reactions are said all together each time, over a restart of ours too', async () => {
    await using anna = await stand.server.connect('anna')
    anna.says(contact, 'hello')
    const { inbox } = stand.rig
    const { remoteId } = await inbox.next('message')
    await stand.rig.network.react?.({ ...changeOf(remoteId), reaction: '👍', removed: false })
    await stand.again({}, inbox)
    await stand.rig.network.react?.({ ...changeOf(remoteId), reaction: '🎉', removed: false })
    const both = await heardBy(anna, (one) => (one.getChild('reactions')?.children.length ?? 0) > 1)
    const reactions = both.getChild('reactions', ns.reactions)
    equal(reactions?.attrs['id'], 'm1-anna')
    equal(
      reactions
        ?.getChildren('reaction')
        .map((one) => one.children.join())
        .join(' '),
      '👍 🎉',
    )
  })

  it('[P20] programs that say they cannot do it read a star, a line, a quote; nobody of us is named', async () => {
    const { person: anna, remoteId, sender } = await writer('anna', plain)
    await stand.rig.network.identify(sender.chat, sender.address)
    await stand.rig.inbox.next('identified')
    const { remoteId: ours = '' } = await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'frist'))
    const target = ours as RemoteMessageId
    await stand.rig.network.edit?.({ ...changeOf(target), message: { kind: 'text', text: 'first' } })
    const edit = await heardBy(anna, (one) => one.getChildText('body') === '* first')
    equal(edit.getChild('replace'), undefined)
    await stand.rig.network.react?.({ ...changeOf(remoteId), reaction: '👍', removed: false })
    match(await anna.hears(contact, /reacted/), /^An agent reacted with 👍\.$/)
    await stand.rig.network.redact?.(changeOf(target))
    match(await anna.hears(contact, /back/), /^An agent took an earlier message back/)
    const answer = { kind: 'text', text: 'to you', replyTo: { author: '', text: 'hello\n😀 there\0' } } as const
    await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', answer, { answers: remoteId }))
    const reply = await heardBy(anna, (one) => one.getChild('reply') !== undefined)
    equal(reply.getChildText('body'), '> hello\n> 😀 there\nto you')
    const { id, to } = reply.getChild('reply', ns.reply)?.attrs ?? {}
    deepEqual([id, to], ['m1-anna', anna.bare])
    const range = reply.getChild('fallback', ns.fallback)?.getChild('body')?.attrs
    deepEqual([range?.['start'], range?.['end']], ['0', `${charactersIn('> hello\n> 😀 there\n')}`])
  })

  it('[P20] what an answer quotes is cut off and kept beside it; a range beyond the text is none', async () => {
    const { person: anna } = await writer('anna')
    const { remoteId = '' } = await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', 'which 😀?'))
    const answers = (body: string, end: number) =>
      anna.says(
        contact,
        body,
        xml('reply', { xmlns: ns.reply, id: remoteId, to: `${contact}/desk` }),
        xml('fallback', { xmlns: ns.fallback, for: ns.reply }, xml('body', { start: '0', end: `${end}` })),
      )
    answers('> which 😀?\nthat one', charactersIn('> which 😀?\n'))
    answers('> odd\nvery', 4000)
    const odd = await stand.rig.inbox.next('message', ({ message }) => message.text.endsWith('very'))
    equal(odd.message.text, '> odd\nvery')
    const good = stand.rig.inbox.all('message').find(({ message }) => message.text === 'that one')
    deepEqual([good?.answers, good?.message.replyTo], [remoteId, { author: '', text: 'which 😀?' }])
  })

  it('[P20] a long text that becomes a short one leaves nothing behind', async () => {
    const { person: anna } = await writer('anna')
    const long = 'a long answer '.repeat(1500)
    const { remoteId = '' } = await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', long))
    const since = anna.mark()
    const edit = { ...changeOf(remoteId as RemoteMessageId), message: { kind: 'text', text: 'short' } } as const
    equal((await stand.rig.network.edit?.(edit))?.remoteId, remoteId)
    await heardBy(anna, (one) => one.getChild('retract')?.attrs['id'] === `${remoteId}#2`, since)
    const done = anna.received.slice(since).flatMap((one) => {
      const [replace, retract] = [one.getChild('replace', ns.correction), one.getChild('retract', ns.retraction)]
      return replace ? [`replace ${replace.attrs['id']}`] : retract ? [`retract ${retract.attrs['id']}`] : []
    })
    deepEqual(done, [`replace ${remoteId}`, `retract ${remoteId}#1`, `retract ${remoteId}#2`])
  })

  it('[P20] a file with words is taken back as a whole, also what an earlier process sent; new words leave it', async () => {
    await using anna = await stand.server.connect('anna')
    anna.says(contact, 'hello')
    const { inbox } = stand.rig
    await inbox.next('message')
    const file = { url: 'mxc://hs/a', name: 'a.png', kind: 'image' } as const
    const words = (text: string) => ({ kind: 'text', text, file }) as const
    const open = () => Promise.reject(new Error('nobody reads it'))
    const delivery = deliveryTo(inbox, 'anna', words('hre'), { file: { link: 'https://files.example/a.png', open } })
    const target = (await stand.rig.network.send(delivery)).remoteId as RemoteMessageId
    await stand.rig.network.edit?.({ ...changeOf(target), message: words('here') })
    await heardBy(anna, (one) => one.getChild('replace') !== undefined)
    await stand.again({}, inbox)
    await stand.rig.network.redact?.(changeOf(target))
    await heardBy(anna, (one) => one.getChild('retract')?.attrs['id'] === `${target}#1`)
    const retracted = anna.received.flatMap((one) => one.getChild('retract', ns.retraction)?.attrs['id'] ?? [])
    deepEqual(retracted, [target, `${target}#1`])
    equal(anna.heard(contact).filter((text) => /took an earlier message back/.test(text)).length, 1)
  })

  it('[P19] typing goes only to programs that have shown that they know it', async () => {
    const [anna, ben] = await Promise.all([stand.rig.connect('anna'), stand.rig.connect('ben')])
    anna.says(contact, 'hello')
    ben.says(contact, 'hello', active())
    await waitFor('both', () => stand.rig.inbox.all('message').length === 2)
    for (const name of ['anna', 'ben']) {
      const { chat, address } = deliveryTo(stand.rig.inbox, name, '')
      stand.rig.network.typing?.(chat, address, true)
      await stand.rig.network.send(deliveryTo(stand.rig.inbox, name, 'the end'))
    }
    await Promise.all([anna, ben].map((person) => person.hears(contact, /^the end$/)))
    const states = (person: XmppClient) =>
      person.received.flatMap((one) => ['composing', 'active'].filter((name) => one.getChild(name, ns.states)))
    deepEqual([states(anna), states(ben)], [[], ['composing', 'active']])
  })

  it('[P20] what a program has counts as read until it shows that it tells what was displayed', async () => {
    const { person: anna, sender } = await writer('anna')
    const confirms = (name: string, xmlns: string, id: string) =>
      anna.send(xml('message', { to: contact, type: 'chat' }, xml(name, { xmlns, id })))
    const says = async (text: string) => {
      const { remoteId = '' } = await stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', text))
      const stanza = await heardBy(anna, (one) => one.getChildText('body') === text)
      ok(stanza.getChild('request', ns.receipts) && stanza.getChild('markable', ns.markers))
      return remoteId
    }
    const [first, second, third] = [await says('one'), await says('two'), await says('three')]
    confirms('received', ns.receipts, first)
    confirms('displayed', ns.markers, second)
    confirms('received', ns.receipts, third)
    confirms('displayed', ns.markers, 'something else')
    confirms('displayed', ns.markers, third)
    await waitFor('the last', () => stand.rig.inbox.reads.some(({ remoteId }) => remoteId === third))
    deepEqual(
      stand.rig.inbox.reads.map(({ remoteId }) => remoteId),
      [first, second, third],
    )
    ok(stand.rig.inbox.reads.every(({ chat }) => chat === sender.chat))
  })

  it('a file is its address alone, with its words before it; without an address it is a line that says so', async () => {
    const { person: anna } = await writer('anna')
    const link = 'https://files.example/a.png'
    const open = () => Promise.resolve({ stream: Readable.from(['abc']), contentType: 'image/png' })
    const file = { url: 'mxc://hs/a', name: 'a.png', kind: 'image' } as const
    const send = (text: string, more: object) =>
      stand.rig.network.send(deliveryTo(stand.rig.inbox, 'anna', { kind: 'text', text, file, author: 'Mira' }, more))
    await send('see here', { file: { link, open } })
    await send('', { file: { link, open } })
    await send('', { file: { open } })
    await anna.hears(contact, /cannot be shown/)
    const addresses = anna.received.map((one) => one.getChild('x', 'jabber:x:oob')?.getChildText('url'))
    deepEqual(
      addresses.filter((url) => url !== undefined),
      [link, link],
    )
    deepEqual(anna.heard(contact), [
      'see here',
      link,
      'Mira: a.png',
      link,
      '(Mira sent a picture, a.png, that cannot be shown here)',
    ])
  })
})
