import { tell } from '../text/tell.ts'
import type { ReadLine } from './read-line.ts'

/**
 * What to tell the author of a line that was neither sent nor carried out; undefined for all other lines. `customer`: who
 * did not get it, where there is one.
 */
export function lineHint(line: ReadLine, customer: string | undefined): string | undefined {
  switch (line.kind) {
    case 'unknown': {
      const { word, suggestion } = line
      return customer === undefined
        ? tell('unknown-command', { word, suggestion })
        : tell('not-sent-unknown-command', { customer, word, suggestion })
    }
    case 'edited':
      return tell('not-sent-command-edit', { customer })
    case 'not-typed':
      return tell('not-sent-command-form', { customer, form: line.form })
    case 'command-inside':
      return tell('not-sent-command-inside', { customer, line: line.line, word: line.word })
    case 'command':
    case 'to-customer':
    case 'not-for-us':
      return undefined
  }
}
