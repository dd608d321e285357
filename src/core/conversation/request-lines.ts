import type { Conversation, SaidLine } from './state.ts'

/** As much of what a customer wrote as rules and lists see. */
export const longestRequest = 4096

/** What they came for: what was said apart from answers and from questions to the bot. */
export function requestLines(said: readonly SaidLine[]): readonly string[] {
  return said.filter((line) => line.answered === undefined && !line.aside).map(({ message }) => message.text)
}

/** The same in one text; once the room is opened it is settled. */
export function requestOf({ roomOpened, request, said }: Conversation): string {
  return roomOpened ? request : requestLines(said).join('\n').slice(0, longestRequest)
}
