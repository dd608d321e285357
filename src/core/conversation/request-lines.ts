import type { SaidLine } from './state.ts'

/** What they came for: what was said apart from answers and from questions to the bot. */
export function requestLines(said: readonly SaidLine[]): readonly string[] {
  return said.filter((line) => line.answered === undefined && !line.aside).map(({ message }) => message.text)
}
