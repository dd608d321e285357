import type { Conversation } from '../core/conversation/state.ts'
import type { NetworkId, RemoteChatId } from '../core/ids.ts'
import type { Log } from '../ports/log.ts'
import type { Ghost, Matrix, UserPresence } from '../ports/matrix.ts'
import type { CustomerPresence } from '../ports/network.ts'
import { createPresenceShow } from './show-presence.ts'

/** As the network shows them, or gone from it. */
export type SeenPresence = CustomerPresence | { readonly state: 'gone'; readonly text?: string }

/** What may be told before the conversation is opened; more than that is not waited for. */
const mostEarly = 1000

/**
 * The presence of customers, in memory only. It reaches those who are in the room of their conversation, as the presence
 * of their ghost, while an agent has the conversation (P19, F3).
 */
export interface CustomerPresences {
  changed(network: NetworkId, chat: RemoteChatId, presence: SeenPresence): void
  /** They wrote: whatever was seen of them, they are not gone. */
  wrote(network: NetworkId, chat: RemoteChatId): void
  /** A conversation as it is now. */
  saw(conversation: Conversation): void
  /** What was seen last of a customer with an open conversation. */
  of(network: NetworkId, chat: RemoteChatId): SeenPresence | undefined
  /** Forgets all of a network whose lease was lost. */
  drop(network: NetworkId): void
}

interface Parts {
  readonly matrix: Pick<Matrix, 'showPresence'>
  readonly log: Log
  readonly ghostOf: (conversation: Conversation) => Ghost
  /** Whether the chat has an open conversation; `network/chat`. */
  readonly isOpen: (key: string) => boolean
}

export function createCustomerPresences({ matrix, log, ghostOf, isOpen }: Parts): CustomerPresences {
  const seen = new Map<string, SeenPresence>()
  /** Of people whose first message may be committed and not applied yet. */
  const early = new Map<string, SeenPresence>()
  /** The ghosts of those whom an agent attends to. */
  const attended = new Map<string, Ghost>()
  const showing = (key: string) => {
    const [ghost, presence] = [attended.get(key), seen.get(key)]
    return ghost && presence && { ghost, presence: stateOf(presence), text: textOf(presence) }
  }
  const show = createPresenceShow({ matrix, log, showing, keys: () => [...attended.keys()] })
  const note = (key: string, presence: SeenPresence): void => {
    if (!isOpen(key)) keepEarly(early, key, presence)
    else if (!isEqual(seen.get(key), presence)) {
      seen.set(key, presence)
      show.changed(key)
    }
  }
  return {
    changed: (network, chat, presence) => note(keyOf(network, chat), presence),
    wrote(network, chat) {
      const key = keyOf(network, chat)
      if (early.get(key)?.state === 'gone') early.delete(key)
      if (seen.get(key)?.state === 'gone') note(key, { state: 'here' })
    },
    saw(conversation) {
      const { network, chat, status, reach } = conversation
      const key = keyOf(network, chat)
      const isNew = !attended.has(key)
      const told = early.get(key)
      early.delete(key)
      if (status === 'closed') seen.delete(key)
      else if (told && !seen.has(key)) seen.set(key, told)
      if (status !== 'active' && status !== 'held') return void attended.delete(key)
      attended.set(key, ghostOf(conversation))
      if (!seen.has(key)) seen.set(key, { state: reach === 'here' ? 'here' : 'gone' })
      if (isNew) show.changed(key)
    },
    of: (network, chat) => seen.get(keyOf(network, chat)),
    drop(network) {
      for (const map of [seen, early, attended])
        for (const key of map.keys()) if (key.startsWith(`${network}/`)) map.delete(key)
    },
  }
}

function keepEarly(early: Map<string, SeenPresence>, key: string, presence: SeenPresence): void {
  early.delete(key)
  early.set(key, presence)
  const [oldest] = early.keys()
  if (early.size > mostEarly && oldest !== undefined) early.delete(oldest)
}

function keyOf(network: NetworkId, chat: RemoteChatId): string {
  return `${network}/${chat}`
}

function stateOf({ state }: SeenPresence): UserPresence {
  if (state === 'here') return 'online'
  return state === 'gone' ? 'offline' : 'unavailable'
}

/** `away: lunch`, `busy`; nothing for who is just here or gone. */
function textOf({ state, text = '' }: SeenPresence): string {
  const word = state === 'here' || state === 'gone' ? '' : state
  return [word, text].filter((part) => part !== '').join(': ')
}

function isEqual(before: SeenPresence | undefined, now: SeenPresence): boolean {
  return before?.state === now.state && before.text === now.text
}
