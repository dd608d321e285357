import { waitFor } from '../../test/support/wait-for.ts'
import { short } from './figures.ts'
import { residentMb } from './process-cpu.ts'
import { Arrivals } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { openDesk, quiet } from './rig.ts'
import { nickOf } from './seed.ts'

/** On one network everybody has an agent, on the other everybody waits for one. */
const [served, waiting] = ['one', 'two'] as const
const perNetwork = 5000
const writing = 500
const settleMs = 15_000

export const memory: Part = {
  name: 'memory',
  title: `resident memory with ${short(2 * perNetwork)} open conversations, half of them waiting; database apart`,
  bound: 'the runtime and its libraries, then what the connector keeps of each person',
  run: measure,
}

async function measure(report: Report): Promise<void> {
  report.figure('with 2 open conversations', await residentWith(1, 1), 'MB')
  const value = await residentWith(perNetwork, writing, report)
  const what = `with ${short(2 * perNetwork)} open, after traffic on ${short(2 * writing)}`
  report.target({ what, value, unit: 'MB', limit: 200, wanted: 'at most', why: '' })
}

async function residentWith(chats: number, active: number, report?: Report): Promise<number> {
  const arrivals = new Arrivals()
  const networks = [served, waiting]
  await using desk = await openDesk({ networks, waiting: [waiting], chats, onMessage: () => arrivals.add() })
  const [pid = 0] = await desk.start([networks])
  const feeds = networks.map((network) => ({ network, feed: desk.rig.feed(network) }))
  await waitFor('both connections', () => feeds.every(({ feed }) => feed.isConnected))
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  report?.figure(`${settleMs / 1000} s after the start`, residentMb(pid), 'MB')
  await arrivals.until(active * 8, () => {
    for (let n = 0; n < active * 4; n++) {
      for (const { network, feed } of feeds) feed.writes(nickOf(network, n % active), `line ${n}: my invoice is wrong`)
    }
  })
  await quiet(desk.rig)
  return residentMb(pid)
}
