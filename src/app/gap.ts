import type { NetworkId } from '../core/ids.ts'
import type { Network, NetworkInbox } from '../ports/network.ts'
import type { App } from './deps.ts'

/** How exactly a gap is known after a crash. */
const markEveryMs = 2000

function keyOf(network: NetworkId): string {
  return `alive:${network}`
}

/** After a stop or a crash: every open conversation hears that what was written meanwhile did not reach us (I1). */
export async function submitGap(app: App, inbox: NetworkInbox, network: NetworkId): Promise<void> {
  const mark = Number(await app.store.setting(keyOf(network)))
  if (!Number.isFinite(mark) || mark <= 0) return
  const ms = app.clock.now() - mark
  const open = await inbox.openChats()
  if (open.length > 0 && ms > 0) await inbox.submit({ type: 'gap', network, at: app.clock.now(), ms })
}

/** Writes down from time to time that the network is connected, as long as it is. Answers how to stop. */
export function keepAliveMark(app: App, network: Network): () => void {
  const mark = (): void => {
    if (network.health().state !== 'up') return
    app.store.setSetting(keyOf(network.id), String(app.clock.now())).catch((error: unknown) => {
      app.log.debug({ error, network: network.id }, 'the time of the connection could not be written down')
    })
  }
  const timer = setInterval(mark, markEveryMs)
  return () => {
    clearInterval(timer)
    mark()
  }
}
