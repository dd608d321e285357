import { refusalOf } from '../../core/commands/gate.ts'
import { parseCommand } from '../../core/commands/parse.ts'
import type { ReadLine } from '../../core/commands/read-line.ts'
import type { MatrixEvent } from '../../ports/matrix-event.ts'
import type { RoomRole } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'
import { loadConversation } from '../session.ts'
import { answerEncrypted } from './answer-encrypted.ts'
import type { Act, Answer, Asked } from './asked.ts'
import { auditCommand } from './audit-command.ts'
import { carryOutCommand } from './carry-out-command.ts'
import { type CommandRun, nothingToDo } from './command-run.ts'
import { followMembership, isAboutOurRoom } from './follow-membership.ts'
import { hintFor } from './hint-for.ts'
import { placeOf, readMessage } from './read-message.ts'
import { relayUnescaped } from './relay-unescaped.ts'
import { worksHere } from './works-here.ts'
import { writeAnswer } from './write-answer.ts'

export type { CommandRun } from './command-run.ts'

type AskingEvent = Extract<MatrixEvent, { type: 'message' | 'edit' | 'member' | 'encrypted' }>

export interface CommandCall {
  readonly event: AskingEvent
  readonly role: RoomRole | undefined
}

type WrittenEvent = Extract<AskingEvent, { type: 'message' | 'edit' }>

/** What in this event asks something of the bot; undefined when it is for the customer or for nobody. */
export function commandOf(app: App, event: MatrixEvent, role: RoomRole | undefined): CommandCall | undefined {
  switch (event.type) {
    case 'member':
      return isAboutOurRoom(app, event, role) ? { event, role } : undefined
    case 'encrypted':
      return app.isOurs(event.sender) ? undefined : { event, role }
    case 'message':
    case 'edit':
      return role && !isForCustomer(app, event, role) ? { event, role } : undefined
    case 'redaction':
    case 'reaction':
    case 'uncarried':
    case 'ignored':
    case 'malformed':
      return undefined
  }
}

/** Reads and looks up everything outside the transaction. */
export async function runCommand(app: App, { event, role }: CommandCall): Promise<CommandRun> {
  switch (event.type) {
    case 'member':
      return followMembership(app, event, role)
    case 'encrypted':
      return answerEncrypted(app, event, role)
    case 'message':
    case 'edit':
      return role ? runWritten(app, event, role) : nothingToDo
  }
}

/** Exactly as it was written, by somebody whose words go to customers. */
function isForCustomer(app: App, event: WrittenEvent, role: RoomRole): boolean {
  if (role.kind !== 'conversation' || !worksHere(app, event.sender)) return false
  const line = readMessage(app, event.message, 'conversation', event.type === 'edit')
  return line.kind === 'to-customer' && line.message.text === event.message.text
}

async function runWritten(app: App, event: WrittenEvent, role: RoomRole): Promise<CommandRun> {
  const asked = askedBy(app, event, role)
  if (app.isOurs(event.sender)) return nothingToDo
  if (asked.level === 'block' || (role.kind === 'conversation' && !worksHere(app, event.sender))) {
    app.log.info(
      { sender: event.sender, room: event.room },
      'somebody without the right to work here wrote; not relayed, not done',
    )
    return nothingToDo
  }
  const line = readMessage(app, event.message, asked.place, event.type === 'edit')
  if (line.kind === 'not-for-us') return nothingToDo
  if (line.kind === 'to-customer')
    return { apply: (session, rowId) => relayUnescaped(session, asked, event, line.message, rowId) }
  return withAnswer(asked, line.kind === 'command' ? await runLine(asked, line) : hintFor(asked, line))
}

async function runLine(asked: Asked, line: Extract<ReadLine, { kind: 'command' }>): Promise<Answer | Act> {
  const refusal = refusalOf(line.name, asked.level, asked.place)
  if (refusal !== undefined) {
    await auditCommand(asked, line, `refused: ${refusal}`)
    return refusal
  }
  const parsed = parseCommand(line.name, { text: line.args, at: line.at, place: asked.place })
  const result = parsed.ok ? await carryOutCommand(asked, parsed.value) : parsed.problem
  await auditCommand(asked, line, parsed.ok ? result : `not understood: ${parsed.problem}`)
  return result
}

function withAnswer(asked: Asked, result: Answer | Act): CommandRun {
  return {
    apply: async (session, rowId) => {
      const { conversation } = asked
      const working = conversation === undefined ? undefined : await loadConversation(session, conversation)
      const answer = typeof result === 'function' ? await result(session, working, rowId) : result
      writeAnswer(session, asked, working, answer, rowId)
    },
  }
}

function askedBy(app: App, event: WrittenEvent, role: RoomRole): Asked {
  return {
    app,
    person: event.sender,
    level: app.levelOf(event.sender),
    place: placeOf(role),
    room: event.room,
    eventId: event.eventId,
    at: app.clock.now(),
    ...(role.kind === 'conversation' ? { conversation: role.conversation } : {}),
  }
}
