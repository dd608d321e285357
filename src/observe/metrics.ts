import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Direction = 'to-matrix' | 'to-network'
/** Figures that are read when somebody asks for them. */
export type WatchedFigure = keyof typeof watchedFigures
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What the program counts. Names and labels are public: dashboards are built on them. Times are in seconds. */
export interface Metrics {
  /** Events committed to the inbox. `source`: a network's id or `matrix`. */
  readonly received: (source: string, count?: number) => void
  /** Events that could not be stored or applied and were put aside. */
  readonly quarantined: (source: string) => void
  /** One transaction of the homeserver, from its arrival to our answer. */
  readonly transaction: (events: number, seconds: number) => void
  /** One message carried, from its arrival to the other side's answer. */
  readonly relayed: (direction: Direction, network: string, seconds: number) => void
  /** An effect refused for good, or (`certain: false`) one that may not have arrived. */
  readonly deliveryFailed: (direction: Direction, network: string, certain: boolean) => void
  /** One decision of routing. */
  readonly decided: (outcome: string, seconds: number) => void
  /** An offer that ended. `outcome`: accepted, declined, timed-out, withdrawn, undeliverable. */
  readonly offer: (queue: string, outcome: string) => void
  readonly opened: (network: string) => void
  readonly closed: (network: string, closedBy: string) => void
  /** A new conversation refused by a limit. `limit`: identity, host, network. */
  readonly limited: (network: string, limit: string) => void
  /** A file of a customer. `outcome`: carried, link, not-fetched. */
  readonly file: (network: string, outcome: string) => void
  /** Gives a figure its source; asked at every scrape. If it fails, the figure is left out of that scrape. */
  readonly watch: (figure: WatchedFigure, read: () => Promise<readonly Sample[]> | readonly Sample[]) => void
  /** Everything, in the text format of Prometheus. */
  readonly text: () => Promise<string>
  readonly contentType: string
}

export const watchedFigures = {
  inbox_rows: ['Events stored and not applied yet', []],
  inbox_oldest_seconds: ['Age of the oldest of them', []],
  outbox_rows: ['Effects committed and not carried out yet, by kind of destination', ['destination']],
  outbox_oldest_seconds: ['Age of the oldest of them', ['destination']],
  conversations: ['Open conversations by status', ['status']],
  waiting: ['Conversations waiting in a queue', ['queue']],
  agents: ['Agents by state', ['state']],
  network_up: ['Whether the connection to a network stands', ['network']],
  leases: ['Networks this process speaks for', []],
} as const satisfies Record<string, readonly [string, readonly string[]]>

const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]
const decisionBuckets = [0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.25]

/** The figures of one process, in a registry of their own. `withProcess`: also those of Node.js (memory, event loop). */
export function createMetrics({ withProcess = true } = {}): Metrics {
  const registry = new Registry()
  if (withProcess) collectDefaultMetrics({ register: registry })
  return { ...createCounters(registry), ...createTimes(registry), ...createReading(registry) }
}

type Counting = 'received' | 'quarantined' | 'deliveryFailed' | 'offer' | 'opened' | 'closed' | 'limited' | 'file'

function createCounters(registry: Registry): Pick<Metrics, Counting> {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `switchboard_${name}_total`, help, labelNames, registers: [registry] })
  const received = counter('events_received', 'Events committed to the inbox', ['source'])
  const quarantined = counter('events_quarantined', 'Events put aside because they cannot be applied', ['source'])
  const failed = counter('delivery_failures', 'Messages that did not arrive', ['direction', 'network', 'certain'])
  const offers = counter('offers', 'Offers that ended', ['queue', 'outcome'])
  const opened = counter('conversations_opened', 'Conversations begun', ['network'])
  const closed = counter('conversations_closed', 'Conversations ended', ['network', 'closed_by'])
  const limited = counter('conversations_limited', 'Conversations refused by a limit', ['network', 'limit'])
  const files = counter('customer_files', 'Files of customers', ['network', 'outcome'])
  return {
    file: (network, outcome) => files.inc({ network, outcome }),
    received: (source, count = 1) => received.inc({ source }, count),
    quarantined: (source) => quarantined.inc({ source }),
    deliveryFailed: (direction, network, certain) => failed.inc({ direction, network, certain: String(certain) }),
    offer: (queue, outcome) => offers.inc({ queue, outcome }),
    opened: (network) => opened.inc({ network }),
    closed: (network, closedBy) => closed.inc({ network, closed_by: closedBy }),
    limited: (network, limit) => limited.inc({ network, limit }),
  }
}

function createTimes(registry: Registry): Pick<Metrics, 'transaction' | 'relayed' | 'decided'> {
  const histogram = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets = latencyBuckets,
  ) => new Histogram({ name: `switchboard_${name}`, help, labelNames, buckets, registers: [registry] })
  const transactions = histogram('transaction_seconds', 'From the arrival of a transaction to our answer', [])
  const size = histogram('transaction_events', 'Events in a transaction', [], [0, 1, 2, 5, 10, 20, 50, 100])
  const relayed = histogram('relay_seconds', 'From the arrival of a message to its delivery', ['direction', 'network'])
  const decisions = histogram('decision_seconds', 'Time to choose queue and agent', ['outcome'], decisionBuckets)
  return {
    transaction: (events, seconds) => {
      transactions.observe(seconds)
      size.observe(events)
    },
    relayed: (direction, network, seconds) => relayed.observe({ direction, network }, seconds),
    decided: (outcome, seconds) => decisions.observe({ outcome }, seconds),
  }
}

function createReading(registry: Registry): Pick<Metrics, 'watch' | 'text' | 'contentType'> {
  return {
    watch: (figure, read) => watchFigure(registry, figure, read),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function watchFigure(registry: Registry, figure: WatchedFigure, read: Parameters<Metrics['watch']>[1]): void {
  const [help, labelNames] = watchedFigures[figure]
  new Gauge({
    name: `switchboard_${figure}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      this.reset()
      const samples = await readOrNothing(read)
      if (samples.length === 0 && labelNames.length === 0) this.remove()
      for (const { labels, value } of samples) this.set(labels, value)
    },
  })
}

async function readOrNothing(read: Parameters<Metrics['watch']>[1]): Promise<readonly Sample[]> {
  try {
    return await read()
  } catch {
    return []
  }
}
