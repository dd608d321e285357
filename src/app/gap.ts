import type { NetworkId } from '../core/ids.ts'
import type { Network, NetworkInbox } from '../ports/network.ts'
import type { App } from './deps.ts'

/** How exactly a gap is known after a crash. */
const markEveryMs = 2000
/** A process may end soon after its network is connected: the first mark is written at once. */
const firstLookMs = 100

function keyOf(network: NetworkId): string {
  return `alive:${network}`
}

/**
 * After a stop or a crash: every conversation that was open hears that what was written meanwhile did not reach us (I1),
 * also one that was closed in that time. Unless the network has kept it.
 */
export async function submitGap(
  app: App,
  inbox: NetworkInbox,
  { id: network, keepsMs = 0 }: Pick<Network, 'id' | 'keepsMs'>,
): Promise<void> {
  const mark = Number(await app.store.setting(keyOf(network)))
  if (!Number.isFinite(mark) || mark <= 0) return
  const at = app.clock.now()
  const ms = at - mark
  const concerned = await app.store.openChats(network, mark)
  if (concerned.length === 0 || ms <= keepsMs) return
  app.log.info({ network, ms, conversations: concerned.length }, 'we were away from a network')
  await inbox.submit({ type: 'gap', network, at, ms })
}

/** Writes down from time to time that the network is connected, as long as it is. Answers how to stop. */
export function keepAliveMark(app: App, network: Network, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const mark = (): boolean => {
    if (network.health().state !== 'up') return false
    app.store.setSetting(keyOf(network.id), String(app.clock.now())).catch((error: unknown) => {
      app.log.debug({ error, network: network.id }, 'the time of the connection could not be written down')
    })
    return true
  }
  const look = (isMarked: boolean): void => {
    timer = setTimeout(() => look(mark() || isMarked), isMarked ? markEveryMs : firstLookMs)
  }
  look(false)
  signal.addEventListener('abort', mark, { once: true })
  return () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', mark)
  }
}
