import type { RoomDescription } from '../core/conversation/effect.ts'
import type { AgentId, ConversationId, EffectKey, MatrixEventId, RemoteMessageId, RoomId } from '../core/ids.ts'
import type { FileReference, Message } from '../core/message/message.ts'

/**
 * Why the homeserver did not do something. `retry`: it may succeed later, after `retryAfterMs` if given. `refused`: never.
 * `said`: its answer alone, for people who did not ask for the request that `text` names too.
 */
export type MatrixFailure = FailureWords &
  ({ readonly kind: 'retry'; readonly retryAfterMs?: number } | { readonly kind: 'refused' })

interface FailureWords {
  readonly text: string
  readonly said?: string
  readonly errcode?: string
  /** Of a ping: the HTTP status that we, or something in our place, gave the homeserver. */
  readonly calledBack?: number
}

export class MatrixError extends Error {
  readonly failure: MatrixFailure
  constructor(failure: MatrixFailure) {
    super(failure.text)
    this.name = 'MatrixError'
    this.failure = failure
  }
}

/** The Matrix user that speaks for a customer. `localpart` is made from the network and chat and never changes. */
export interface Ghost {
  readonly localpart: string
  readonly displayName: string
}

export interface BotPost {
  readonly room: RoomId
  readonly key: EffectKey
  readonly message: Message
  /** As in `postAsGhost`. */
  readonly lookBack: boolean
}

/** What a ghost does to an event of a room. */
export interface GhostDeed {
  readonly room: RoomId
  readonly ghost: Ghost
  readonly key: EffectKey
  readonly target: MatrixEventId
}

/** As Matrix has it: `unavailable` is somebody whose programs are idle. */
export type UserPresence = 'online' | 'unavailable' | 'offline'

export interface RoomRequest {
  readonly key: EffectKey
  readonly conversation: ConversationId
  readonly description: RoomDescription
  readonly ghost: Ghost
  readonly network: { readonly id: string; readonly type: string; readonly displayName: string }
  readonly chat: string
  readonly chatDisplayName: string
}

/**
 * What Switchboard asks of the homeserver, in its own words. Every call may be repeated with the same key after a crash
 * and then has no second result: sends by transaction id, rooms by an alias made from the key, memberships by reading first.
 * All reject with MatrixError only. `upload` is the exception in both.
 */
export interface Matrix {
  /** Registers the ghost, gives it a device, sets its name. */
  ensureGhost(ghost: Ghost): Promise<void>
  /** Makes the conversation's room with the ghost in it, with bridge state and power levels. Completes a half-made one. */
  createRoom(request: RoomRequest): Promise<RoomId>
  /** Sets name and topic where they differ. */
  describeRoom(room: RoomId, description: RoomDescription): Promise<void>
  /**
   * `at`: the time of the original in ms, shown as the event's time. `remoteId` is written into the event. `lookBack`: the
   * transaction id may be forgotten; search the room for the key first. `answers`: the event it answers.
   */
  postAsGhost(post: {
    room: RoomId
    ghost: Ghost
    key: EffectKey
    message: Message
    at: number
    remoteId?: RemoteMessageId
    answers?: MatrixEventId
    lookBack: boolean
  }): Promise<MatrixEventId>
  /** The ghost's own message `target` becomes this one. */
  editAsGhost(edit: GhostDeed & { message: Message; at: number; lookBack: boolean }): Promise<MatrixEventId>
  /** The ghost takes an event of its own back. */
  redactAsGhost(redaction: GhostDeed): Promise<void>
  /** Undefined: it was there already. */
  reactAsGhost(reaction: GhostDeed & { reaction: string; at: number }): Promise<MatrixEventId | undefined>
  /** The homeserver takes it back by itself after half a minute. */
  setTyping(room: RoomId, ghost: Ghost, isTyping: boolean): Promise<void>
  /** The ghost has read this event and all before it. */
  markRead(room: RoomId, ghost: Ghost, event: MatrixEventId): Promise<void>
  /** As m.notice, from the bot. `isCard`: `renewCard` finds it. */
  postAsBot(post: BotPost & { isCard?: boolean }): Promise<MatrixEventId>
  /**
   * The card of the room becomes this one; nothing happens where there is none. `wipes`: nothing of what it said before may
   * be left, not even as its history, so it is put anew and the earlier one is taken back.
   */
  renewCard(card: BotPost & { wipes: boolean }): Promise<void>
  /** `already`: the person was in the room or invited before. */
  invite(room: RoomId, user: AgentId, reason: string): Promise<'invited' | 'already'>
  /** Ends an invitation or a membership; nothing happens if there is none. */
  remove(room: RoomId, user: AgentId, reason: string): Promise<void>
  /** The ghost leaves; agents leave if configured; the bot stays. */
  archiveRoom(room: RoomId, ghost: Ghost): Promise<void>
  /** The direct room with this person, made and remembered if there is none yet. */
  directRoom(user: AgentId): Promise<RoomId>
  /** The room in which admins command: the configured one (id or alias), or one that the bot makes once; admins are invited. */
  adminRoom(configured: string, admins: readonly AgentId[]): Promise<RoomId>
  membersOf(room: RoomId): Promise<ReadonlyMap<string, 'join' | 'invite'>>
  /** What an event of that room said, for quoting it; undefined when it is gone or was no message. */
  quotable(room: RoomId, event: MatrixEventId): Promise<{ readonly sender: AgentId; readonly text: string } | undefined>
  displayNameOf(user: AgentId): Promise<string | undefined>
  /** Their picture (mxc), if they have one. */
  avatarOf(user: AgentId): Promise<string | undefined>
  /** Of all their devices together; undefined where the homeserver does not say. */
  presenceOf(user: AgentId): Promise<UserPresence | undefined>
  /** To those who share a room with the ghost. `text`: what is said of it. Homeservers forget it soon (Synapse after 30 s). */
  showPresence(ghost: Ghost, presence: UserPresence, text?: string): Promise<void>
  /** Joins a room the bot was invited to. */
  join(room: RoomId): Promise<void>
  /** Whether the room is encrypted (state m.room.encryption). */
  isEncrypted(room: RoomId): Promise<boolean>
  /** Opens a file of the homeserver (authenticated media, MSC3916). */
  download(
    mxc: string,
    signal: AbortSignal,
  ): Promise<{ stream: NodeJS.ReadableStream; contentType: string; bytes?: number }>
  /**
   * Puts a file into the media repository, as the ghost and at most as large as the homeserver takes; `bytes`: what its
   * source says. A repeat uploads it again, which is wasteful and nothing worse: the post that names it has a key, so
   * of two uploads the one that was posted first counts. Rejects with MatrixError, or with what the stream failed with;
   * the stream has ended in any case.
   */
  upload(
    file: {
      readonly ghost: Ghost
      readonly name: string
      readonly contentType: string
      readonly stream: NodeJS.ReadableStream
      readonly bytes?: number
    },
    signal: AbortSignal,
  ): Promise<{ readonly mxc: string; readonly bytes: number }>
  /** A link that shows the file to people outside, for a limited time. */
  publicLink(file: FileReference): string
  /** Asks the homeserver to call us back (MSC2659): also ends its back-off. Resolves with ms. */
  ping(): Promise<number>
  /** The last events of a room as the homeserver gives them, the oldest of them first. */
  recentEvents(room: RoomId, most: number): Promise<readonly unknown[]>
  serverName(): string
}
