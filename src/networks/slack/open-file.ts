import { Readable } from 'node:stream'
import type { FileReference } from '../../core/message/message.ts'
import { DeliveryError, type RemoteFile } from '../../ports/network.ts'
import { mayCarryToken } from '../shared/may-carry-token.ts'

const mostRedirects = 3

/**
 * A file of a customer, with our token. Undefined where the file does not lie with Slack. Rejects with DeliveryError, also
 * when Slack gives a page to sign in instead of the file, which is how it says that a scope is missing.
 */
export async function openSlackFile(
  file: FileReference,
  token: string,
  origins: readonly string[],
  signal: AbortSignal,
): Promise<RemoteFile | undefined> {
  if (!mayCarryToken(file.url, origins)) return undefined
  const response = await follow(file.url, token, origins, signal)
  const contentType = response.headers.get('content-type') ?? 'application/octet-stream'
  const isPage = contentType.startsWith('text/html') && file.contentType?.startsWith('text/html') !== true
  if (!response.ok || !response.body || isPage) {
    await response.body?.cancel()
    const isLater = response.status === 429 || response.status >= 500
    const text = isPage
      ? 'Slack does not give it: is the scope files:read missing?'
      : `Slack answers ${response.status}`
    throw new DeliveryError({ kind: isLater ? 'later' : 'refused', text })
  }
  const bytes = Number(response.headers.get('content-length') ?? Number.NaN)
  const stream = Readable.fromWeb(response.body)
  return { stream, contentType, ...(Number.isSafeInteger(bytes) ? { bytes } : {}) }
}

/** To other places than Slack's nobody is followed, with the token or without. */
async function follow(
  first: string,
  token: string,
  origins: readonly string[],
  signal: AbortSignal,
): Promise<Response> {
  let url = first
  for (let count = 0; count <= mostRedirects; count++) {
    const response = await get(url, token, signal)
    const target = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || target === null) return response
    await response.body?.cancel()
    url = URL.canParse(target, url) ? new URL(target, url).href : ''
    if (!mayCarryToken(url, origins)) throw refused('Slack leads elsewhere for it')
  }
  throw refused('Slack leads in circles for it')
}

async function get(url: string, token: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual', signal })
  } catch (error) {
    const text = `Slack cannot be reached (${error instanceof Error ? error.message : String(error)})`
    throw new DeliveryError({ kind: 'later', text })
  }
}

function refused(text: string): DeliveryError {
  return new DeliveryError({ kind: 'refused', text })
}
