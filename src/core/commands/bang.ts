/** What is not seen, or is seen as an empty place: nobody who types it before a "!" means it. */
const unseen = String.raw`[\s\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]*`
const unseenNotBlank = String.raw`[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]*`
/** The exclamation mark as it is typed on keyboards around the world; the last three are two marks in one. */
const single = String.raw`[!\uff01\ufe57\ufe15]`
const double = String.raw`\u203c`
const withQuestion = String.raw`[\u2048\u2049]`

const escaped = new RegExp(`^${unseen}(?:${single}${unseenNotBlank}(?=${single})|${double})`, 'u')
const marked = new RegExp(`^${unseen}(?:${single}|${withQuestion})`, 'u')
const blank = new RegExp(`^${unseen}`, 'u')

/**
 * How a line begins as people see it. `command`: with one "!", the rest begins at `at`; never for the customer.
 * `escaped`: with "!!", which stands for a "!" that the customer is to see. `plain`: with anything else, at `at`.
 */
export type Beginning =
  | { readonly kind: 'command'; readonly at: number }
  | { readonly kind: 'escaped' }
  | { readonly kind: 'plain'; readonly at: number }

export function beginningOf(line: string): Beginning {
  if (escaped.test(line)) return { kind: 'escaped' }
  const command = marked.exec(line)
  if (command) return { kind: 'command', at: command[0].length }
  return { kind: 'plain', at: blank.exec(line)?.[0].length ?? 0 }
}

/** A line that begins with "!!", with one "!" only; any other line as it is. */
export function withoutEscape(line: string): string {
  return line.replace(escaped, (begun) => (begun.endsWith('\u203c') ? '!' : ''))
}
