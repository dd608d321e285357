import type { Feature } from '../identification/features.ts'
import type { OtherContact } from '../presence/other-contacts.ts'
import { oneLine } from '../text/one-line.ts'
import { type Outcome, refuse, type Step, step } from './decision.ts'
import { networkTypeWord, networkWords } from './describe-room.ts'
import type { EventOf } from './event.ts'
import { toAgents, toCustomer } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** Said once by itself; by a person as often as they like. */
const told = 'elsewhere'

/** A person lets the customer know by which other contact they would reach the same queue with more. */
export function elsewhereRequested(conversation: Conversation, { contact }: EventOf<'elsewhere-requested'>): Outcome {
  if (conversation.status === 'wrapping' || conversation.status === 'closed') {
    return refuse('This conversation is closed.')
  }
  const all = elsewhereOf(conversation)
  const wanted = contact?.toLowerCase()
  const found = all.find((one) => wanted === undefined || namesOf(one).includes(wanted))
  return found ? tellElsewhere(step(conversation), found) : refuse(noneFound(conversation, all, contact))
}

/** What could not be carried here is said; once, the customer hears where it can, if there is such a contact. */
export function withElsewhere(said: Step, feature: Feature): Step {
  const { conversation } = said
  const found = elsewhereOf(conversation).find(({ features }) => features.includes(feature))
  return found && !conversation.told.includes(told) ? tellElsewhere(said, found) : said
}

/** Best first. Nothing before it is known to which queue it goes. */
export function elsewhereOf(conversation: Conversation): readonly OtherContact[] {
  return ('placement' in conversation && conversation.placement.elsewhere) || []
}

function tellElsewhere({ conversation, effects }: Step, other: OtherContact): Step {
  const { features, link, networkType } = other
  const next: Conversation = { ...conversation, told: [...new Set([...conversation.told, told])] }
  const params = { customer: next.customer.name, features: features.join(', '), where: networkWords(other), link }
  return step(
    next,
    ...effects,
    toCustomer(next, 'elsewhere', { network: networkTypeWord(networkType), features, link }, 'agent'),
    ...toAgents(next, 'elsewhere', params),
  )
}

/** By what a person names it: the contact, unless another of them is called so too; then its network. */
export function shortestName({ contact, network }: OtherContact, all: readonly OtherContact[]): string {
  return all.filter((one) => one.contact === contact).length > 1 ? network : contact
}

function namesOf({ contact, network, networkType }: OtherContact): readonly string[] {
  return [contact, network, networkType].map((name) => name.toLowerCase())
}

function noneFound(conversation: Conversation, all: readonly OtherContact[], wanted: string | undefined): string {
  const here = networkWords(conversation)
  if (!('placement' in conversation)) return 'It is not known yet to which queue this conversation goes.'
  const { queue } = conversation.placement
  if (wanted === undefined || all.length === 0) {
    return `None of our other contacts that lead to ${queue} carries more than ${here} does.`
  }
  const known = all.map((one) => `${shortestName(one, all)} (${networkWords(one)})`).join(', ')
  return `${oneLine(wanted, 40)} is no contact that leads to ${queue} and carries more than ${here} does. Those are: ${known}.`
}
