import type { TimerKind } from '../core/conversation/effect.ts'
import type { ConversationEvent } from '../core/conversation/event.ts'
import type { AgentId, ConversationId, OfferId, RoomId } from '../core/ids.ts'
import type { AgentEvent } from '../core/routing/agent-event.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { LeaseName } from '../ports/lease.ts'
import type { RemoteEvent } from '../ports/network.ts'

/** What a person asks for a conversation from somewhere else than its room. `replyTo`: where the answer goes. */
export interface ConversationOrder {
  readonly conversation: ConversationId
  readonly person: AgentId
  readonly at: number
  readonly replyTo: RoomId
  readonly order:
    | { readonly type: 'take' }
    | { readonly type: 'decline'; readonly reason?: string }
    | { readonly type: 'close'; readonly code: string; readonly text?: string }
}

/** What an inbox row of ours holds, by its kind. Rows of the kind `matrix-event` hold the event as the homeserver sent it. */
export type InboxBody =
  | { readonly kind: 'remote'; readonly event: RemoteEvent }
  | {
      readonly kind: 'timer'
      readonly conversation: ConversationId
      readonly timer: TimerKind
      readonly offer?: OfferId
      readonly dueAt: number
    }
  /** What became of an effect. */
  | { readonly kind: 'outcome'; readonly conversation: ConversationId; readonly event: ConversationEvent }
  | { readonly kind: 'order'; readonly order: ConversationOrder }
  /** Of an agent, whatever conversations they have. */
  | { readonly kind: 'agent'; readonly agent: AgentId; readonly event: AgentEvent }
  /** Who is in the room, as the homeserver says when asked. */
  | {
      readonly kind: 'membership'
      readonly conversation: ConversationId
      readonly user: AgentId
      readonly membership: 'join' | 'leave'
      readonly at: number
    }
  /** The agent no longer takes part: their offer goes to the next one. */
  | {
      readonly kind: 'decline'
      readonly conversation: ConversationId
      readonly agent: AgentId
      readonly reason: string
      readonly at: number
    }

/** The subject of facts of our own about a conversation. */
export function conversationSubject(conversation: ConversationId): string {
  return `conversation:${conversation}`
}

/** The row for a fact of ours. Rows about one conversation share its subject, so they are applied in order. */
export function makeRow(lease: LeaseName, subject: string, body: InboxBody, key?: string): NewInboxRow {
  return { lease, subject, kind: body.kind, body, ...(key === undefined ? {} : { key }) }
}
