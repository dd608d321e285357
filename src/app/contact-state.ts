import { networkTypeWord } from '../core/conversation/describe-room.ts'
import type { NetworkId, QueueName } from '../core/ids.ts'
import { type ContactStanding, standingOfContact } from '../core/presence/contact-standing.ts'
import { queuesOfContact } from '../core/presence/queues-of-contact.ts'
import type { Language } from '../core/text/language.ts'
import { say } from '../core/text/say.ts'
import type { ContactState, Network } from '../ports/network.ts'
import type { App, ContactSettings } from './deps.ts'
import type { Lines } from './lines.ts'
import { contactsElsewhere } from './other-contacts.ts'

/** How a contact stands now: of the queues that its conversations may come to, or of all where the rules lead nowhere. */
export async function contactState(
  app: App,
  { id: contact, language }: ContactSettings,
  network: Pick<Network, 'id' | 'type'>,
  lines: Lines,
): Promise<ContactState> {
  const { stored, prepared } = app.rules.current()
  const queues = queuesOfContact(prepared, { contact, network })
  const inLine = queues.length > 0 ? queues : stored.rules.queues.map(({ name }) => name)
  const standing = standingOfContact({
    network,
    queues,
    agents: app.agents.index.agents.values(),
    waiting: lines.waitingIn(inLine),
    waitMs: await lines.usualWaitIn(inLine),
    longWaitMs: app.settings.longWaitMs,
  })
  const texts = { en: textOf(standing, 'en'), de: textOf(standing, 'de') }
  const { ready: _, ...shown } = standing
  const files = filesElsewhere(app, network.id, queues)
  return { contact, text: texts[language], texts, open: standing.standing !== 'closed', ...shown, ...files }
}

function filesElsewhere(
  app: App,
  network: NetworkId,
  queues: readonly QueueName[],
): Pick<ContactState, 'filesElsewhere'> {
  const found = contactsElsewhere(app, network, queues).find(({ features }) => features.includes('files'))
  return found ? { filesElsewhere: { network: networkTypeWord(found.networkType), link: found.link } } : {}
}

function textOf({ standing, free, ready, waiting, waitMs }: ContactStanding, language: Language): string {
  if (standing === 'closed') return say(language, 'contact-nobody-there', {})
  return say(language, 'contact-open', { free, agents: ready, waiting, waitMs })
}
