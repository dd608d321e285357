import { softwareOf } from '../identification/software.ts'
import { ordinal, shortDuration } from '../text/duration.ts'
import type { Language } from '../text/language.ts'
import { oneLine } from '../text/one-line.ts'
import type { RoomDescription } from './effect.ts'
import type { Conversation } from './state.ts'

const longestName = 32
const worthTellingMs = 10_000
const languageNames: Record<Language, string> = { en: 'English', de: 'German' }

/**
 * What agents see before they open the room: the name (lists show about 14 characters of it, so the customer comes first)
 * and the topic. Until a queue is known the contact stands in its place. `now` in ms since the epoch.
 */
export function describeRoom(conversation: Conversation, now: number): RoomDescription {
  const about = 'placement' in conversation ? conversation.placement.queue : conversation.contactName
  const topic = [
    networkWords(conversation),
    softwareBeyond(conversation),
    languageNames[conversation.language],
    progressOf(conversation, now),
    timesHere(conversation),
    `conversation ${conversation.id}`,
  ]
  return {
    name: `${customerName(conversation)} · ${oneLine(about, longestName)}`,
    topic: topic.filter((part) => part !== undefined).join(' · '),
  }
}

/** A network with one program of its own name says nothing more by it. */
function softwareBeyond({ profile, networkType }: Conversation): string | undefined {
  const software = softwareOf(profile)
  return software === networkTypeWord(networkType) ? undefined : software
}

/** The customer as people call them, short and harmless. */
export function customerName({ customer }: Conversation): string {
  return oneLine(customer.name, longestName) || 'somebody'
}

/** The kind of network and its name: `IRC libera`. */
export function networkWords({ networkType, networkName }: Pick<Conversation, 'networkType' | 'networkName'>): string {
  return `${networkTypeWord(networkType)} ${oneLine(networkName, longestName)}`
}

/** A network's type as it is written: `IRC`, `XMPP`, `Slack`. */
export function networkTypeWord(type: string): string {
  return type.length <= 4 ? type.toUpperCase() : type.charAt(0).toUpperCase() + type.slice(1)
}

/** `12 s`; undefined as long as it is too short to matter. */
export function timeWaited(ms: number): string | undefined {
  return ms < worthTellingMs ? undefined : shortDuration(ms)
}

function progressOf(conversation: Conversation, now: number): string | undefined {
  switch (conversation.status) {
    case 'identifying':
    case 'intake':
      return about('came', timeWaited(now - conversation.openedAt), ' ago')
    case 'queued':
    case 'offered':
      return about('waiting', timeWaited(now - conversation.placement.since))
    case 'active':
      return `with ${oneLine(conversation.agentName, longestName)}`
    case 'held':
      return `held by ${oneLine(conversation.agentName, longestName)}`
    case 'wrapping':
    case 'closed':
      return `closed (${oneLine(conversation.code, longestName)})`
  }
}

function about(word: string, time: string | undefined, after = ''): string | undefined {
  return time === undefined ? undefined : `${word} ${time}${after}`
}

function timesHere({ returning }: Conversation): string | undefined {
  return returning && returning.count > 0 ? `${ordinal(returning.count + 1)} time here` : undefined
}
