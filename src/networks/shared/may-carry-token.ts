/**
 * Whether a secret of ours may go with a request to `url`: only to exactly one of `origins` (such as
 * `https://files.slack.com`: scheme, host and port), and never where the address itself names a user. To be asked again
 * for the target of every redirect.
 */
export function mayCarryToken(url: string, origins: readonly string[]): boolean {
  if (!URL.canParse(url)) return false
  // Not `origin`: that of a `blob:` address is the one written inside.
  const { protocol, host, username, password } = new URL(url)
  return username === '' && password === '' && origins.includes(`${protocol}//${host}`)
}
