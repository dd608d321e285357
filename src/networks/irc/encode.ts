/** A line that would have said something else on the wire than its maker meant. */
export class UnsafeLine extends Error {
  constructor(what: string) {
    super(`not sent to IRC: ${what}`)
    this.name = 'UnsafeLine'
  }
}

/** Controls that end a line or a string somewhere on the way (RFC 1459 2.3.1). */
const lineEnders = /[\0\r\n]/
const middle = /^[^\0-\x20:][^\0-\x20]*$/
const nickname = /^[^\0-\x20\x7f!@,*?:#&$%+~.\d-][^\0-\x20\x7f!@,*?]*$/

/**
 * Whether a text can stand as a nick in our lines: wider than RFC 2812, because networks allow more, but nothing that
 * addresses a channel, a server, a mask or a second target.
 */
export function isNick(text: string): boolean {
  return text.length <= 64 && nickname.test(text)
}

/**
 * The one place where lines to the server are made. The last parameter of PRIVMSG and the like may be any text without
 * CR, LF and NUL; all others must be single words. Throws UnsafeLine otherwise. `label` only where the server acknowledged
 * labeled-response.
 */
export function encodeLine(command: string, params: readonly string[], label?: string): string {
  if (!/^[A-Z]{2,20}$/.test(command)) throw new UnsafeLine('a strange command')
  const last = params.at(-1)
  const words = params.slice(0, -1)
  if (!words.every((word) => middle.test(word))) throw new UnsafeLine(`a strange parameter of ${command}`)
  if (label !== undefined && !/^[\w-]{1,64}$/.test(label)) throw new UnsafeLine('a strange label')
  const tag = label === undefined ? [] : [`@label=${label}`]
  return [...tag, command, ...words, ...(last === undefined ? [] : [encodeLast(command, last)])].join(' ')
}

function encodeLast(command: string, last: string): string {
  if (lineEnders.test(last)) throw new UnsafeLine(`a line break or NUL in ${command}`)
  return middle.test(last) && !isText(command) ? last : `:${last}`
}

function isText(command: string): boolean {
  return command === 'PRIVMSG' || command === 'NOTICE' || command === 'AWAY' || command === 'QUIT'
}

/** The same text without what cannot be sent; for names and passwords of the configuration it is refused instead. */
export function refuseLineEnders(what: string, text: string): void {
  if (lineEnders.test(text)) throw new UnsafeLine(`a line break or NUL in ${what}`)
}
