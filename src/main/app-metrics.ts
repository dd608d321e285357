import type { AppMetrics } from '../app/deps.ts'
import type { Agent } from '../core/routing/agent.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Network } from '../ports/network.ts'
import type { Store } from '../ports/store.ts'

/** What the shell counts, in the names of the metrics page. */
export function appMetrics(metrics: Metrics): AppMetrics {
  return {
    applied: () => undefined,
    received: (source, count) => metrics.received(source, count),
    relayed: (direction, network, ms) => metrics.relayed(direction, network, ms / 1000),
    decided: (outcome, ms) => metrics.decided(outcome, ms / 1000),
    offer: (queue, outcome) => metrics.offer(queue, outcome),
    opened: (network) => metrics.opened(network),
    closed: (network, by) => metrics.closed(network, by),
    limited: (network, limit) => metrics.limited(network, limit),
    deliveryFailed: (direction, network, certain) => metrics.deliveryFailed(direction, network, certain),
    file: (network, outcome) => metrics.file(network, outcome),
    parked: () => metrics.quarantined('inbox'),
  }
}

/** The figures that are read when somebody asks for them. */
export function watchFigures(
  metrics: Metrics,
  store: Store,
  networks: ReadonlyMap<string, Network>,
  leases: () => number,
): void {
  metrics.watch('inbox_rows', async () => [
    { labels: {}, value: sum((await store.counts()).inbox.map(({ rows }) => rows)) },
  ])
  metrics.watch('inbox_oldest_seconds', async () => [
    { labels: {}, value: Math.max(0, ...(await store.counts()).inbox.map(({ oldestMs }) => oldestMs)) / 1000 },
  ])
  metrics.watch('outbox_oldest_seconds', async () =>
    (await store.counts()).outbox.map(({ side, oldestMs }) => ({
      labels: { destination: side },
      value: oldestMs / 1000,
    })),
  )
  metrics.watch('outbox_rows', async () =>
    (await store.counts()).outbox.map(({ side, rows }) => ({ labels: { destination: side }, value: rows })),
  )
  metrics.watch('conversations', async () =>
    Object.entries((await store.counts()).conversations).map(([status, value]) => ({ labels: { status }, value })),
  )
  metrics.watch('waiting', async () =>
    (await store.waitingCounts()).map(({ queue, count }) => ({ labels: { queue }, value: count })),
  )
  metrics.watch('agents', async () =>
    Object.entries(countBy(await store.agents())).map(([state, value]) => ({ labels: { state }, value })),
  )
  metrics.watch('network_up', () =>
    [...networks.values()].map((network) => ({
      labels: { network: network.id },
      value: network.health().state === 'up' ? 1 : 0,
    })),
  )
  metrics.watch('leases', () => [{ labels: {}, value: leases() }])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function countBy(agents: readonly Agent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { ready: 0, away: 0 }
  for (const { availability } of agents) counts[availability.state] = (counts[availability.state] ?? 0) + 1
  return counts
}
