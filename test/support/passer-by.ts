import { type XmlElement, xml } from '@xmpp/client'
import { escapePattern } from '../../src/util/localpart.ts'
import { connectIrc } from '../servers/irc-client.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import type { XmppClient } from '../servers/xmpp-client.ts'
import { awayTextOf } from './away-text.ts'
import { type IrcPlace, ircPlaceOf, jidOf, Places, readLinks } from './places.ts'
import { waitFor } from './wait-for.ts'

const items = 'http://jabber.org/protocol/disco#items'
/** How a contact stands, in words, on IRC and in Slack. */
const standing = /\d+ of \d+ agents? free|Nobody is there/

/** How somebody who does not write to us gets to look at the networks that are not on IRC. */
export interface Ways {
  readonly xmpp?: (() => Promise<XmppClient>) | undefined
  readonly slack?: (() => SlackCustomer) | undefined
}

/**
 * Somebody looks for every contact that was published, without writing to any: on IRC the server must show the nick and
 * how it stands, on XMPP their own server must lead there, in Slack the app must have its home page.
 * @param links what `contact links` answered
 */
export async function findPlaces(links: string, { xmpp, slack }: Ways): Promise<Places> {
  const published = readLinks(links)
  const nicks = published.flatMap(([contact, link]) => named(contact, ircPlaceOf(link)))
  const jids = published.flatMap(([contact, link]) => named(contact, jidOf(link)))
  await Promise.all([
    ...[...Map.groupBy(nicks, ([, { host, port }]) => `${host} ${port}`).values()].map((there) =>
      lookOnIrc(there.map(([, place]) => place)),
    ),
    ...(jids.length > 0 ? [lookOnXmpp(jids, xmpp)] : []),
    ...(slack ? [lookAtHome(slack())] : []),
  ])
  return new Places(new Map(nicks), new Map(jids))
}

function named<T>(contact: string, place: T | undefined): readonly (readonly [string, T])[] {
  return place === undefined ? [] : [[contact, place]]
}

/** All of them on one server. */
async function lookOnIrc(places: readonly IrcPlace[]): Promise<void> {
  const [server] = places
  if (!server) return
  await using passerBy = await connectIrc({ host: server.host, port: server.port, nick: 'passerby' })
  for (const { nick } of places) {
    const since = passerBy.mark()
    passerBy.send(`MONITOR + ${nick}`)
    await passerBy.waitFor(new RegExp(String.raw`^:\S+ 730 passerby :${escapePattern(nick)}\b`), { since })
    await waitFor(`how ${nick} stands`, async () => standing.test(await awayTextOf(passerBy, nick)))
  }
}

/** What is published must be what the network leads to. */
async function lookOnXmpp(jids: readonly (readonly [string, string])[], open: Ways['xmpp']): Promise<void> {
  if (!open) throw new Error('There is no XMPP server to look at.')
  await using passerBy = await open()
  await waitFor('every published JID', async () => {
    const found = new Set((await findContacts(passerBy, passerBy.domain)).values())
    return jids.every(([, jid]) => found.has(jid))
  })
}

async function lookAtHome(passerBy: SlackCustomer): Promise<void> {
  passerBy.openHome()
  await waitFor('the home page of the app', () => standing.test(passerBy.home()?.text ?? ''))
}

/** From their own server to every contact that a domain it lists has: by name, the address. */
export async function findContacts(person: XmppClient, server: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const { attrs: domain } of await itemsOf(person, server)) {
    for (const { attrs } of await itemsOf(person, domain['jid'] ?? ''))
      found.set(attrs['name'] ?? '', attrs['jid'] ?? '')
  }
  return found
}

async function itemsOf(person: XmppClient, of: string): Promise<readonly XmlElement[]> {
  const answer = await person.asks(of, xml('query', { xmlns: items }))
  return answer.getChild('query')?.getChildren('item') ?? []
}
