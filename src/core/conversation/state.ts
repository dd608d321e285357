import type { AppProfile, FactName } from '../identification/app-profile.ts'
import type { Feature } from '../identification/features.ts'
import type {
  AgentId,
  ContactId,
  ConversationId,
  MatrixEventId,
  NetworkId,
  OfferId,
  QueueName,
  RemoteChatId,
  RemoteMessageId,
} from '../ids.ts'
import type { Support } from '../message/carried.ts'
import type { Message } from '../message/message.ts'
import type { OtherContact } from '../presence/other-contacts.ts'
import type { Language } from '../text/language.ts'
import type { WrittenAt } from './written-at.ts'

/** Who is writing, by what the network lets us vouch for. */
export interface Customer {
  /** What people call them here: the nick, the display name. Display only, never an identity. */
  readonly name: string
  /** The network's account of the person, if it vouches for one. */
  readonly account?: string
  /** `anna!anna@host` or the like, for the card. */
  readonly address: string
}

/** How the network of a conversation carries what is more than text. */
export interface Carries {
  readonly edit: Support
  readonly redact: Support
  readonly reply: Support
  readonly reaction: Support
  readonly choices: Support
  readonly speaker: Support
}

/** How somebody may come to a contact without writing: asking to see its presence, pressing the start button of a home page, opening a thread for it. */
export type Occasion = 'subscribe' | 'home' | 'thread'

/** How a conversation begins whose customer may not be there. `late`: with words that lay somewhere before they came. */
export type Beginning = Occasion | 'late'

/** One line of the customer, kept until the room is opened with it. */
export interface SaidLine {
  readonly at: number
  /** It lay somewhere before it came. */
  readonly writtenAt?: WrittenAt
  readonly message: Message
  readonly remoteId: RemoteMessageId
  /** What they answer, where the network said so. */
  readonly answers?: RemoteMessageId
  /** Whether it was taken as the answer to a question. */
  readonly answered?: string
  /** A question to the bot, no part of the request. */
  readonly aside?: true
}

/** A line of the customer that is in the room, as far as it counts: how many characters of the request it is, and what it answered. */
export interface HeardLine {
  readonly remoteId: RemoteMessageId
  readonly length: number
  readonly answered?: string
}

/** A message of an agent that was passed on. */
export interface SentLine {
  readonly eventId: MatrixEventId
  readonly agent: AgentId
}

/** A reaction that the customer sees: an event of the room, by which it can be taken back. */
export interface SentReaction {
  readonly eventId: MatrixEventId
  readonly agent: AgentId
  readonly target: MatrixEventId
  readonly key: string
}

/** Why an agent did not take a conversation. */
export interface Refusal {
  readonly agent: AgentId
  readonly at: number
  readonly how: 'declined' | 'timed-out' | 'undeliverable' | 'left'
  readonly reason?: string
}

/** One question as the conversation asks it: frozen when the conversation opens, so a publication cannot change it midway. */
export interface Question {
  readonly name: string
  readonly text: string
  /** Absent for a free-text answer. */
  readonly choices?: readonly string[]
  /** Asked only once identification has ended, because its text or need depends on it. */
  readonly usesApp?: boolean
  /** Asked only where this fact of the customer's program is unknown once identification has ended; the answer becomes the fact. */
  readonly fills?: FactName
}

/** Where the intake stands. `current` is an index into `questions`; equal to its length when all is asked. */
export interface Intake {
  readonly questions: readonly Question[]
  readonly current: number
  /** When the current question was sent; an answer arrives at least 2 s later. Absent while it waits to be asked. */
  readonly askedAt?: number
  /** Pieces of a free-text answer, until the quiet time has passed. */
  readonly pieces: readonly string[]
  /** Refused answers to the current question; after two the question is skipped. */
  readonly misses: number
}

/** What the routing demands of an agent for this conversation. */
export interface Needs {
  readonly skills: Readonly<Record<string, number>>
  readonly features: readonly string[]
  readonly preferred?: AgentId
}

/** Where and how urgently a conversation waits. */
export interface Placement {
  readonly queue: QueueName
  /** What customers read of the queue; absent where it is gone. */
  readonly title?: string
  readonly priority: number
  readonly needs: Needs
  /** When it entered this queue first; kept through refused offers so that nobody loses their place. */
  readonly since: number
  /** The rule-set version and rule that decided, for people. */
  readonly because: string
  /** A person chose the queue: as long as there is such a queue, the rules do not place it anew. */
  readonly byHand?: true
  /** How long an offer waits for its answer, in ms. */
  readonly offerTimeoutMs: number
  /** How long the agent keeps the seat after closing, in ms; 0 for none. */
  readonly wrapUpMs: number
  /** Where the customer would reach this queue with more than their network carries, best first. Absent: nowhere. */
  readonly elsewhere?: readonly OtherContact[]
}

