import type { AgentId, MatrixEventId, RoomId } from '../core/ids.ts'
import type { Message, Uncarried } from '../core/message/message.ts'

export type Membership = 'join' | 'invite' | 'leave' | 'ban' | 'knock'

/** What every event says about itself. `at`: the sender's homeserver's clock in ms; it can be set by whoever runs that server. */
interface Origin {
  readonly room: RoomId
  readonly eventId: MatrixEventId
  readonly sender: AgentId
  readonly at: number
}

/** A room event of the homeserver in our words. What stands in it was written by people and may be anything; its shape was checked. */
export type MatrixEvent =
  /** `replyTo`: the answered event. The quote that old clients put into the text is removed. */
  | (Origin & { readonly type: 'message'; readonly message: Message; readonly replyTo?: MatrixEventId })
  /** `message` takes the place of `target`. Whether the sender wrote the target is for the reader to check. */
  | (Origin & { readonly type: 'edit'; readonly target: MatrixEventId; readonly message: Message })
  /** `key` is mostly an emoji; a picture is there by its short name. */
  | (Origin & { readonly type: 'reaction'; readonly target: MatrixEventId; readonly key: string })
  /** Somebody calls, votes and the like. */
  | (Origin & { readonly type: 'uncarried'; readonly what: Uncarried })
  | (Origin & { readonly type: 'redaction'; readonly target: MatrixEventId; readonly reason?: string })
  /** `previous`: the membership before, when the homeserver said so. */
  | (Origin & {
      readonly type: 'member'
      readonly user: AgentId
      readonly membership: Membership
      readonly previous?: Membership
      readonly reason?: string
      readonly displayName?: string
      readonly isDirect: boolean
    })
  /** Something that we cannot read. */
  | (Origin & { readonly type: 'encrypted' })
  /** Of no meaning to us; `reason` for the log. */
  | (Origin & { readonly type: 'ignored'; readonly reason: string })
  /** Not an event at all. */
  | { readonly type: 'malformed'; readonly reason: string }
