import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

/** A message of the PostgreSQL protocol, version 3. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const authenticated = message('R', Buffer.alloc(4))
const readyForQuery = message('Z', Buffer.from('I'))
const shuttingDown = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
)

export interface ScriptedPostgres extends AsyncDisposable {
  readonly uri: string
}

/** Takes every login and says in the same breath that it is shutting down, as a server does that ends at that moment. */
export async function startEndingPostgres(): Promise<ScriptedPostgres> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => void socket.end(Buffer.concat([authenticated, readyForQuery, shuttingDown])))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    uri: `postgres://switchboard@127.0.0.1:${port}/switchboard`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