export interface Offer {
  /** When the homeserver took the invitation, by its clock; absent until its event comes. A join within a second of it was no person's. */
  readonly invitedAt?: number
  /** Until when it can be answered, by our clock; absent until the homeserver has confirmed the invitation. */
  readonly answerBy?: number
  readonly id: OfferId
  readonly agent: AgentId
  readonly agentName: string
  readonly at: number
  /** The agent's client joins by itself: a join does not accept, `accept` does. */
  readonly needsAccept?: boolean
}

/** Whether the person can be written to. `away`: they left or we lost sight of them; messages wait until checked again. */
export type Reach = 'here' | 'away'

interface Common {
  readonly id: ConversationId
  readonly network: NetworkId
  readonly networkType: string
  readonly networkName: string
  readonly contact: ContactId
  readonly contactName: string
  readonly chat: RemoteChatId
  readonly customer: Customer
  readonly language: Language
  /** Absent: it carries nothing but text. */
  readonly carries?: Carries
  /** Counts the events applied. The effects of the event that made version v carry v in their keys. */
  readonly version: number
  readonly openedAt: number
  readonly profile: AppProfile
  /** What the customer has done that not everybody's program can: whoever takes it must be able to. Absent: nothing so far. */
  readonly used?: readonly Feature[]
  /** Another program is in use and has not said what it is; this is what they wrote with before, for people. */
  readonly programBefore?: string
  /** The profile changed while an agent was asked or had it: the rules are evaluated before another one is looked for. */
  readonly rulesDue?: true
  readonly identified: boolean
  readonly intake: Intake
  readonly answers: Readonly<Record<string, string>>
  /** Lines not yet in the room, oldest first. Empty once `roomOpened`. */
  readonly said: readonly SaidLine[]
  /** What was asked for before the room was opened, for the rules, in the words that stand now; at most 4 kB. */
  readonly request: string
  /** Of which lines that was made. Absent until the room is opened. */
  readonly heard?: readonly HeardLine[]
  readonly roomAsked: boolean
  readonly roomOpened: boolean
  readonly reach: Reach
  /** Absent: they wrote. */
  readonly occasion?: Beginning
  /** They have asked for nothing so far, or long ago: until they do there is no room, and no agent is looked for. */
  readonly wordless?: true
  /** How long we were away while they were, in ms, and have not said so yet. */
  readonly unsaidGapMs?: number
  readonly refusals: readonly Refusal[]
  readonly offerCount: number
  /** Keys of things said once only, e.g. `edits`. */
  readonly told: readonly string[]
  /** The last messages of agents that went to the customer, so that only those are edited or taken back there. */
  readonly sent: readonly SentLine[]
  /** Their last reactions there; only where the network shows them. */
  readonly reacted?: readonly SentReaction[]
  /** `cancel` was said once; a second one ends. */
  readonly cancelAsked: boolean
  readonly returning?: {
    readonly count: number
    readonly lastAgent?: string
    readonly lastAt?: number
    readonly lastOutcome?: string
  }
  readonly maybeSameAs?: ConversationId
  /** How agents are called before customers. */
  readonly agentNaming: 'name' | 'agent'
  readonly intakeTimeoutMs: number
  readonly quietTimeMs: number
  readonly positionIntervalMs: number
  /** After a piece that is nearly as long as a line can be. */
  readonly quietTimeLongMs: number
}

export interface Waiting {
  readonly placement: Placement
  /** The last position told, to tell only changes. */
  readonly toldPosition?: number
  /** When they last heard how it stands; absent while that went unheard. */
  readonly toldAt?: number
  /** The customer asked for it: it is told even if unchanged. */
  readonly positionAsked?: boolean
  /** Whose offers were taken back while it waits: their join may still cross that. */
  readonly withdrawn?: readonly AgentId[]
}

/** An agent on a conversation. */
export interface Assigned {
  readonly placement: Placement
  readonly agent: AgentId
  readonly agentName: string
  readonly acceptedAt: number
  /** When the first line of this agent reached the customer: from then on the two really talk. */
  readonly connectedAt?: number
}

/** The whole of a conversation's state. It has exactly one status at any time (product words, life of a conversation). */
export type Conversation =
  | (Common & { readonly status: 'identifying' })
  | (Common & { readonly status: 'intake' })
  | (Common & Waiting & { readonly status: 'queued' })
  | (Common & Waiting & { readonly status: 'offered'; readonly offers: readonly Offer[] })
  | (Common & Assigned & { readonly status: 'active' })
  | (Common & Assigned & { readonly status: 'held'; readonly heldAt: number })
  | (Common & Assigned & { readonly status: 'wrapping'; readonly closedAt: number; readonly code: string })
  | (Common & {
      readonly status: 'closed'
      readonly closedAt: number
      readonly by: ClosedBy
      readonly code: string
      readonly agentName?: string
    })

export type Status = Conversation['status']
export type ClosedBy = 'agent' | 'customer' | 'supervisor' | 'idle' | 'network'
export type ConversationIn<S extends Status> = Extract<Conversation, { status: S }>
