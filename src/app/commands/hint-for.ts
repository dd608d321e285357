import type { ReadLine } from '../../core/commands/read-line.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import { tell } from '../../core/text/tell.ts'
import type { Act, Answer, Asked } from './asked.ts'

type Mistaken = Extract<ReadLine, { kind: 'unknown' | 'edited' | 'not-typed' | 'command-inside' }>

/** Why a line that looks like a command was neither done nor sent. */
export function hintFor({ place }: Asked, line: Mistaken): Answer | Act {
  if (place !== 'conversation') return hintOutside(line)
  return (_session, working) => working && hintInside(line, working.conversation)
}

function hintInside(line: Mistaken, { customer }: Conversation): string {
  const { name } = customer
  switch (line.kind) {
    case 'unknown':
      return tell('not-sent-unknown-command', { customer: name, word: line.word, suggestion: line.suggestion })
    case 'edited':
      return tell('not-sent-command-edit', { customer: name })
    case 'not-typed':
      return tell('not-sent-command-form', { customer: name, form: line.form })
    case 'command-inside':
      return tell('not-sent-command-inside', { customer: name, line: line.line, word: line.word })
  }
}

/** Only what was typed as a command there deserves an answer; an edit of it was seen when it was new. */
function hintOutside(line: Mistaken): string | undefined {
  if (line.kind === 'unknown') return tell('unknown-command', { word: line.word, suggestion: line.suggestion })
  return line.kind === 'edited' ? 'A command counts only as a new message, not as the change of an old one.' : undefined
}
