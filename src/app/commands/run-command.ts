import type { MatrixEvent } from '../../ports/matrix-event.ts'
import type { RoomRole } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'
import type { Session } from '../session.ts'

/** A command that was read and looked up, ready to be written in the transaction that marks its row applied. */
export interface CommandRun {
  apply(session: Session, rowId: number): Promise<void>
}

export interface CommandCall {
  readonly event: Extract<MatrixEvent, { type: 'message' | 'edit' | 'member' | 'encrypted' }>
  readonly role: RoomRole | undefined
}

/** What in this event asks something of the bot; undefined when it is for the customer or for nobody. */
export function commandOf(_app: App, _event: MatrixEvent, _role: RoomRole | undefined): CommandCall | undefined {
  return undefined
}

/** Reads and looks up everything outside the transaction. */
export async function runCommand(_app: App, _call: CommandCall): Promise<CommandRun> {
  return { apply: async () => undefined }
}
