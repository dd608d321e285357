import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from '../observe/log.ts'
import { type Listener, makeListener } from './listener.ts'
import { checkMediaLink } from './media-link.ts'
import { type PublicSentences, publicSentences } from './public-sentences.ts'

export interface DownloadedMedia {
  readonly stream: NodeJS.ReadableStream
  readonly contentType: string
  /** Length, where the homeserver said so. */
  readonly bytes?: number
}

export interface PublicHandlers {
  readonly signingKey: string
  /**
   * Opens a file in Matrix. A rejection with `errcode` M_NOT_FOUND means that it is gone, any other: not now. `signal`
   * aborts when nobody waits for the file any more.
   */
  readonly download: (mxc: string, signal: AbortSignal) => Promise<DownloadedMedia>
  /** ms since the epoch. */
  readonly now: () => number
  readonly log: Logger
}

/** Types that say what a file is without a browser taking it for a page or a program. */
const harmlessType = /^(?:(?:audio|video)\/[\w.+-]+|image\/(?!svg)[\w.+-]+|application\/pdf|text\/plain)$/
const longestPathPart = 2000

/** The listener for the internet: signed links to files, and nothing else. */
export function makePublicListener(handlers: PublicHandlers): Listener {
  const server = Fastify({
    bodyLimit: 1024,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: longestPathPart },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      void refuse(request, reply.headers(safeHeaders), 404, 'unknown')
    },
  })
  server.addHook('onRequest', async (_request, reply) => void reply.headers(safeHeaders))
  server.removeAllContentTypeParsers()
  server.setNotFoundHandler((request, reply) => refuse(request, reply, 404, 'unknown'))
  server.setErrorHandler((_error, request, reply) => refuse(request, reply, 404, 'unknown'))
  server.get<MediaRoute>('/media/:token/:fileName', (request, reply) => serveMedia(request, reply, handlers))
  return makeListener(server)
}

type MediaRoute = { Params: { token: string; fileName: string } }

const safeHeaders = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
  'cache-control': 'private, no-store',
}

async function serveMedia(request: FastifyRequest<MediaRoute>, reply: FastifyReply, handlers: PublicHandlers) {
  const { token, fileName } = request.params
  const link = checkMediaLink(handlers.signingKey, token, fileName, handlers.now())
  if (!link.ok) return refuse(request, reply, link.reason === 'expired' ? 410 : 404, link.reason)
  const media = await open(link.mxc, reply, handlers)
  if (media === 'gone') return refuse(request, reply, 404, 'gone')
  if (media === 'unavailable') return refuse(request, reply, 502, 'unavailable')
  const length = media.bytes === undefined ? {} : { 'content-length': media.bytes }
  return reply.headers({ ...fileHeaders(link.fileName, media.contentType), ...length }).send(media.stream)
}

async function open(mxc: string, reply: FastifyReply, { download, log }: PublicHandlers) {
  const waiting = new AbortController()
  reply.raw.once('close', () => waiting.abort())
  try {
    return await download(mxc, waiting.signal)
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 'M_NOT_FOUND') return 'gone'
    log.warn('a file could not be fetched from the homeserver', { error })
    return 'unavailable'
  }
}

/** Always a download, pictures too: what agents and customers send each other is never shown as a page of ours. */
function fileHeaders(fileName: string, contentType: string) {
  const [type = ''] = contentType.toLowerCase().split(';')
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return {
    'content-type': harmlessType.test(type.trim()) ? type.trim() : 'application/octet-stream',
    'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply, status: number, sentence: keyof PublicSentences) {
  const text = publicSentences(request.headers['accept-language'])[sentence]
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`)
}
