import type { Place } from '../../core/commands/command-row.ts'
import { type ReadLine, readLine } from '../../core/commands/read-line.ts'
import type { Message } from '../../core/message/message.ts'
import type { RoomRole } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'

export function placeOf(role: RoomRole): Place {
  switch (role.kind) {
    case 'conversation':
      return 'conversation'
    case 'direct':
      return 'dm'
    case 'admin':
      return 'admin-room'
  }
}

/** What a message in one of our rooms is. In a direct chat a notice comes from a program. */
export function readMessage(app: App, message: Message, place: Place, isEdit: boolean): ReadLine {
  if (place === 'dm' && message.kind === 'notice') return { kind: 'not-for-us' }
  return readLine(message, { place, prefix: app.settings.commandPrefix, isEdit })
}
