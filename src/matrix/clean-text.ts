const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** Text that any homeserver and database can hold: lone surrogates replaced, control characters removed but tab and `\n`. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(unspeakable, '')
}
