import { FetchError } from '../ports/remote-files.ts'

const longest = 4000
const ownPortsBegin = 1024

/**
 * The address of a file if we may go there at all: https, without a user, at the usual port or at one that is nobody's
 * by convention (upload services of XMPP servers have such). Throws FetchError.
 */
export function fileAddress(text: string, base?: URL): URL {
  const url = text.length <= longest && URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  if (url === undefined) throw refused('its address cannot be read')
  if (url.protocol !== 'https:') throw refused('its address does not begin with https')
  if (url.username !== '' || url.password !== '') throw refused('its address has a user or a password in it')
  if (url.port !== '' && Number(url.port) < ownPortsBegin) throw refused(`its address has the unusual port ${url.port}`)
  // With a dot at its end the name is the same, but no certificate has it.
  url.hostname = url.hostname.replace(/\.$/, '')
  return url
}

export function refused(text: string): FetchError {
  return new FetchError({ kind: 'refused', text })
}
