/** Real names that clients fill in when people do not: a hint of the client without asking it. */
const realNames: readonly (readonly [RegExp, string])[] = [
  [/^The Lounge User$/i, 'The Lounge'],
  [/\bkiwiirc\.com\b/i, 'Kiwi IRC'],
  [/^Quassel (IRC )?User$/i, 'Quassel'],
  [/^Konversation User$/i, 'Konversation'],
  [/^KVIrc \d.*http/i, 'KVIrc'],
  [/^Textual User$/i, 'Textual'],
  [/^realname$/, 'HexChat'],
]

export function guessFromRealName(realName: string): string | undefined {
  return realNames.find(([pattern]) => pattern.test(realName))?.[1]
}
