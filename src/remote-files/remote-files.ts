import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { RemoteFile } from '../ports/network.ts'
import { FetchError, type RemoteFiles } from '../ports/remote-files.ts'
import { sizeText } from '../util/size-text.ts'
import { type Deadline, deadline } from './deadline.ts'
import { fileAddress, refused } from './file-address.ts'
import { pinnedRequest } from './pinned-request.ts'
import { isPublicAddress } from './public-address.ts'
import { resolveOnce, type Surroundings } from './resolve-once.ts'

export interface FetchLimits {
  readonly maxBytes: number
  /** For everything: names, redirects and the last byte. */
  readonly timeoutMs: number
  readonly maxRedirects: number
}

const internet: Surroundings = {
  resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
}

/** Fetches files from strangers. Every address on the way, redirects too, must be public. */
export function createRemoteFiles(limits: FetchLimits, surroundings: Surroundings = internet): RemoteFiles {
  return {
    async open(url, signal) {
      const end = deadline(limits.timeoutMs, signal)
      try {
        return fileOf(await follow(url, limits, surroundings, end), limits, end)
      } catch (error) {
        end.clear()
        throw asFetchError(error, end)
      }
    },
  }
}

/** The answer that is the file. */
async function follow(
  given: string,
  { maxRedirects }: FetchLimits,
  surroundings: Surroundings,
  end: Deadline,
): Promise<IncomingMessage> {
  let url = fileAddress(given)
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const address = await end.race(resolveOnce(url, surroundings))
    const response = await pinnedRequest({ url, address, ca: surroundings.ca }, end.signal)
    const location = redirectOf(response)
    if (location === undefined) return response
    response.destroy()
    url = fileAddress(location, url)
  }
  throw refused(`its address leads elsewhere more than ${maxRedirects} times`)
}

const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308])
const mayPass: ReadonlySet<number> = new Set([408, 425, 429])

/** Undefined where this is the file itself. */
function redirectOf(response: IncomingMessage): string | undefined {
  const { statusCode = 0, headers } = response
  if (statusCode === 200) return undefined
  if (redirects.has(statusCode) && headers.location !== undefined) return headers.location
  response.destroy()
  const kind = statusCode >= 500 || mayPass.has(statusCode) ? 'later' : 'refused'
  throw new FetchError({ kind, text: `its server answers ${statusCode}` })
}

function fileOf(response: IncomingMessage, { maxBytes }: FetchLimits, end: Deadline): RemoteFile {
  const { headers } = response
  const bytes = Number(headers['content-length'] ?? Number.NaN)
  if (bytes > maxBytes) {
    response.destroy()
    throw tooLarge(maxBytes)
  }
  const stream = Readable.from(bounded(response, maxBytes, end), { objectMode: false })
  stream.once('close', () => {
    response.destroy()
    end.clear()
  })
  // What is packed is not of the type that it says.
  const isPacked = (headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity'
  const contentType = isPacked ? undefined : headers['content-type']
  return { stream, contentType: contentType ?? 'application/octet-stream', ...(bytes >= 0 && { bytes }) }
}

async function* bounded(response: IncomingMessage, maxBytes: number, end: Deadline): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      yield chunk
    }
  } catch (error) {
    throw asFetchError(error, end)
  }
}

function tooLarge(maxBytes: number): FetchError {
  return refused(`it is larger than ${sizeText(maxBytes)}`)
}

/** Errors of TLS are about the certificate or the protocol: they do not pass by themselves. */
const lasting = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HPE_|EPROTO)/

function asFetchError(error: unknown, { signal }: Deadline): FetchError {
  if (error instanceof FetchError) return error
  if (signal.reason instanceof FetchError) return signal.reason
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'HPE_HEADER_OVERFLOW') return refused('the head of the answer of its server is too large')
  if (code.startsWith('HPE_')) return refused('its server answers with something other than HTTP')
  if (lasting.test(code)) return refused(`its server cannot prove who it is (${code})`)
  return new FetchError({ kind: 'later', text: `its server cannot be reached${code === '' ? '' : ` (${code})`}` })
}
