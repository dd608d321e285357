import type { Command, CommandNamed } from '../../core/commands/command.ts'
import type { Place } from '../../core/commands/command-row.ts'
import type { Level } from '../../core/commands/permissions.ts'
import type { AgentId, ConversationId, MatrixEventId, RoomId } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import type { App } from '../deps.ts'
import type { Session, Working } from '../session.ts'

/** Who asks for something, and where. */
export interface Asked {
  readonly app: App
  readonly person: AgentId
  readonly level: Level
  readonly place: Place
  readonly room: RoomId
  /** The event they asked with: the same when it is carried out again after a crash. */
  readonly eventId: MatrixEventId
  /** ms since the epoch, by our clock. */
  readonly at: number
  /** In whose room. */
  readonly conversation?: ConversationId
}

/** What is said back; nothing when the conversation itself says it. */
export type Answer = Message | string | undefined

/** What remains to be done in the transaction that marks the event applied. Only the session may be used in it. */
export type Act = (session: Session, working: Working | undefined, rowId: number) => Promise<Answer> | Answer

/** Reads, changes what lies outside of the transaction so that a repeat does no harm, and answers or says what remains. */
export type CarryOut<C extends Command = Command> = (asked: Asked, command: C) => Promise<Answer | Act>

export type CarryOutNamed<Name extends Command['name']> = CarryOut<CommandNamed<Name>>
