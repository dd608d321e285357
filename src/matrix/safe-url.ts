const schemes = ['http:', 'https:', 'mailto:', 'tel:', 'xmpp:', 'irc:', 'ircs:', 'matrix:', 'ftp:']

/** Whether a link may go to people's clients: absolute, of a known scheme, without white space or control characters. */
export function isSafeUrl(url: string): boolean {
  if (/[\s\p{Cc}]/u.test(url) || url.length > 4000) return false
  try {
    return schemes.includes(new URL(url).protocol)
  } catch {
    return false
  }
}
