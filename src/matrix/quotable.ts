import type { MatrixEventId, RoomId } from '../core/ids.ts'
import { visibleText } from '../core/message/visible-text.ts'
import type { Matrix } from '../ports/matrix.ts'
import { path } from './client.ts'
import { unlessMissing } from './failure.ts'
import type { Home } from './home.ts'
import { incoming } from './incoming.ts'

/** What an event of that very room said, for quoting it. Undefined when it is gone, or was no message. */
export function createQuotable({ client }: Home): Pick<Matrix, 'quotable'> {
  return {
    async quotable(room: RoomId, event: MatrixEventId) {
      const address = path`/_matrix/client/v3/rooms/${room}/event/${event}`
      const found = await client.call({ method: 'GET', path: address }).catch(unlessMissing)
      const read = found && incoming({ ...found, room_id: room })
      if (read?.type !== 'message') return undefined
      const { text, rich } = read.message
      return { sender: read.sender, text: rich === undefined ? text : visibleText(rich) }
    },
  }
}
