import { waitFor } from '../../test/support/wait-for.ts'
import { residentMb } from './process-cpu.ts'
import { Arrivals } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { openDesk, quiet } from './rig.ts'
import { nickOf } from './seed.ts'

const open = 10_000
const writing = 500
const settleMs = 15_000

export const memory: Part = {
  name: 'memory',
  title: `resident memory with ${open.toLocaleString('en')} open conversations, database apart`,
  bound: 'the runtime and its libraries, then what the connector keeps of each person',
  run: measure,
}

async function measure(report: Report): Promise<void> {
  report.figure('with 1 open conversation', await residentWith(1, 1), 'MB')
  const value = await residentWith(open, writing, report)
  const what = `with ${open.toLocaleString('en')} open, after traffic on ${writing}`
  report.target({ what, value, unit: 'MB', limit: 200, wanted: 'at most', why: '' })
}

async function residentWith(count: number, active: number, report?: Report): Promise<number> {
  const arrivals = new Arrivals()
  await using desk = await openDesk({ networks: ['bench'], chats: count, onMessage: () => arrivals.add() })
  const [pid] = await desk.start([['bench']])
  const feed = desk.rig.feed('bench')
  await waitFor('the connection', () => feed.isConnected)
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  report?.figure(`${settleMs / 1000} s after the start`, residentMb(pid ?? 0), 'MB')
  await arrivals.until(active * 4, () => {
    for (let n = 0; n < active * 4; n++) feed.writes(nickOf('bench', n % active), `line ${n}: my invoice is wrong`)
  })
  await quiet(desk.rig)
  return residentMb(pid ?? 0)
}
