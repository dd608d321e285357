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

/** What a message in one of our rooms is. In the admin room a command counts without its "!" when its name is written out. */
export function readMessage(app: App, message: Message, place: Place, isEdit: boolean): ReadLine {
  const prefix = app.settings.commandPrefix
  const line = readLine(message, { place, prefix, isEdit })
  if (place === 'dm' && message.kind === 'notice') return { kind: 'not-for-us' }
  if (place !== 'admin-room' || line.kind !== 'not-for-us') return line
  const bare = readLine(message, { place: 'dm', prefix, isEdit })
  return bare.kind === 'command' && isWrittenOut(message.text, bare.name) ? bare : line
}

/** People talk in the admin room too, so a word that is only another spelling of a command is no command there. */
function isWrittenOut(text: string, name: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/)
  const [noun = '', verb] = name.split(' ')
  if (verb === undefined) return words[0] === noun
  return (
    (words[0] === noun || words[0] === `${noun}s`) && (words[1] === verb || (words.length === 1 && verb === 'list'))
  )
}
