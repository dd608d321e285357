import { linesMessage, table } from '../../core/commands/tables.ts'
import { networkTypeWord } from '../../core/conversation/describe-room.ts'
import { numbered } from '../../core/text/numbered.ts'
import type { Network } from '../../ports/network.ts'
import { didYouMean } from '../../util/did-you-mean.ts'
import { contactState } from '../contact-state.ts'
import type { App, ContactSettings } from '../deps.ts'
import { type Lines, readLines } from '../lines.ts'
import { questionsFor } from '../open-conversation.ts'
import type { CarryOutNamed } from './asked.ts'

interface Found {
  readonly network: Network
  readonly contact: ContactSettings
}

const noNetworks = 'There are no contacts: the configuration has no networks yet.'

export const listContacts: CarryOutNamed<'contact list'> = async ({ app }) => {
  const lines = await readLines(app.store)
  const rowOf = async ({ network, contact }: Found) => [
    contact.id,
    networkWords(network),
    contact.name,
    contact.language,
    contact.greetsOn.join(', ') || 'nothing',
    (await contactState(app, contact, network, lines)).text,
  ]
  const rows = await Promise.all(contactsOf(app).map(rowOf))
  return rows.length === 0
    ? noNetworks
    : table(rows, ['CONTACT', 'NETWORK', 'ADDRESS', 'SPEAKS', 'GREETS ON', 'STANDS'])
}

export const showContact: CarryOutNamed<'contact show'> = async ({ app }, { contact: wanted }) => {
  const all = contactsOf(app)
  const found = all.filter((one) => namesOf(one).includes(wanted.toLowerCase()))
  if (found.length === 0) return unknown(wanted, all)
  const lines = await readLines(app.store)
  const rows = await Promise.all(found.map((one) => rowsOf(app, one, lines)))
  return linesMessage(
    [],
    rows.flatMap((own, index) => [...(index === 0 ? [] : [['']]), ...own]),
    [],
  )
}

/** The bot's own address stands at the end: what agents and customers on Matrix open. */
export const showLinks: CarryOutNamed<'contact links'> = async ({ app }) => {
  const rows = contactsOf(app).map(({ network, contact }) => [
    contact.id,
    networkWords(network),
    network.contactLink(contact.id) ?? 'has no link; tell people its address',
  ])
  const bot = ['this bot', 'Matrix', `https://matrix.to/#/${encodeURIComponent(app.botUser)}`]
  return table([...rows, bot], ['CONTACT', 'NETWORK', 'PUBLISH'])
}

function contactsOf({ networks, settings }: App): readonly Found[] {
  return [...networks.values()].flatMap((network) =>
    (settings.contacts.get(network.id) ?? []).map((contact) => ({ network, contact })),
  )
}

function namesOf({ network, contact }: Found): readonly string[] {
  const names = [contact.id, contact.name].map((name) => name.toLowerCase())
  return [...names, ...names.map((name) => `${network.id}/${name}`)]
}

async function rowsOf(app: App, { network, contact }: Found, lines: Lines): Promise<readonly (readonly string[])[]> {
  const questions = questionsFor(app, contact.id)
  return [
    [`${contact.id} on ${networkWords(network)}`],
    ['Address', contact.name],
    ['Link', network.contactLink(contact.id) ?? 'none'],
    ['Language', contact.language],
    ['Greets on', contact.greetsOn.join(', ') || 'nothing'],
    ['Stands', (await contactState(app, contact, network, lines)).text],
    ...(questions.length === 0 ? [['Asks', 'nothing']] : []),
    ...questions.map(({ name, text, choices }, index) => [
      index === 0 ? 'Asks' : '',
      `${name}: ${text}  ${choices ? numbered(choices) : '(free text)'}`,
    ]),
  ]
}

function networkWords({ type, displayName }: Network): string {
  return `${networkTypeWord(type)} ${displayName}`
}

function unknown(wanted: string, all: readonly Found[]): string {
  if (all.length === 0) return noNetworks
  const isOfNetwork = wanted.includes('/')
  const ids = [...new Set(all.map(({ network, contact }) => `${isOfNetwork ? `${network.id}/` : ''}${contact.id}`))]
  const meant = didYouMean(wanted, ids)
  return `There is no contact ${wanted}.${meant === undefined ? '' : ` Did you mean ${meant}?`} Contacts: ${ids.join(', ')}`
}
