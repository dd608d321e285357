import type { SendPriority } from '../core/conversation/effect.ts'
import type { PastConversation } from '../core/conversation/past.ts'
import type { Customer, Occasion } from '../core/conversation/state.ts'
import type { WrittenAt } from '../core/conversation/written-at.ts'
import type { AppProfile, Fact } from '../core/identification/app-profile.ts'
import type { ContactId, EffectKey, NetworkId, RemoteChatId, RemoteMessageId } from '../core/ids.ts'
import type { Choices, Support } from '../core/message/carried.ts'
import type { FileReference, Message } from '../core/message/message.ts'
import type { Language } from '../core/text/language.ts'

export type { Choices, Support } from '../core/message/carried.ts'

/** What a network can carry, as data, so that the core degrades in one place. */
export interface NetworkFeatures {
  readonly edit: Support
  readonly redact: Support
  readonly reply: Support
  readonly reaction: Support
  readonly files: Support
  readonly typing: Support
  readonly formatting: Support
  /** Answers to a question as buttons or the like; degraded: as a numbered list. */
  readonly choices: Support
  /** Who of us speaks, shown beside the message; degraded: written before it. */
  readonly speaker: Support
  /** Whether the customer's program says that it has what we sent. */
  readonly receipts: Support
  /** Whether we see the customer come, go and be idle. */
  readonly presence: Support
  /** Whether the customer's software can be found out; degraded: only what the protocol implies. */
  readonly identification: Support
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
  /** With this very report the network vouches that they are `customer.account`. Only then are they told of their own past. */
  readonly vouched?: true
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
      /** Present where it lay somewhere before it came, so that its writer may no longer be there: it opens a conversation that waits for their next word. Not for what is fetched after a gap of ours. */
      readonly writtenAt?: WrittenAt
      /** What they answer, where the network says it: a message of theirs or of ours. Its words, if known, are in `message.replyTo`. */
      readonly answers?: RemoteMessageId
    }
  /** They came without a word: opens a conversation where the contact greets on that occasion, otherwise nothing. `remoteId` as with `message`. */
  | {
      readonly type: 'started'
      readonly sender: RemoteSender
      readonly remoteId: RemoteMessageId
      readonly occasion: Occasion
    }
  /** They chose an answer to a question that was sent with choices. `question`: its name. */
  | {
      readonly type: 'chose'
      readonly sender: RemoteSender
      readonly remoteId: RemoteMessageId
      readonly question: string
      readonly choice: string
    }
  /** They changed a message of theirs. `remoteId` is of the change, unique as with `message`; `target` of the message. */
  | {
      readonly type: 'edited'
      readonly chat: RemoteChatId
      readonly remoteId: RemoteMessageId
      readonly target: RemoteMessageId
      readonly message: Message
      /** As with `message`. */
      readonly writtenAt?: WrittenAt
    }
  /** They took a message of theirs back. */
  | {
      readonly type: 'redacted'
      readonly chat: RemoteChatId
      readonly remoteId: RemoteMessageId
      readonly target: RemoteMessageId
    }
  /** They reacted to a message of theirs or ours. `key` is an emoji; `removed`: they took that reaction back. */
  | {
      readonly type: 'reacted'
      readonly chat: RemoteChatId
      readonly remoteId: RemoteMessageId
      readonly target: RemoteMessageId
      readonly key: string
      readonly removed: boolean
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
      /** They use another program than before: what the earlier one said of itself no longer holds. */
      readonly anew?: boolean
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

export type { Occasion, PastConversation }

/** Somebody who wants to see how a contact stands. `address` as the connector knows them: a bare JID, a user id. */
export interface Watcher {
  readonly contact: ContactId
  readonly address: string
}

/** A customer as the network shows them: `idle` has not touched it for a while. `text`: what they say of it. */
export interface CustomerPresence {
  readonly state: 'here' | 'idle' | 'away' | 'busy'
  readonly text?: string
}

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
  /** Whether something was committed under this name, if it was not long ago. */
  knows(remoteId: RemoteMessageId): Promise<boolean>
  /** The chats of open conversations on this network with their last address; asked at start to know whom to check and watch. */
  openChats(): Promise<readonly { readonly chat: RemoteChatId; readonly address: ChatAddress }[]>
  /** The chat that has this services account or other stable identity, if one was ever seen: `key` as the connector made it. */
  chatByIdentity(key: string): Promise<RemoteChatId | undefined>
  /** They type, or do no more. Reaches the assigned agent only. Not stored; nothing happens where there is no such agent. */
  typing(chat: RemoteChatId, isTyping: boolean): void
  /** Their program has shown them (or, where it does not say that, has) the message of ours with that remote id, and all before it. Not stored. */
  read(chat: RemoteChatId, remoteId: RemoteMessageId): void
  /** Their presence changed. Reaches the assigned agent only. Not stored. */
  presence(chat: RemoteChatId, presence: CustomerPresence): void
  /** Who wants to see how our contacts stand; asked at start. */
  watchers(): Promise<readonly Watcher[]>
  /** Resolves once committed. Repeats are harmless. */
  keepWatcher(watcher: Watcher): Promise<void>
  dropWatcher(watcher: Watcher): Promise<void>
  /** What may be shown to the person of this chat, vouched for: their closed conversations, newest first. */
  pastOf(chat: RemoteChatId, limit: number): Promise<readonly PastConversation[]>
}

