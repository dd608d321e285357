import { median } from './figures.ts'
import { Arrivals } from './relayed.ts'
import type { Part, Report } from './report.ts'
import { openDesk, quiet } from './rig.ts'
import { nickOf } from './seed.ts'

const networks = ['one', 'two']
const chats = 50
const messages = 4000
const rounds = 3

export const processes: Part = {
  name: 'processes',
  title: 'two processes on one PostgreSQL, a network each, beside one process with both',
  bound: 'the same two processors: a second process adds none',
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
  const rates = { one: [] as number[], two: [] as number[] }
  for (const kind of ['one', 'two', 'two', 'one'] as const) {
    await desk.start(kind === 'one' ? [networks] : networks.map((network) => [network]))
    await desk.ready()
    await arrivals.until(messages, write)
    for (let round = 0; round < rounds; round++) {
      await quiet(desk.rig)
      rates[kind].push(messages / (await arrivals.until(messages, write)))
    }
    await quiet(desk.rig)
    await desk.stop()
  }
  const [one, two] = [median(rates.one), median(rates.two)]
  report.figure('one process, both networks', one, '/s')
  report.figure('two processes, one network each', two, '/s')
  const what = 'two processes beside one'
  report.target({ what, value: two / one, unit: '', limit: 0.8, wanted: 'at least', why: '' })
}
