import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type XmlElement, xml } from '@xmpp/client'
import type { ContactId } from '../../src/core/ids.ts'
import type { Standing, Watcher } from '../../src/ports/network.ts'
import type { XmppClient } from '../servers/xmpp-client.ts'
import { contactState } from '../support/contact-state.ts'
import { RecordingInbox } from '../support/recording-inbox.ts'
import { useXmpp } from '../support/use-xmpp.ts'
import { waitFor } from '../support/wait-for.ts'
import { answersOf, contact } from '../support/xmpp-rig.ts'

const support = { id: 'support' as ContactId, local: 'support', name: 'Help desk' }
const sales = { id: 'sales' as ContactId, local: 'sales', name: 'Sales', greetOn: ['message'] as const }
const greeting = { contacts: [{ ...support, greetOn: ['message', 'subscribe'] as const }, sales] }
const avatar = { type: 'image/png', data: Buffer.from('\x89PNG and so on', 'latin1') }

/** A store that takes its time with watchers. */
class SlowInbox extends RecordingInbox {
  readonly gate = Promise.withResolvers<void>()
  asked = 0

  override async keepWatcher(watcher: Watcher): Promise<void> {
    this.asked++
    await this.gate.promise
    await super.keepWatcher(watcher)
  }
}

const isPresence = (stanza: XmlElement, type?: string) =>
  stanza.is('presence') && stanza.attrs['from']?.startsWith(contact) === true && stanza.attrs['type'] === type
const showOf = (stanza: XmlElement) => stanza.getChildText('show') ?? 'available'
const statusesOf = (stanza: XmlElement) =>
  stanza.getChildren('status').map((one) => `${one.attrs['xml:lang']} ${one.children.join('')}`)

