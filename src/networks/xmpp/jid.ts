/** An address, RFC 7622. */
export interface Jid {
  readonly local: string
  readonly domain: string
  readonly resource: string
}

const longestPart = 1023
/** What may stand in neither a localpart nor a domain: separators, spaces, controls and what is kept for escaping (RFC 7622 3.3.1). */
const local = /^[^\0-\x20\x7f-\x9f"&'/:<>@\s]*$/u
const domain = /^[^\0-\x20\x7f-\x9f"&'/<>@\s]+$/u
const resource = /^[^\0-\x1f\x7f-\x9f]*$/u

/**
 * Reads an address as servers send it: they have prepared it already, so only letter case is folded here. Undefined for
 * what is no address.
 */
export function parseJid(text: string | undefined): Jid | undefined {
  if (text === undefined) return undefined
  const [, beforeAt = '', host = '', afterSlash = ''] = /^(?:([^@/]+)@)?([^@/]+)(?:\/(.*))?$/su.exec(text) ?? []
  const parts = [beforeAt, host, afterSlash]
  const isSound = local.test(beforeAt) && domain.test(host) && resource.test(afterSlash) && text.isWellFormed()
  if (!isSound || parts.some((part) => Buffer.byteLength(part) > longestPart)) return undefined
  return { local: beforeAt.toLowerCase(), domain: host.toLowerCase(), resource: afterSlash }
}

/** The address without its resource: one account. */
export function bareOf({ local, domain }: Jid): string {
  return local === '' ? domain : `${local}@${domain}`
}

export function fullOf(jid: Jid): string {
  return jid.resource === '' ? bareOf(jid) : `${bareOf(jid)}/${jid.resource}`
}
