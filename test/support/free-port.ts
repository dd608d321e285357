import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Whether nobody listens on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/**
 * A TCP port of 127.0.0.1 that nobody listens on. Below 32768, where Linux begins to hand out ports to outgoing
 * connections, so that none of those takes it before the server does.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('No free port between 20000 and 32000 in 100 attempts')
}
