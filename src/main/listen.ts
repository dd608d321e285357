import { exitCode } from '../config/exit-code.ts'
import type { Listener } from '../http/listener.ts'
import { StartFailure } from './start-failure.ts'

interface Address {
  readonly hostname: string
  readonly port: number
}

/** Opens a listener at its place in the configuration (`appservice`, `public`). Rejects with StartFailure. */
export async function listenOn(listener: Listener, section: string, { hostname, port }: Address): Promise<void> {
  try {
    await listener.listen({ hostname, port })
  } catch (error) {
    await listener.close()
    throw new StartFailure(exitCode.failed, sentenceFor(error, section, { hostname, port }), error)
  }
}

function sentenceFor(error: unknown, section: string, { hostname, port }: Address): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${hostname} is taken by another program, perhaps another Switchboard. Change ${section}.port, or end that program.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address ${hostname}. Change ${section}.hostname.`
    case 'EACCES':
      return `Port ${port} of ${hostname} may not be used by this user. Change ${section}.port to one above 1023.`
    default:
      return `Nothing can listen on port ${port} of ${hostname}: ${error instanceof Error ? error.message : String(error)}`
  }
}
