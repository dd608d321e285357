import type { RemoteMessageId } from '../ids.ts'
import type { Conversation, HeardLine, SaidLine } from './state.ts'

/** As much of what a customer wrote as rules and lists see. */
export const longestRequest = 4096

type Request = Pick<Conversation, 'request' | 'heard'>

interface Line extends Omit<HeardLine, 'length'> {
  readonly text: string
}

/** What they came for: what was said apart from answers and from questions to the bot. */
export function requestLines({ roomOpened, said, ...conversation }: Conversation): readonly string[] {
  const lines = roomOpened ? unpack(conversation) : linesOf(said)
  return lines.map(({ text }) => text).filter((text) => text !== '')
}

/** The same in one text. */
export function requestOf({ roomOpened, request, said }: Conversation): string {
  return roomOpened ? request : requestFrom(said).request
}

/** As it is kept once the lines are in the room. */
export function requestFrom(said: readonly SaidLine[]): Request {
  return pack(linesOf(said))
}

/** One more line of it. */
export function withLine(conversation: Request, remoteId: RemoteMessageId, text: string): Request {
  return pack([...unpack(conversation), { remoteId, text }])
}

/** They changed the line. What was taken as an answer stays so: the rules may have decided by it. Undefined: it is no part of the request, or says the same. */
export function withChangedLine(conversation: Request, remoteId: RemoteMessageId, text: string): Request | undefined {
  const lines = unpack(conversation)
  const line = lines.find((one) => one.remoteId === remoteId)
  if (!line || line.answered !== undefined || line.text === text) return undefined
  return pack(lines.map((one) => (one === line ? { ...line, text } : one)))
}

/** They took the line back. `answered`: the question that it answered. Undefined: nothing is known of it. */
export function withoutLine(
  conversation: Request,
  remoteId: RemoteMessageId,
): (Request & { readonly answered: string | undefined }) | undefined {
  const lines = unpack(conversation)
  const line = lines.find((one) => one.remoteId === remoteId)
  return line && { ...pack(lines.filter((one) => one !== line)), answered: line.answered }
}

function linesOf(said: readonly SaidLine[]): readonly Line[] {
  const lines = said.filter(({ aside }) => !aside)
  return lines.map(({ remoteId, answered, message }) =>
    answered === undefined ? { remoteId, text: message.text } : { remoteId, text: '', answered },
  )
}

/** Lines without words, and what is too much, have no part in the text. */
function pack(lines: readonly Line[]): Request {
  const heard: HeardLine[] = []
  let request = ''
  for (const { text, ...line } of lines) {
    const before = request === '' ? '' : '\n'
    const fitting = text.slice(0, Math.max(0, longestRequest - request.length - before.length))
    if (fitting !== '') request += before + fitting
    heard.push({ ...line, length: fitting.length })
  }
  return { request, heard }
}

function unpack({ request, heard = [] }: Request): readonly Line[] {
  let end = -1
  return heard.map(({ length, ...line }) => {
    if (length === 0) return { ...line, text: '' }
    const begin = end + 1
    end = begin + length
    return { ...line, text: request.slice(begin, end) }
  })
}
