import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSignedCertificate } from '../servers/self-signed-certificate.ts'

/** The name that the certificate of every file host is for. */
export const fileHostName = 'files.example'
const certificate = selfSignedCertificate(fileHostName)
/** What makes it trusted. */
export const fileHostCa = certificate.certificate

/** An https server of a stranger. */
export interface FileHost {
  readonly port: number
  /** With the name of the certificate. */
  readonly url: string
  /** How often anybody connected. */
  connections(): number
  close(): Promise<void>
}

export async function startFileHost(answer: RequestListener, address = '127.0.0.2', port = 0): Promise<FileHost> {
  const server = createServer({ key: certificate.key, cert: certificate.certificate }, answer)
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await once(server.listen(port, address), 'listening')
  const chosen = (server.address() as AddressInfo).port
  return {
    port: chosen,
    url: `https://${fileHostName}:${chosen}`,
    connections: () => connections,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
