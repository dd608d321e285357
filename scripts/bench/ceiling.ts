import { BareCommitter } from './bare-commits.ts'
import { median } from './figures.ts'
import { Arrivals, costOf } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { openDesk, quiet, type Rig, settled } from './rig.ts'
import { agentAt, nickOf, roomOf } from './seed.ts'

const network = 'bench'
const chats = 100
const messages = 4000
const rounds = 5
const connections = 8

export const ceiling: Part = {
  name: 'ceiling',
  title: 'messages a second carried durably, against a homeserver stand-in',
  bound: 'CPU of Switchboard, PostgreSQL, stand-in and feed together on the same processors, and commits',
  run: measure,
}

async function measure(report: Report): Promise<void> {
  const [toMatrix, toIrc] = [new Arrivals(), new Arrivals()]
  await using desk = await openDesk({ networks: [network], chats, onMessage: () => toMatrix.add() })
  const { rig } = desk
  const [pid = 0] = await desk.start([[network]])
  const startedAt = performance.now()
  const feed = rig.feed(network)
  feed.onLine = (_nick, text) => {
    if (text.includes('answer')) toIrc.add()
  }
  await desk.ready()
  const writeAll = () => {
    for (let n = 0; n < messages; n++)
      feed.writes(nickOf(network, n % chats), `line ${n}: my invoice from march is wrong`)
  }
  const answerAll = () => {
    for (let n = 0; n < messages; n++)
      rig.homeserver.says(roomOf(network, n % chats), agentAt(network, n % chats), `answer ${n}`)
  }
  const pids = { pid, postgres: rig.postgres.pid }
  await direction(report, rig, { what: 'IRC to Matrix', pids, arrivals: toMatrix, send: writeAll })
  await settled(startedAt)
  await direction(report, rig, { what: 'Matrix to IRC', pids, arrivals: toIrc, send: answerAll })
}

interface Direction {
  readonly what: string
  readonly pids: { readonly pid: number; readonly postgres: number }
  readonly arrivals: Arrivals
  readonly send: () => void
}

/** Bare commits and messages in turn, so that both see the same machine. */
async function direction(report: Report, rig: Rig, { what, pids, arrivals, send }: Direction): Promise<void> {
  await using bare = await BareCommitter.open(rig.uri, connections)
  const rates: number[] = []
  const commits: number[] = []
  const costs: { own: number; postgres: number }[] = []
  await arrivals.until(messages, send)
  await quiet(rig)
  for (let round = 0; round < rounds; round++) {
    commits.push((await bare.run(500)).perSecond)
    const cost = await costOf(pids, messages, async () => {
      rates.push(messages / (await arrivals.until(messages, send)))
      await quiet(rig)
    })
    costs.push(cost)
  }
  const bareRate = median(commits)
  report.figure(`${what}: bare one-row commits on ${connections} connections`, bareRate, '/s')
  report.figure(`${what}: CPU per message, Switchboard`, median(costs.map(({ own }) => own)), 'ms')
  report.figure(`${what}: CPU per message, PostgreSQL`, median(costs.map(({ postgres }) => postgres)), 'ms')
  const third = bareRate / 3 < 1000
  report.target({
    what: `${what}: messages carried`,
    value: median(rates),
    unit: '/s',
    limit: third ? bareRate / 3 : 1000,
    wanted: 'at least',
    why: third ? 'a third of the bare commits' : 'the wish',
  })
}
