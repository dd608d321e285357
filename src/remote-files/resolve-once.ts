import { isIP, isIPv4 } from 'node:net'
import { FetchError } from '../ports/remote-files.ts'
import { refused } from './file-address.ts'

/** How names become addresses, and which of these may be connected to. */
export interface Surroundings {
  readonly resolve: (name: string) => Promise<readonly string[]>
  readonly isAllowed: (address: string) => boolean
  /** Certificate authorities (PEM) instead of those that Node.js knows. */
  readonly ca?: string
}

/** The one address to connect to; nothing is resolved after this. A name of which any address is private is refused. */
export async function resolveOnce({ hostname }: URL, { resolve, isAllowed }: Surroundings): Promise<string> {
  const name = hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(name) ? [name] : await resolve(name).catch(unknownName)
  if (!addresses.every(isAllowed)) throw refused('its address does not belong to the public internet')
  // Many hosts have no IPv6 to go out by.
  const address = addresses.find(isIPv4) ?? addresses[0]
  if (address === undefined) throw refused('the name of its server has no address')
  return address
}

function unknownName(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOTFOUND' || code === 'ENODATA') throw refused('the name of its server is not known')
  throw new FetchError({ kind: 'later', text: 'the name of its server cannot be looked up now' })
}
