import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIP } from 'node:net'

const largestHead = 16_384

/** Where a request goes: what the URL says, at an address that is already known. */
export interface Pinned {
  readonly url: URL
  readonly address: string
  readonly ca?: string | undefined
}

/**
 * Asks for a file over a connection of its own to exactly this address; the certificate must be valid for the name in the
 * URL. No cookies, no credentials, no inflating: what comes is what is counted.
 */
export function pinnedRequest({ url, address, ca }: Pinned, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const name = url.hostname.replace(/^\[|\]$/g, '')
  request({
    agent: false,
    host: address,
    port: url.port === '' ? 443 : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Switchboard' },
    // The name of a server can be no address; its certificate then is compared with the address itself.
    servername: isIP(name) ? '' : name,
    rejectUnauthorized: true,
    insecureHTTPParser: false,
    maxHeaderSize: largestHead,
    signal,
    ...(ca !== undefined && { ca }),
  })
    .on('response', resolve)
    .on('error', reject)
    // Also of what is neither: a server that wants another protocol.
    .on('close', () => reject(new Error('closed without an answer')))
    .end()
  return promise
}
