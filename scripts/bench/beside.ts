import { setTimeout as pause } from 'node:timers/promises'
import { openAgentClient } from '../../test/support/agent-client.ts'
import { Ear } from './ear.ts'
import { median, short } from './figures.ts'
import { type Heisenbridge, heisenbridgeNetwork, prepareHeisenbridge } from './heisenbridge-process.ts'
import { Arrivals, costOf } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { allDone, openStage, type Stage } from './stage.ts'

const customers = 8
const messages = 120
const rounds = 5
const nick = 'hbridge'
const patienceMs = 120_000

/** Every so many ms a line: slower than the homeserver takes them, as on a usual day, and all at once. */
const paces = [
  { name: 'one after another', everyMs: 50 },
  { name: 'all at once', everyMs: 0 },
] as const

export const beside: Part = {
  name: 'heisenbridge',
  title: 'CPU for one private message from IRC to Synapse, beside heisenbridge, which stores nothing',
  bound: 'the HTTP request to the homeserver, and the commits; PostgreSQL is shown apart',
  run: measure,
}

async function measure(report: Report): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const heisenbridge = await prepareHeisenbridge()
  const stage = await openStage(stack, customers, [heisenbridge.registration])
  stack.defer(() => heisenbridge.stop())
  await heisenbridge.start(stage, nick)
  await acquaint(stage)
  const heard: Heard = { lines: new Arrivals(), events: 0 }
  const ear = stack.use(new Ear(stage.synapse.url, stage.mira.accessToken))
  // heisenbridge puts lines that come within a tenth of a second into one event; Switchboard does so under backlog.
  ear.onBody = (body) => {
    const lines = body.split('\n').filter((line) => line.includes('invoice from march'))
    if (lines.length > 0) heard.events += 1
    for (const _ of lines) heard.lines.add()
  }
  await ear.start()
  for (const pace of paces) await compare(report, { stage, heisenbridge, heard }, pace)
}

/** Everybody writes once, so that heisenbridge has made its rooms, and Mira is in them. */
async function acquaint({ synapse, mira, lines }: Stage): Promise<void> {
  const client = await openAgentClient(synapse.url, mira)
  for (const { customer } of lines) {
    customer.irc.privmsg(nick, 'hello there')
    // Not the room of the conversation: Synapse repeats an initial sync of a minute ago, with invitations long accepted.
    const name = `${customer.nick} (${heisenbridgeNetwork})`
    const { room } = await client.invited(({ room: invited }) => client.roomName(invited) === name, 30_000)
    await client.join(room)
    await client.sees(room, 'hello there', 30_000)
  }
  await client.stop()
}

/** What Mira's client sees. */
interface Heard {
  readonly lines: Arrivals
  events: number
}

interface Both {
  readonly stage: Stage
  readonly heisenbridge: Heisenbridge
  readonly heard: Heard
}

interface Costs {
  /** ms of CPU for each line. */
  readonly own: number
  readonly postgres: number
  /** How many events a line became. */
  readonly events: number
}

async function compare(report: Report, both: Both, { name, everyMs }: (typeof paces)[number]): Promise<void> {
  const costs = { own: [] as Costs[], other: [] as Costs[] }
  const runs = { own: () => ownRun(both, everyMs), other: () => otherRun(both, everyMs) }
  await runs.own()
  await runs.other()
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? (['own', 'other'] as const) : (['other', 'own'] as const))
      costs[kind].push(await runs[kind]())
  }
  const of = (kind: keyof typeof costs, what: keyof Costs) => median(costs[kind].map((cost) => cost[what]))
  const events = `${short(of('own', 'events'))} and ${short(of('other', 'events'))}`
  report.figure(`${name}: events for each line, Switchboard and heisenbridge`, events)
  report.figure(`${name}: PostgreSQL`, of('own', 'postgres'), 'ms')
  const [value, limit] = [of('own', 'own'), of('other', 'own')]
  const what = `${name}: Switchboard`
  report.target({ what, value, unit: 'ms', limit, wanted: 'at most', why: 'heisenbridge' })
}

/** Until everything is also settled in the database. */
function ownRun({ stage, heard }: Both, everyMs: number): Promise<Costs> {
  const pids = { pid: stage.switchboard.pid ?? 0, postgres: stage.postgres.pid }
  return run(heard, pids, async () => {
    await heard.lines.until(messages, () => void write(stage, 'support', everyMs), patienceMs)
    await allDone(stage.postgres.uri(), 0, 100)
  })
}

function otherRun({ stage, heisenbridge, heard }: Both, everyMs: number): Promise<Costs> {
  const send = () => void write(stage, nick, everyMs)
  return run(heard, { pid: heisenbridge.pid }, () => heard.lines.until(messages, send, patienceMs))
}

async function run(heard: Heard, pids: Parameters<typeof costOf>[0], work: () => Promise<unknown>): Promise<Costs> {
  const before = heard.events
  const cost = await costOf(pids, messages, work)
  return { ...cost, events: (heard.events - before) / messages }
}

async function write({ lines }: Stage, target: string, everyMs: number): Promise<void> {
  for (let n = 0; n < messages; n++) {
    lines[n % lines.length]?.customer.irc.privmsg(target, `line ${n}: my invoice from march is wrong`)
    if (everyMs > 0) await pause(everyMs)
  }
}
