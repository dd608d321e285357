import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from '../observe/log.ts'
import { equalSecrets } from './equal-secrets.ts'
import { type Listener, makeListener } from './listener.ts'
import { readTransaction, type Transaction } from './read-transaction.ts'

/** What the private listener does not do itself. */
export interface AppserviceHandlers {
  /** The secret by which the homeserver shows who it is. */
  readonly hsToken: string
  /** Stores a transaction. It is acknowledged once this resolves; if it rejects, the homeserver sends it again. */
  readonly onTransaction: (transaction: Transaction) => Promise<void>
  /** Whether a Matrix user, or a room with this alias, is to exist. Homeservers wait with events meanwhile. */
  readonly onUserQuery: (userId: string) => Promise<boolean>
  readonly onRoomQuery: (alias: string) => Promise<boolean>
  /** The state of the program, in words for people and machines. */
  readonly health: () => Promise<{ readonly ok: boolean } & Readonly<Record<string, unknown>>>
  /** Absent: no metrics are served. */
  readonly metrics?: { readonly text: () => Promise<string>; readonly contentType: string }
  readonly log: Logger
}

/** A transaction holds up to 100 events of 64 KiB with what the homeserver adds to each. */
const largestBody = 32 * 1024 * 1024
/** Longer than homeservers keep idle connections (Synapse: 2 min), so that they never write into one we are closing. */
const keepAliveMs = 180_000
const longestPathPart = 4000
/** What is too large is read for so long, so that its sender gets our answer. */
const longestReadMs = 5000

/** The listener for the homeserver and the operator. Never reachable from outside. */
export function makeAppserviceListener(handlers: AppserviceHandlers): Listener {
  const server = Fastify({
    bodyLimit: largestBody,
    keepAliveTimeout: keepAliveMs,
    routerOptions: { maxParamLength: longestPathPart },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void refuse(reply, 400, 'M_UNRECOGNIZED', 'Unreadable path')
    },
  })
  takeBodiesAsBytes(server)
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, handlers.log))
  server.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'M_UNRECOGNIZED', 'Unrecognized request'))
  serveOperator(server, handlers)
  for (const prefix of ['/_matrix/app/v1', '']) {
    void server.register(async (scope) => serveHomeserver(scope, handlers), { prefix })
  }
  return makeListener(server)
}

/** Fastify's own JSON parser refuses keys such as `__proto__`, with which anybody could stop the stream of events. */
function takeBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

function serveOperator(server: FastifyInstance, { health, metrics }: AppserviceHandlers): void {
  server.get('/health', async (_request, reply) => {
    const state = await health()
    return reply.code(state.ok ? 200 : 503).send(state)
  })
  if (!metrics) return
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}

async function serveHomeserver(scope: FastifyInstance, handlers: AppserviceHandlers): Promise<void> {
  // Before the body is read, so that nobody else can make us hold 32 MB.
  scope.addHook('onRequest', async (request, reply) => {
    const token = tokenOf(request)
    if (token === undefined) return refuse(reply, 401, 'M_MISSING_TOKEN', 'Missing token')
    if (!equalSecrets(token, handlers.hsToken)) return refuse(reply, 403, 'M_FORBIDDEN', 'Wrong token')
    return undefined
  })
  scope.put<{ Params: { txnId: string } }>('/transactions/:txnId', async (request, reply) => {
    const transaction = readTransaction(request.params.txnId, bytesOf(request.body))
    if (!transaction) return refuse(reply, 400, 'M_NOT_JSON', 'The body is not a transaction')
    await handlers.onTransaction(transaction)
    return {}
  })
  scope.post('/ping', async () => ({}))
  scope.get<{ Params: { userId: string } }>('/users/:userId', async (request, reply) =>
    answerQuery(reply, await handlers.onUserQuery(request.params.userId)),
  )
  scope.get<{ Params: { alias: string } }>('/rooms/:alias', async (request, reply) =>
    answerQuery(reply, await handlers.onRoomQuery(request.params.alias)),
  )
}

function tokenOf(request: FastifyRequest): string | undefined {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
  if (bearer !== undefined) return bearer
  const { access_token: legacy } = request.query as { access_token?: unknown }
  return typeof legacy === 'string' && legacy !== '' ? legacy : undefined
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

function answerQuery(reply: FastifyReply, exists: boolean): FastifyReply {
  return exists ? reply.send({}) : refuse(reply, 404, 'M_NOT_FOUND', 'Not known here')
}

/** The answer is always a JSON object: Synapse takes anything else for a failure. Paths are logged without their query. */
async function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): Promise<FastifyReply> {
  const status = error.statusCode ?? 500
  if (status === 413) {
    await isRead(request.raw)
    return refuse(reply, 413, 'M_TOO_LARGE', 'The body is larger than 32 MB')
  }
  if (status < 500) return refuse(reply, status, 'M_UNRECOGNIZED', 'Unreadable request')
  log.error('a request failed', { method: request.method, path: request.url.split('?')[0], error })
  return reply.code(500).send({})
}

/** Who is still sending when the connection ends sees no answer, only that it ended. */
async function isRead(body: IncomingMessage): Promise<void> {
  body.resume()
  await finished(body, { signal: AbortSignal.timeout(longestReadMs) }).catch(() => undefined)
}

function refuse(reply: FastifyReply, status: number, errcode: string, error: string): FastifyReply {
  return reply.code(status).send({ errcode, error })
}
