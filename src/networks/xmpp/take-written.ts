import type { RemoteMessageId } from '../../core/ids.ts'
import type { RemoteEvent } from '../../ports/network.ts'
import type { Arrival, Memory } from './arrival.ts'
import { isTheirs, nthOf } from './message-ids.ts'
import { factsOf, type Written } from './read-message.ts'

type RemoteMessage = Extract<RemoteEvent, { type: 'message' }>

/**
 * Servers stamp also what they held for a moment, while a stream was resumed or a peer was reached anew, and the clocks of
 * two servers are seconds apart. Whoever wrote within the last minute still looks at the chat.
 */
const toleranceMs = 60_000

/** Commits what somebody wrote: as a new message, or in the place of one. False when the program is ending. */
export async function takeWritten(written: Written, arrival: Arrival, memory: Memory): Promise<boolean> {
  const { people, ids } = memory
  const { chat: id, from, contact, program } = arrival
  const isOpen = people.get(id) !== undefined
  const came = { id: written.id, from: program, originId: written.originId, text: written.text }
  const remoteId = await ids.received(id, came)
  const target = isOpen && written.corrects ? ids.meant(id, written.corrects) : undefined
  people.wrote(from, contact.local)
  if (!target || !isTheirs(target)) return takeNew(written, remoteId, arrival, memory)
  // Programs name the first message or its last correction: both mean the same one.
  ids.alsoCalled(id, written.id, target)
  const [first, ...others] = written.pieces
  const change = { type: 'edited', chat: id, remoteId, target, ...writtenAtOf(written, memory) } as const
  if (!first || !(await people.commit({ ...change, message: first }))) return false
  return commitPieces({ ...written, pieces: others }, 1, remoteId, arrival, memory)
}

/** A correction of what nobody here has seen is told by a star. */
function takeNew(written: Written, remoteId: RemoteMessageId, arrival: Arrival, memory: Memory): Promise<boolean> {
  const { ids } = memory
  ids.alsoCalled(arrival.chat, written.originId, remoteId)
  const [first, ...others] = written.pieces
  const pieces = first && written.corrects ? [{ ...first, text: `* ${first.text}` }, ...others] : written.pieces
  return commitPieces({ ...written, pieces }, 0, remoteId, arrival, memory)
}

async function commitPieces(
  written: Written,
  begin: number,
  remoteId: RemoteMessageId,
  { chat: id, stanza }: Arrival,
  memory: Memory,
): Promise<boolean> {
  const { people, ids, deps } = memory
  const { pieces, answers: answered } = written
  const late = writtenAtOf(written, memory)
  const chat = people.get(id)
  if (!chat) return false
  const sender = people.sender(chat, factsOf(stanza, deps.clock.now()))
  for (const [index, message] of pieces.entries()) {
    const answers = answered && begin + index === 0 ? { answers: ids.meant(id, answered) } : {}
    const event = {
      type: 'message',
      sender,
      remoteId: nthOf(remoteId, begin + index),
      message,
      ...late,
      ...answers,
    } as const
    if (!(await people.commit(event))) return false
  }
  return true
}

/** Absent for what came at once. A time that cannot be read, or that no clock ever showed, is long ago. */
function writtenAtOf({ delayedSince: since }: Written, { deps }: Memory): Pick<RemoteMessage, 'writtenAt'> {
  if (since === undefined || deps.clock.now() - since < toleranceMs) return {}
  return { writtenAt: since > 0 ? since : 'unknown' }
}
