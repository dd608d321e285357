import type { App } from '../../src/app/deps.ts'
import { runEvent } from '../../src/app/run-event.ts'
import { inSession, loadConversation } from '../../src/app/session.ts'
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
import { median, percentile, short } from './figures.ts'
import type { Part, Report } from './report.ts'
import { makeSchema, seed, seedAgents } from './seed.ts'

/** One after another: more agents first, then more who wait. What was added stays. */
const steps = [
  { network: 'few', waiting: 1000, count: 1000, agents: 100 },
  { network: 'few', waiting: 1000, count: 0, agents: 1000 },
  { network: 'few', waiting: 1000, count: 0, agents: 10_000 },
  { network: 'more', waiting: 10_000, count: 9000, agents: 10_000 },
  { network: 'many', waiting: 100_000, count: 90_000, agents: 10_000 },
]
const most = { agents: 10_000, waiting: 100_000 }
const claims = 300

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
  const points: { readonly agents: number; readonly waiting: number; readonly cost: number }[] = []
  for (const { network, waiting, count, agents } of steps) {
    if (count > 0) await seed(uri, { network, status: 'queued', count })
    await seedAgents(uri, agents)
    await app.agents.refresh()
    const times = await underLease(leases, network, (lease) => claimMany(app, lease, network, bare))
    const size = `${short(agents)} agents, ${short(waiting)} waiting`
    const [p50, bareP50] = [percentile(times.claims, 0.5), percentile(times.bare, 0.5)]
    report.figure(`${size}: p50 (bare commit ${short(bareP50)} ms)`, p50, 'ms')
    points.push({ agents, waiting, cost: p50 / bareP50 })
    if (waiting < most.waiting) continue
    const limit = 4 * percentile(times.bare, 0.99)
    const why = `4 times the p99 of a bare commit, ${short(limit / 4)} ms`
    report.target({
      what: `${size}: p99`,
      value: percentile(times.claims, 0.99),
      unit: 'ms',
      limit,
      wanted: 'at most',
      why,
    })
  }
  report.figure(`looking which of ${short(most.agents)} agents changed, none did`, await lookAgain(app), 'ms')
  // In bare commits of the same minute, because the disk is not the same from one minute to the next.
  const grows = (by: 'agents' | 'waiting', fixed: (point: (typeof points)[number]) => boolean) =>
    report.growth(
      `cost in bare commits against ${by}`,
      points.filter(fixed).map((point) => ({ size: point[by], cost: point.cost })),
    )
  grows('agents', ({ waiting }) => waiting === 1000)
  grows('waiting', ({ agents }) => agents === most.agents)
}

/** What each process does when an agent changes anywhere. */
async function lookAgain(app: App): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 20; n++) {
    const startedAt = performance.now()
    await app.agents.refresh()
    times.push(performance.now() - startedAt)
  }
  return median(times)
}

/** In turn, so that both see the same disk. */
async function claimMany(app: App, lease: HeldLease, network: string, bare: BareCommitter) {
  const waiting = await app.store.conversationsIn(['queued'], most.waiting)
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
  const { session, handOver } = await inSession(app, lease, async (open) => {
    const working = await loadConversation(open, id)
    if (working) await runEvent(open, working, { type: 'agent-available', at: app.clock.now() })
  })
  for (const done of session.afterCommit) done()
  for (const { conversation } of session.conversations.values()) {
    if (conversation.status !== 'offered') throw new Error(`conversation ${conversation.id} is ${conversation.status}`)
    app.waiting.saw(conversation)
  }
  handOver()
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
