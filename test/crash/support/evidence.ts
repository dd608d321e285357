/** What was said to a line of a customer. `none`: nothing, because something ended before. */
export type Answer = 'taken' | 'refused' | 'none'

/** Kinds of networks. */
export type NetworkType = 'irc' | 'xmpp' | 'slack'

/** Lines that may be lost in a break, by what was said to them. All others are in the database, whatever happens. */
export const mayLose: Readonly<Record<NetworkType, readonly Answer[]>> = {
  // The server says that our nick got it, and cannot know whether we read it.
  irc: ['taken', 'none'],
  // We say ourselves that we have it.
  xmpp: ['none'],
  // It keeps what we have not acknowledged, and hands it in again.
  slack: [],
}

/** One numbered line of a customer. Times in ms since the epoch. */
export interface WrittenLine {
  readonly text: string
  readonly at: number
  readonly answer: Answer
  /** What it is called where it was taken in, if it was. */
  readonly remoteId?: string
}

/** One message in a room, as the homeserver has it. */
export interface RoomMessage {
  readonly from: 'customer' | 'bot' | 'agent'
  readonly sender: string
  readonly body: string
  /** When it was sent; what customers said carries the time at which they said it. */
  readonly at: number
  /** The key of the effect that sent it; only in messages of ours. */
  readonly key: string | undefined
  /** Only in messages of agents: whether the inbox has ever taken it in. */
  readonly isTaken?: boolean
}

/** The conversation was told that we were away for `ms` until `at`. `isInRoom`: the room was open by then. */
export interface Gap {
  readonly at: number
  readonly ms: number
  readonly isInRoom: boolean
}

export interface ConversationEvidence {
  readonly id: number
  readonly room: string | undefined
  readonly status: string
  readonly openedAt: number
  readonly closedAt: number | undefined
  /** What the customer wrote, as the event log has it, in its order. */
  readonly applied: readonly string[]
  readonly gaps: readonly Gap[]
  readonly offers: readonly { readonly agent: string; readonly status: string }[]
  readonly transfers: number
  /** Invitations of agents in the room, by agent. */
  readonly invitations: readonly string[]
  readonly messages: readonly RoomMessage[]
  /** Who came and went, for people who read a report. */
  readonly comings: readonly { readonly at: number; readonly text: string }[]
  /** They left the network, or could not be checked, and did not come back before the end. */
  readonly isAway: boolean
}

/** What a customer got from us. `id`: by which their program would know a repeat, where there is such a thing. */
export interface Heard {
  readonly text: string
  readonly id?: string
}

/** Everything that is known about one customer at the end of a round. */
export interface CustomerEvidence {
  readonly name: string
  readonly network: NetworkType
  readonly lines: readonly WrittenLine[]
  /** The ids of those that were committed when they came in, whatever became of them. */
  readonly receivedIds: ReadonlySet<string>
  /** All that our contact said to them, in the order of arrival. */
  readonly heard: readonly Heard[]
  /** By number, which is the order in which they were opened. */
  readonly conversations: readonly ConversationEvidence[]
}

/** A time in which lines of customers may be lost unseen: around the sudden end of a process or of a connection. */
export interface Break {
  readonly from: number
  readonly to: number
  readonly what: string
  /** Only lines of that network; absent: of all. */
  readonly network?: NetworkType
  /** When the process, or that network's server, ran again; absent where it has not come back. */
  backAt?: number
}

/** The numbered lines of customers look like `anna-12`, those of agents like `mira-12`; nothing else does. */
const numbered = /\b[a-z]+\d*-\d+\b/

/** The number that a text of ours carries: `[Mira] mira-3` has `mira-3`. */
export function tokenIn(text: string): string | undefined {
  return numbered.exec(text)?.[0]
}
