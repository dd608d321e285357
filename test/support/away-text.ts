import type { IrcClient } from '../servers/irc-client.ts'

/** What the server shows whoever looks at this nick: how it stands. Empty while it shows nothing. */
export async function awayTextOf(irc: IrcClient, nick: string): Promise<string> {
  const since = irc.mark()
  irc.send(`WHOIS ${nick}`)
  await irc.waitFor(/^\S+ 318 /, { since })
  const [line = ''] = irc.linesSince(since, /^\S+ 301 /)
  return line.replace(/^\S+ 301 \S+ \S+ :?/, '')
}
