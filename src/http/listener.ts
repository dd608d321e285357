import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** One HTTP listener. */
export interface Listener {
  /** Resolves once connections are taken; rejects if the address cannot be had. Gives the port really used. */
  readonly listen: (address: { readonly hostname: string; readonly port: number }) => Promise<number>
  /**
   * Takes no more requests and resolves once those under way are answered, or are cut off after `graceMs` (5 s if left
   * out). May be called twice.
   */
  readonly close: (graceMs?: number) => Promise<void>
}

const defaultGraceMs = 5000

export function makeListener(server: FastifyInstance): Listener {
  const endConnections = endWhenIdle(server.server)
  return {
    listen: async ({ hostname, port }) => {
      await server.listen({ host: hostname, port })
      return (server.server.address() as AddressInfo).port
    },
    close: async (graceMs = defaultGraceMs) => {
      const closed = server.close()
      endConnections()
      const impatience = setTimeout(() => server.server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(impatience)
    },
  }
}

/**
 * Node's own `closeIdleConnections` spares connections on which nothing was ever said, and browsers open such ones in
 * advance: those would hold up the end of the program for a minute.
 */
function endWhenIdle(server: Server): () => void {
  let underWay = 0
  let isEnding = false
  const endIfIdle = () => {
    if (isEnding && underWay === 0) server.closeAllConnections()
  }
  server.on('connection', (socket) => {
    if (isEnding) socket.destroy()
  })
  server.on('request', (_request, response) => {
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      endIfIdle()
    })
  })
  return () => {
    isEnding = true
    endIfIdle()
  }
}
