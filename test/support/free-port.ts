import { randomInt } from 'node:crypto'
import { createServer, type ListenOptions } from 'node:net'

/** Whether nobody listens on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return canListen({ port, host: '127.0.0.1', exclusive: true }, 'for a moment')
}

/**
 * Whether nobody was given this port before, in this process or another one that still runs: between being given and being
 * listened on it looks free. A name in the kernel says so, which ends with this process and leaves nothing behind.
 */
function reserve(port: number): Promise<boolean> {
  return canListen({ path: `\0switchboard-port-${port}` }, 'for good')
}

function canListen(where: ListenOptions, how: 'for a moment' | 'for good'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(where, () => {
      if (how === 'for a moment') probe.close(() => resolve(true))
      else {
        probe.unref()
        resolve(true)
      }
    })
  })
}

/**
 * A TCP port of 127.0.0.1 that nobody listens on and that nobody else gets from here. Below 32768, where Linux begins to
 * hand out ports to outgoing connections, so that none of those takes it before the server does.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(20_000, 32_000)
    if ((await reserve(port)) && (await isFree(port))) return port
  }
  throw new Error('No free port between 20000 and 32000 in 100 attempts')
}
