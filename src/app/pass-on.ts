import { longestWords, type Neighbours } from '../ports/neighbours.ts'

/** Who types in a room, all of them. */
export interface Typing {
  readonly room: string
  readonly users: readonly unknown[]
}

/** Beyond these, what others are to be told is lost. */
const most = { rooms: 200, users: 5 }
/** What begins must end: rooms in which others were told that somebody types. Of older ones it ends by itself there. */
const mostBegun = 1000

/**
 * Tells the other processes who types in rooms whose conversations they may have: one message at a time, and of each room
 * only the last that came meanwhile.
 */
export function createPassOn(
  neighbours: Pick<Neighbours, 'tell'>,
  lost: (error: unknown) => void,
): (typing: Typing) => void {
  const waiting = new Map<string, readonly unknown[]>()
  const begun = new Set<string>()
  let isUnderWay = false
  const goOn = async (): Promise<void> => {
    isUnderWay = true
    while (waiting.size > 0) await neighbours.tell(takeWords(waiting)).catch(lost)
    isUnderWay = false
  }
  return ({ room, users }) => {
    if (!begun.delete(room) && users.length === 0) return
    if (users.length > 0) begun.add(room)
    const [oldest] = begun.size > mostBegun ? begun : []
    if (oldest !== undefined) begun.delete(oldest)
    if (waiting.size >= most.rooms && !waiting.has(room)) return
    waiting.set(room, users.slice(0, most.users))
    if (!isUnderWay) void goOn()
  }
}

/** As many rooms as can be told at once; one that is too long for that is left out. */
function takeWords(waiting: Map<string, readonly unknown[]>): string {
  const entries: string[] = []
  let bytes = 2
  for (const [room, users] of waiting) {
    const entry = JSON.stringify([room, users])
    const length = Buffer.byteLength(entry) + 1
    if (bytes + length > longestWords && entries.length > 0) break
    waiting.delete(room)
    if (bytes + length > longestWords) continue
    entries.push(entry)
    bytes += length
  }
  return `[${entries.join()}]`
}

/** What another process passed on. The text may be anything. */
export function readPassedOn(words: string): readonly Typing[] {
  const entries = parse(words)
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown) => {
    const [room, users] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    return typeof room === 'string' && Array.isArray(users) ? [{ room, users }] : []
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
