import type { Session } from '../session.ts'

/** A command that was read and looked up, ready to be written in the transaction that marks its row applied. */
export interface CommandRun {
  apply(session: Session, rowId: number): Promise<void>
}

/** There is nothing to write. */
export const nothingToDo: CommandRun = { apply: async () => undefined }
