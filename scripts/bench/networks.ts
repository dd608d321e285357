import { waitFor } from '../../test/support/wait-for.ts'
import { BareCommitter } from './bare-commits.ts'
import { answer, type BenchNetwork, type BenchPerson } from './bench-network.ts'
import { median, percentile, short } from './figures.ts'
import { type NetworkStage, openNetworkStage } from './network-stage.ts'
import { openOnIrc } from './on-irc.ts'
import { openOnSlack } from './on-slack.ts'
import { openOnXmpp } from './on-xmpp.ts'
import { costOf } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { quiet, settled } from './rig.ts'

const chats = 20
const rounds = 3
const singles = 100
const patienceMs = 60_000
const makers = [openOnIrc, openOnXmpp, openOnSlack]

export const networks: Part = {
  name: 'networks',
  title: 'processor and added time for a message on each network, against a homeserver stand-in',
  bound: 'CPU of Switchboard; for the time also the network server and the commit',
  run: measure,
}

/** In ms. */
interface Measured {
  readonly network: BenchNetwork
  readonly cpu: { readonly in: number[]; readonly out: number[] }
  readonly times: Times
}

interface Times {
  readonly in: number[]
  readonly out: number[]
  /** The way without us. */
  readonly bare: number[]
  readonly commit: number[]
}

async function measure(report: Report): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const opened: BenchNetwork[] = []
  for (const open of makers) opened.push(stack.use(await open(chats)))
  const stage = await openNetworkStage(stack, opened)
  const startedAt = performance.now()
  await using committer = await BareCommitter.open(stage.uri)
  const all: Measured[] = opened.map((network) => ({
    network,
    times: { in: [], out: [], bare: [], commit: [] },
    cpu: { in: [], out: [] },
  }))
  for (const { network } of all) await warmUp(stage, network)
  await settled(startedAt)
  // In turns, so that what others do weighs on all.
  for (let n = 0; n < singles; n++) for (const one of all) await timeOne(stage, one, n, committer)
  for (let round = 0; round < rounds; round++) {
    for (const { network, cpu } of all) {
      cpu.in.push(await cpuIn(stage, network))
      cpu.out.push(await cpuOut(stage, network))
    }
  }
  tell(report, all)
}

/** Everybody's conversation is the one that is in progress, in both directions. */
async function warmUp(stage: NetworkStage, network: BenchNetwork): Promise<void> {
  const { id, persons } = network
  let missing = new Set(persons.keys())
  const both = async (person: BenchPerson, n: number) => {
    const text = `${id} line of ${n} to begin with`
    const [here, there] = [stage.gets(network, n, text), person.hears(`${answer} ${n}`)]
    person.says(text)
    await here
    stage.says(network, n, `${answer} ${n}`)
    await there
    missing = new Set([...missing].filter((one) => one !== n))
  }
  const done = persons.map((person, n) => both(person, n))
  for (const one of done) one.catch(() => {})
  await waitFor(`everybody on ${id}`, () => missing.size === 0, {
    timeoutMs: patienceMs,
    detail: () => `${[...missing]}`,
  })
  await quiet(stage)
}

/** One message on each of the three ways, forth and back. */
async function timeOne(
  stage: NetworkStage,
  { network, times }: Measured,
  single: number,
  committer: BareCommitter,
): Promise<void> {
  const timed = async (into: number[], way: () => Promise<void>) => {
    const startedAt = performance.now()
    await way()
    into.push(performance.now() - startedAt)
  }
  const n = single % network.persons.length
  const person = network.persons[n] as BenchPerson
  const text = `${network.id} single ${single}`
  const ways = [
    () => timed(times.bare, () => network.bare(`${text} bare`)),
    () => timed(times.in, () => both(stage.gets(network, n, text), () => person.says(text))),
    () => timed(times.out, () => both(person.hears(`${text} out`), () => stage.says(network, n, `${text} out`))),
  ]
  for (const way of single % 2 === 0 ? ways : ways.toReversed()) {
    await way()
    await quiet(stage)
  }
  times.commit.push(await committer.one())
}

async function both(done: Promise<void>, begin: () => void): Promise<void> {
  begin()
  await done
}

async function cpuIn(stage: NetworkStage, { id, persons, messages }: BenchNetwork): Promise<number> {
  const sendAll = () => {
    for (let n = 0; n < messages.in; n++)
      persons[n % persons.length]?.says(`${id} line ${n}: my invoice from march is wrong`)
  }
  return cost(stage, messages.in, async () => void (await stage.arrivals.until(messages.in, sendAll)))
}

async function cpuOut(stage: NetworkStage, network: BenchNetwork): Promise<number> {
  const { persons, messages } = network
  const got = () => persons.reduce((sum, person) => sum + person.answers(), 0)
  return cost(stage, messages.out, async () => {
    const wanted = got() + messages.out
    for (let n = 0; n < messages.out; n++) stage.says(network, n % persons.length, `${answer} ${n}`)
    await waitFor('all answers', () => got() >= wanted, {
      timeoutMs: patienceMs,
      detail: () => `${wanted - got()} left`,
    })
  })
}

async function cost(stage: NetworkStage, messages: number, work: () => Promise<void>): Promise<number> {
  const { own } = await costOf(stage, messages, async () => {
    await work()
    await quiet(stage)
  })
  return own
}

const columns = ['CPU in', 'CPU out', 'in p50', 'p95', 'out p50', 'p95', 'bare p50', 'p95', 'commit']

function tell(report: Report, all: readonly Measured[]): void {
  report.row('per network, ms for a message', columns)
  for (const { network, cpu, times } of all) {
    const shares = [times.in, times.out, times.bare].flatMap((list) => [percentile(list, 0.5), percentile(list, 0.95)])
    const figures = [median(cpu.in), median(cpu.out), ...shares, percentile(times.commit, 0.5)]
    report.row(`${network.id}, by ${network.server}`, figures.map(short))
  }
  for (const { network, times } of all) added(report, network, times)
}

/** What Switchboard adds to the way that a message has on the network anyhow. */
function added(report: Report, { id }: BenchNetwork, times: Times): void {
  const [commit, bare] = [percentile(times.commit, 0.5), percentile(times.bare, 0.5)]
  for (const [direction, list] of [
    ['customer to agent', times.in],
    ['agent to customer', times.out],
  ] as const) {
    report.target({
      what: `${id}, ${direction}: added time, p50`,
      value: percentile(list, 0.5) - bare,
      unit: 'ms',
      limit: 3 * commit + 3,
      wanted: 'at most',
      why: `3 times a bare commit's p50 of ${short(commit)} ms, and 3 ms`,
    })
  }
}