describe('xmpp: presence, both ways', function () {
  this.timeout(30_000)
  const stand = useXmpp({ statusEveryMs: 300, contacts: [support, sales] })
  /** How the contact is shown to this person, since a mark. */
  const shown = (person: XmppClient, since: number) => person.received.slice(since).filter((one) => isPresence(one))
  /** Everything this person did has been looked at. */
  const settled = async (person: XmppClient) => {
    await person.sync()
    await person.asks(contact, xml('ping', { xmlns: 'urn:xmpp:ping' }))
  }

  it('[F1] each way a contact can stand looks different, in every language, and none looks gone', async () => {
    const anna = await stand.rig.connect('anna')
    await anna.befriends(contact)
    const shows: string[] = []
    for (const standing of ['free', 'busy', 'long', 'closed'] as const satisfies readonly Standing[]) {
      const since = anna.mark()
      const texts = { en: `It is ${standing}.`, de: `Es ist ${standing}.` }
      stand.rig.network.publishState?.(contactState(texts.en, { standing, texts }))
      const seen = await anna.waitFor(standing, (one) => isPresence(one) && one.toString().includes(standing), {
        since,
      })
      shows.push(showOf(seen))
      deepEqual(statusesOf(seen), [`en It is ${standing}.`, `de Es ist ${standing}.`])
    }
    deepEqual(shows, ['chat', 'available', 'away', 'xa'])
  })

  it('[F9] it is told on change only and not too often: what changed meanwhile comes once, as it is then', async () => {
    const publish = (text: string, more: object = {}) => stand.rig.network.publishState?.(contactState(text, more))
    const anna = await stand.rig.connect('anna')
    await anna.befriends(contact)
    anna.send(xml('presence', { to: 'sales@help.test', type: 'subscribe' }))
    let since = anna.mark()
    const sees = (text: string) =>
      anna.waitFor(text, (one) => one.is('presence') && one.toString().includes(text), { since })
    // Another contact changes twice, so that the time in which nothing may come has gone by, before and after.
    const otherTwice = async (first: string, second: string) => {
      publish(first, { contact: 'sales' })
      publish(second, { contact: 'sales' })
      await sees(second)
    }
    await otherTwice('sales one', 'sales two')
    since = anna.mark()
    for (const free of [5, 5, 4, 3, 2, 1]) publish(`${free} free`, { free })
    await sees('1 free')
    publish('1 free')
    await otherTwice('sales three', 'sales four')
    const all = shown(anna, since).map((one) => statusesOf(one)[0])
    deepEqual(all, ['en 5 free', 'en 1 free'])
  })

  it('[F1][I1] who watches a contact is kept, and told again after a restart of ours; who stopped is not', async () => {
    const { inbox } = stand.rig
    await using anna = await stand.server.connect('anna')
    await using ben = await stand.server.connect('ben')
    await Promise.all([anna.befriends(contact), ben.befriends(contact)])
    await waitFor('both', () => [anna, ben].every(({ bare }) => inbox.kept.has(`support ${bare}`)))
    deepEqual(inbox.kept.get(`support ${anna.bare}`), { contact: 'support', address: anna.bare })
    ben.send(xml('presence', { to: contact, type: 'unsubscribe' }))
    await waitFor('one', () => !inbox.kept.has(`support ${ben.bare}`))
    await settled(ben)
    const [hers, his] = [anna.mark(), ben.mark()]
    const next = await stand.again({}, inbox)
    await anna.waitFor('the goodbye', (one) => isPresence(one, 'unavailable'), { since: hers })
    next.network.publishState?.(contactState('We are back.'))
    await anna.waitFor('the news', (one) => isPresence(one) && one.toString().includes('We are back'), { since: hers })
    await settled(ben)
    equal(shown(ben, his).length, 0)
  })

  it('[I1] nobody is let in before that is kept, nor kept before they are greeted', async () => {
    const inbox = new SlowInbox()
    await stand.again(greeting, inbox)
    const gina = await stand.rig.connect('gina')
    const since = gina.mark()
    gina.send(xml('presence', { to: contact, type: 'subscribe' }))
    await inbox.next('started')
    await waitFor('being about to be kept', () => inbox.asked === 1)
    await settled(gina)
    equal(gina.received.slice(since).filter((one) => isPresence(one, 'subscribed')).length, 0)
    inbox.gate.resolve()
    await gina.waitFor('being let in', (one) => isPresence(one, 'subscribed'), { since })
    ok(inbox.kept.has(`support ${gina.bare}`))
  })

  it('[P19][F3] how a customer is comes from all their programs, on change only, and only while they have a chat', async () => {
    const { inbox } = stand.rig
    const dora = await stand.rig.connect('dora', { resource: 'desk' })
    await dora.befriends(contact)
    dora.shows('away')
    await settled(dora)
    equal(inbox.presences.length, 0)
    dora.says(contact, 'hello')
    const { sender } = await inbox.next('message')
    const told = (state: string) => waitFor(state, () => inbox.presences.at(-1)?.presence.state === state)
    await told('away')
    dora.send(xml('presence', {}, xml('show', {}, 'dnd'), xml('status', {}, 'in a\nmeeting')))
    await told('busy')
    dora.send(xml('presence', {}, xml('idle', { xmlns: 'urn:xmpp:idle:1', since: '2024-06-03T10:00:00Z' })))
    await told('idle')
    const phone = await stand.rig.connect('dora', { resource: 'phone' })
    await told('here')
    phone.send(xml('presence'))
    await phone.quits()
    await told('idle')
    ok(inbox.presences.every(({ chat }) => chat === sender.chat))
    deepEqual(
      inbox.presences.map(({ presence: { state, text } }) => (text ? `${state}: ${text}` : state)),
      ['away', 'busy: in a meeting', 'idle', 'here', 'idle'],
    )
  })

  it('[P10] adding a contact that greets on it begins a conversation, once for each subscription', async () => {
    const { inbox, network } = await stand.again(greeting)
    const fred = await stand.rig.connect('fred', { answers: answersOf('Gajim', '1.8.4') })
    await fred.befriends(contact)
    const { sender, occasion } = await inbox.next('started')
    deepEqual([occasion, sender.contact, sender.customer.account], ['subscribe', 'support', fred.bare])
    await network.identify(sender.chat, sender.address)
    await inbox.next('profile', ({ facts }) => facts.application?.value === 'Gajim')
    fred.send(xml('presence', { to: contact, type: 'subscribe' }))
    fred.send(xml('presence', { to: contact, type: 'probe' }))
    const since = fred.mark()
    fred.send(xml('presence', { to: 'sales@help.test', type: 'subscribe' }))
    const isIn = ({ attrs }: XmlElement) => attrs['from'] === 'sales@help.test' && attrs['type'] === 'subscribed'
    await fred.waitFor('being let in', isIn, { since })
    equal(inbox.all('started').length, 1)
    fred.send(xml('presence', { to: contact, type: 'unsubscribe' }))
    await waitFor('the end of it', () => !inbox.kept.has(`support ${fred.bare}`))
    fred.send(xml('presence', { to: contact, type: 'subscribe' }))
    await waitFor('the second time', () => inbox.all('started').length === 2)
    equal(inbox.all('message').length, 0)
  })

  it('a contact has its picture in the vCard and names it in its presence', async () => {
    await stand.again({ avatar })
    const anna = await stand.rig.connect('anna')
    const since = anna.mark()
    anna.send(xml('presence', { to: contact, type: 'subscribe' }))
    const seen = await anna.waitFor('a presence', (one) => isPresence(one), { since })
    const photo = (await anna.asks(contact, xml('vCard', { xmlns: 'vcard-temp' }))).getChild('vCard')?.getChild('PHOTO')
    equal(photo?.getChildText('TYPE'), 'image/png')
    const data = Buffer.from(photo?.getChildText('BINVAL') ?? '', 'base64')
    ok(data.equals(avatar.data))
    const hash = createHash('sha1').update(data).digest('hex')
    match(seen.getChild('x', 'vcard-temp:x:update')?.getChildText('photo') ?? '', new RegExp(`^${hash}$`))
  })
})
