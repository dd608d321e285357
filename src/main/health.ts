import type { App } from '../app/deps.ts'
import { isStoreUnavailable } from '../ports/store-error.ts'

/** How long an answer may take before the part is called down. */
const patienceMs = 3000

/** The state of everything, for people and machines. Not `ok` (503) while the database or the homeserver is away or a network has stopped for good; one that connects again says so only. */
export async function healthOf(app: App): Promise<{ ok: boolean } & Record<string, unknown>> {
  const [database, homeserver] = await Promise.all([check(() => app.store.ping()), check(() => app.matrix.ping())])
  const networks = Object.fromEntries([...app.networks.values()].map((network) => [network.id, network.health()]))
  const ok = database.ok && homeserver.ok && Object.values(networks).every(({ state }) => state !== 'stopped')
  return { ok, version: app.settings.version, database, homeserver, networks, waiting: app.waiting.size() }
}

async function check(ask: () => Promise<unknown>): Promise<{ ok: boolean; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ ok: boolean; text: string }>()
  const timer = setTimeout(() => resolve({ ok: false, text: `no answer within ${patienceMs / 1000} s` }), patienceMs)
  ask().then(
    () => resolve({ ok: true, text: 'answers' }),
    (error: unknown) => resolve({ ok: false, text: textOf(error) }),
  )
  const result = await promise
  clearTimeout(timer)
  return result
}

function textOf(error: unknown): string {
  if (isStoreUnavailable(error)) return 'cannot be reached; messages wait at the homeserver until it is back'
  return error instanceof Error ? error.message : String(error)
}