/** The file of a message. `link`: what shows it to people outside, if anything does. `open` may be called again after a failure. */
export interface DeliveredFile {
  readonly link?: string
  open(signal: AbortSignal): Promise<{ stream: NodeJS.ReadableStream; contentType: string; bytes?: number }>
}

/** Who of us speaks. `picture`: the https address of theirs, for a limited time; absent where there is none to show. */
export interface ShownSpeaker {
  readonly name: string
  readonly picture?: string
}

export type RemoteFile = Awaited<ReturnType<DeliveredFile['open']>>

interface ToChat {
  readonly chat: RemoteChatId
  readonly address: ChatAddress
  /** A repeat after a crash has the same key; where the protocol can, use it to avoid a second copy. */
  readonly key: EffectKey
  readonly priority: SendPriority
  /** An agent's line waits behind this one: it goes as soon as an agent's line would. */
  readonly hasty: boolean
  /** Whether an earlier process may already have sent it. */
  readonly repeated: boolean
  /** With `repeated`: when that one may have begun, in ms since the epoch; nothing was sent before. */
  readonly repeatedSince?: number
}

export interface Delivery extends ToChat {
  readonly message: Message
  /** Only where `features.speaker` is native; elsewhere the name stands in the message. */
  readonly speaker?: ShownSpeaker
  /** Only where `features.choices` is native. */
  readonly choices?: Choices
  /** What is answered; only where `features.reply` is native and the message is known there. */
  readonly answers?: RemoteMessageId
  /** With `message.file`; only where `features.files` is native. */
  readonly file?: DeliveredFile
}

/** Something done to a message that is there already. `target`: the remote id that `send` gave for ours, or that theirs came with. */
export interface Change extends ToChat {
  readonly target: RemoteMessageId
}

/** `sent`: handed to the network; `acknowledged` when the network's server confirmed it took the message. */
export interface Sent {
  readonly acknowledged: boolean
  /** How the network calls it, for later changes; needed where anything of `edit`, `redact`, `reaction` or `reply` is native. */
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
  /** Connected, but something does not work: what, and what can be done. */
  readonly lacks?: string
}

/** How a contact stands at a glance: somebody is free, all have something to do, one waits long, nobody is there. */
export type Standing = 'free' | 'busy' | 'long' | 'closed'

/** What a contact shows of its queues to those who look before writing. */
export interface ContactState {
  readonly contact: ContactId
  /** In the contact's language. */
  readonly text: string
  /** The same in every language we speak. */
  readonly texts: Readonly<Record<Language, string>>
  readonly open: boolean
  readonly standing: Standing
  readonly free: number
  readonly waiting: number
  /** An estimate in ms; absent when there is no basis for one. */
  readonly waitMs?: number
  /** Where its network carries no files: another contact that leads to the same queues and takes them. `network`: the kind of it, as it is written. */
  readonly filesElsewhere?: { readonly network: string; readonly link: string }
}

/** One connected IM service. Runs only in the process that holds its lease. */
export interface Network {
  readonly id: NetworkId
  readonly type: string
  readonly displayName: string
  readonly features: NetworkFeatures
  /** How long the network keeps what people write while we are away, to tell it when we are back (ms). Absent: not at all. */
  readonly keepsMs?: number
  /** Connects, reconnects and delivers until `signal` aborts; then closes in an orderly way. Resolves also when it must stop for good (ban, bad password), after submitting `trouble`. */
  run(inbox: NetworkInbox, signal: AbortSignal): Promise<void>
  /** Sends one message. Calls for one chat come one after another; calls for different chats at the same time, the connector schedules them. Rejects with DeliveryError only. */
  send(delivery: Delivery): Promise<Sent>
  /** Present where `features.edit` is native: the message of ours becomes this one. As `send`. */
  edit?(change: Change & Pick<Delivery, 'message' | 'speaker'>): Promise<Sent>
  /** Present where `features.redact` is native: the message of ours is taken back. As `send`. */
  redact?(change: Change): Promise<Sent>
  /** Present where `features.reaction` is native: we react to a message of theirs or ours, or no more. As `send`. */
  react?(change: Change & { readonly reaction: string; readonly removed: boolean }): Promise<Sent>
  /** Present where `features.typing` is native. Lost where there is no connection. */
  typing?(chat: RemoteChatId, address: ChatAddress, isTyping: boolean): void
  /** Present where files of customers can be had only with our credentials. Undefined: not such a file. Rejects with DeliveryError (`later`: tried again a few times); the stream may fail with one too. */
  openFile?(file: FileReference, signal: AbortSignal): Promise<RemoteFile | undefined>
  /** What to publish so that people find this contact; undefined for a contact that is not of this network. */
  contactLink(contact: ContactId): string | undefined
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
