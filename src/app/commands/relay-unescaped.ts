import type { Message } from '../../core/message/message.ts'
import type { MatrixEvent } from '../../ports/matrix-event.ts'
import { applyRoomEvent } from '../apply-room-event.ts'
import { loadConversation, type Session } from '../session.ts'
import type { Asked } from './asked.ts'

type WrittenEvent = Extract<MatrixEvent, { type: 'message' | 'edit' }>

/** A line that begins with "!!" goes to the customer with one of the two, and without a quote. */
export async function relayUnescaped(
  session: Session,
  { conversation }: Asked,
  event: WrittenEvent,
  message: Message,
  rowId: number,
): Promise<void> {
  const working = conversation === undefined ? undefined : await loadConversation(session, conversation)
  if (working)
    await applyRoomEvent(session, working, { ...event, message }, { row: { id: rowId }, answered: undefined })
}
