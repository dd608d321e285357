import type { App } from '../../src/app/deps.ts'
import { runEvent } from '../../src/app/run-event.ts'
import { loadConversation, openSession, writeSession } from '../../src/app/session.ts'
import { configSchema } from '../../src/config/schema.ts'
import type { ConversationId, NetworkId } from '../../src/core/ids.ts'
import { DatabaseLeases } from '../../src/jobs/leases.ts'
import { ListeningWakeUps } from '../../src/jobs/wake-ups.ts'
import { makeApp } from '../../src/main/make-app.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import type { HeldLease } from '../../src/ports/lease.ts'
import { leaseOfNetwork } from '../../src/ports/lease.ts'
import { openStore } from '../../src/storage/open-store.ts'
import { startPostgres } from '../../test/servers/postgres.ts'
import { LoopbackMatrix } from '../../test/support/loopback-matrix.ts'
import { BareCommitter } from './bare-commits.ts'
import { fittedExponent, percentile, short } from './figures.ts'
import type { Part, Report } from './report.ts'
import { makeSchema, seed } from './seed.ts'

/** Added one after another: 1,000, then 10,000, then 100,000 wait. */
const steps = [
  { network: 'few', waiting: 1000, count: 1000 },
  { network: 'more', waiting: 10_000, count: 9000 },
  { network: 'many', waiting: 100_000, count: 90_000 },
]
const claims = 800
const logarithmic = Math.log(Math.log(100_000) / Math.log(1000)) / Math.log(100)

export const claim: Part = {
  name: 'claim',
  title: 'offering a waiting conversation to an agent: choose, claim the seat, commit',
  bound: 'the commit (fsync of the write-ahead log) and four round trips to PostgreSQL before it',
  run: measure,
}

const config = configSchema.parse({
  homeserver: { address: 'http://127.0.0.1:1', domain: 'switchboard.test' },
  appservice: { address: 'http://127.0.0.1:2', as_token: 'a'.repeat(40), hs_token: 'h'.repeat(40) },
  bridge: { permissions: { 'switchboard.test': 'agent' } },
  networks: [],
})

async function measure(report: Report): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres())
  const uri = postgres.uri()
  await makeSchema(uri)
  const app = await openApp(uri, stack)
  const bare = stack.use(await BareCommitter.open(uri))
  const leases = stack.use(new DatabaseLeases({ uri, holder: 'bench', wakeUps: app.wakeUps }))
  const points: { size: number; cost: number }[] = []
  for (const { network, waiting, count } of steps) {
    await seed(uri, { network, status: 'queued', count })
    await app.agents.refresh()
    const times = await underLease(leases, network, (lease) => claimMany(app, lease, network, bare))
    const [p50, p99] = [percentile(times.claims, 0.5), percentile(times.claims, 0.99)]
    const bareP99 = percentile(times.bare, 0.99)
    report.figure(
      `${short(waiting)} waiting: claim and commit, p50 (bare ${short(percentile(times.bare, 0.5))} ms)`,
      p50,
      'ms',
    )
    points.push({ size: waiting, cost: p50 })
    if (waiting < 100_000) {
      report.figure(`${short(waiting)} waiting: claim and commit, p99 (bare ${short(bareP99)} ms)`, p99, 'ms')
      continue
    }
    const what = `${short(waiting)} waiting: claim and commit, p99`
    const why = `4 times a bare commit's ${short(bareP99)} ms`
    report.target({ what, value: p99, unit: 'ms', limit: 4 * bareP99, wanted: 'at most', why })
  }
  const value = fittedExponent(points)
  const what = 'p50 over conversations waiting: fitted exponent'
  report.target({ what, value, unit: '', limit: logarithmic, wanted: 'at most', why: 'the logarithm' })
}

/** In turn, so that both see the same disk. */
async function claimMany(app: App, lease: HeldLease, network: string, bare: BareCommitter) {
  const waiting = await app.store.conversationsIn(['queued'], 100_000)
  for (const { conversation } of waiting) app.waiting.saw(conversation)
  const own = waiting.filter(({ conversation }) => conversation.network === network)
  const times = { claims: [] as number[], bare: [] as number[] }
  for (const { conversation } of own.slice(0, claims)) {
    times.bare.push(await bare.one())
    const startedAt = performance.now()
    await offer(app, lease, conversation.id)
    times.claims.push(performance.now() - startedAt)
  }
  return times
}

/** As the dispatcher does it. */
async function offer(app: App, lease: HeldLease, id: ConversationId): Promise<void> {
  const session = await app.store.transaction(lease, async (tx) => {
    const open = openSession(app, tx, lease)
    const working = await loadConversation(open, id)
    if (working) await runEvent(open, working, { type: 'agent-available', at: app.clock.now() })
    writeSession(open)
    return open
  })
  for (const done of session.afterCommit) done()
  for (const { conversation } of session.conversations.values()) {
    if (conversation.status !== 'offered') throw new Error(`conversation ${conversation.id} is ${conversation.status}`)
    app.waiting.saw(conversation)
  }
}

async function underLease<T>(
  leases: DatabaseLeases,
  network: string,
  work: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const end = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  await leases.hold(leaseOfNetwork(network as NetworkId), end.signal, async (lease) => {
    await work(lease).then(resolve, reject)
    end.abort()
  })
  return promise
}

async function openApp(uri: string, stack: AsyncDisposableStack): Promise<App> {
  const wakeUps = stack.use(new ListeningWakeUps({ uri }))
  await wakeUps.start()
  const store = openStore({
    uri,
    holder: 'bench',
    maxConnections: 8,
    now: Date.now,
    wake: (topic) => wakeUps.wake(topic),
  })
  stack.defer(() => store.close())
  const silent = () => undefined
  return makeApp({
    config,
    version: '0',
    store,
    matrix: new LoopbackMatrix(),
    networks: new Map(),
    wakeUps,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    metrics: createMetrics({ withProcess: false }),
    adminRoom: () => undefined,
  })
}
