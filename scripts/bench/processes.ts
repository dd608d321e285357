import { median } from './figures.ts'
import { Arrivals } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { openDesk, quiet } from './rig.ts'
import { nickOf } from './seed.ts'

const networks = ['one', 'two', 'three', 'four']
const chats = 25
const messages = 4000
const rounds = 3
/** How many processes share the networks. Forth and back, so that what grows with time weighs on all. */
const order = [1, 2, 4, 4, 2, 1]

export const processes: Part = {
  name: 'processes',
  title: 'two and four processes on one PostgreSQL, which share four networks, beside one process with all',
  bound: 'the same processors: a further process adds none',
  run: measure,
}

async function measure(report: Report): Promise<void> {
  const arrivals = new Arrivals()
  await using desk = await openDesk({ networks, chats, onMessage: () => arrivals.add() })
  const write = () => {
    for (let n = 0; n < messages; n++) {
      const network = networks[n % networks.length] as string
      desk.rig.feed(network).writes(nickOf(network, Math.floor(n / networks.length) % chats), `line ${n}: an invoice`)
    }
  }
  const rates = new Map<number, number[]>(order.map((count) => [count, []]))
  for (const count of order) {
    await desk.start(sharedBy(count))
    await desk.ready()
    await arrivals.until(messages, write)
    for (let round = 0; round < rounds; round++) {
      await quiet(desk.rig)
      rates.get(count)?.push(messages / (await arrivals.until(messages, write)))
    }
    await quiet(desk.rig)
    await desk.stop()
  }
  const rate = (count: number) => median(rates.get(count) ?? [])
  report.figure('messages carried by one process', rate(1), '/s')
  for (const count of [2, 4]) {
    report.figure(`messages carried by ${count} processes`, rate(count), '/s')
    const what = `${count} processes beside one`
    report.target({ what, value: rate(count) / rate(1), unit: '', limit: 0.8, wanted: 'at least', why: '' })
  }
}

/** The networks of each of so many processes. */
function sharedBy(count: number): readonly (readonly string[])[] {
  return Array.from({ length: count }, (_, n) => networks.filter((_network, place) => place % count === n))
}
