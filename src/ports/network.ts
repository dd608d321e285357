import type { SendPriority } from '../core/conversation/effect.ts'
import type { Customer } from '../core/conversation/state.ts'
import type { AppProfile, Fact } from '../core/identification/app-profile.ts'
import type { ContactId, EffectKey, NetworkId, RemoteChatId, RemoteMessageId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'

/** How well a network carries something: natively, in another form that people understand, or not at all. */
export type Support = 'native' | 'degraded' | 'absent'

/** What a network can carry, as data, so that the core degrades in one place. */
export interface NetworkFeatures {
  readonly edit: Support
  readonly redact: Support
  readonly reply: Support
  readonly reaction: Support
  readonly files: Support
  readonly typing: Support
  readonly formatting: Support
  /** The longest single message in bytes; longer ones are split by the connector. */
  readonly maxBytes: number
}

/**
 * What the connector knows about a chat, written by it alone and kept by us beside the chat: JSON text, opaque to all others.
 * The latest one submitted is handed back with every send, also after a restart.
 */
export type ChatAddress = string

/** Who wrote, as the network shows it. `contact`: to which address of ours. */
export interface RemoteSender {
  readonly chat: RemoteChatId
  readonly contact: ContactId
  readonly customer: Customer
  readonly address: ChatAddress
  /** Equal for people who may be one person though the network does not vouch for it, e.g. `user@host`. Absent where it says nothing (a shared host). */
  readonly maybeSame?: string
  /** Stable identities of the person that the network vouches for, as the connector made them, e.g. `account:anna`; `chatByIdentity` finds this chat by each of them from now on. */
  readonly identities?: readonly string[]
  /** Facts that came along without asking. */
  readonly facts: AppProfile
}

/** Facts from a network. `at` in ms since the epoch. */
export type RemoteEvent = {
  readonly network: NetworkId
  readonly at: number
} /** Opens a conversation or continues the open one of that chat. `remoteId` must be unique per network and stable over repeats. */ & (
  | {
      readonly type: 'message'
      readonly sender: RemoteSender
      readonly remoteId: RemoteMessageId
      readonly message: Message
    }
  /** `reason`: a sentence for agents; empty when they left and there is no more to say. */
  | { readonly type: 'left'; readonly chat: RemoteChatId; readonly reason: string }
  /** The identity of a person who had left was checked again. */
  | { readonly type: 'returned'; readonly sender: RemoteSender }
  | {
      readonly type: 'profile'
      readonly chat: RemoteChatId
      readonly facts: AppProfile
      readonly address?: ChatAddress
    }
  /** All probes of the chat were answered or have no answer. */
  | { readonly type: 'identified'; readonly chat: RemoteChatId }
  /** The network had taken a message of ours and gave it back later; its author is told. */
  | ({ readonly type: 'undelivered'; readonly chat: RemoteChatId; readonly text: string } & SentMessage)
  /** The connection is back after `ms` without it; for each open conversation of this network. */
  | { readonly type: 'gap'; readonly ms: number }
  /** Something an admin must know: a ban, a refused password. Once per cause. */
  | { readonly type: 'trouble'; readonly text: string; readonly remedy: string }
)

/** What a connector keeps of a message to say later which one it was. `excerpt`: how it begins. */
export interface SentMessage {
  readonly key: EffectKey
  readonly excerpt: string
  readonly from: 'agent' | 'bot'
}

/** How the core and the connectors hand events in. */
export interface NetworkInbox {
  /** Resolves once the event is committed. Acknowledge to the remote side only after that. Calls are committed in the order they were made. A repeat of a `remoteId` is accepted and ignored. */
  submit(event: RemoteEvent): Promise<void>
  /** The chats of open conversations on this network with their last address; asked at start to know whom to check and watch. */
  openChats(): Promise<readonly { readonly chat: RemoteChatId; readonly address: ChatAddress }[]>
  /** The chat that has this services account or other stable identity, if one was ever seen: `key` as the connector made it. */
  chatByIdentity(key: string): Promise<RemoteChatId | undefined>
}

export interface Delivery {
  readonly chat: RemoteChatId
  readonly address: ChatAddress
  readonly message: Message
  /** A repeat after a crash has the same key; where the protocol can, use it to avoid a second copy. */
  readonly key: EffectKey
  readonly priority: SendPriority
  /** An agent's line waits behind this one: it goes as soon as an agent's line would. */
  readonly hasty: boolean
  /** Whether an earlier process may already have sent it. */
  readonly repeated: boolean
}

/** `sent`: handed to the network; `acknowledged` when the network's server confirmed it took the message. */
export interface Sent {
  readonly acknowledged: boolean
  readonly remoteId?: RemoteMessageId
}

/**
 * Why a message was not sent. `away`: the person is not there or not vouched for; try again after `returned` (the caller waits for that).
 * `later`: no connection; try again. `refused`: the network refused for good. `unknown`: it may or may not have arrived.
 */
export type DeliveryFailure =
  | { readonly kind: 'away'; readonly text: string }
  | { readonly kind: 'later'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string }

export class DeliveryError extends Error {
  readonly failure: DeliveryFailure
  constructor(failure: DeliveryFailure) {
    super(`${failure.kind}: ${failure.text}`)
    this.name = 'DeliveryError'
    this.failure = failure
  }
}

export interface NetworkHealth {
  readonly state: 'starting' | 'up' | 'down' | 'stopped'
  /** For people: what is wrong and what can be done. */
  readonly text: string
  readonly since: number
}

/** What a contact shows of its queues to those who look before writing. */
export interface ContactState {
  readonly contact: ContactId
  readonly text: string
  readonly open: boolean
}

/** One connected IM service. Runs only in the process that holds its lease. */
export interface Network {
  readonly id: NetworkId
  readonly type: string
  readonly displayName: string
  readonly features: NetworkFeatures
  /** Connects, reconnects and delivers until `signal` aborts; then closes in an orderly way. Resolves also when it must stop for good (ban, bad password), after submitting `trouble`. */
  run(inbox: NetworkInbox, signal: AbortSignal): Promise<void>
  /** Sends one message. Calls for one chat come one after another; calls for different chats at the same time, the connector schedules them. Rejects with DeliveryError only. */
  send(delivery: Delivery): Promise<Sent>
  /** Starts asking for facts about the customer's software. Resolves when the questions are out; answers come as `profile`, the end as `identified`. Repeats are harmless. */
  identify(chat: RemoteChatId, address: ChatAddress): Promise<void>
  /** An agent's line is to follow what was given to `send` for this chat and has not left yet: that goes as an agent's line would. */
  hurry?(chat: RemoteChatId): void
  /** The conversation of this chat has ended: stop watching the person. */
  forget?(chat: RemoteChatId): void
  /** Present where the network can show the state of a contact. On change only. */
  publishState?(state: ContactState): void
  health(): NetworkHealth
}

/** A fact with its source, in one line. */
export function fact(value: string, source: string, observedAt: number, confidence: Fact['confidence']): Fact {
  return { value, source, observedAt, confidence }
}
