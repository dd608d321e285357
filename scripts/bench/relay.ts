import { BareCommitter } from './bare-commits.ts'
import { Ear } from './ear.ts'
import { median, percentile, short } from './figures.ts'
import type { Part, Report } from './report.ts'
import { allDone, openStage, type Stage } from './stage.ts'

const customers = 16
const perRoom = 16
const pairs = 5
const singles = 60

export const relay: Part = {
  name: 'relay',
  title: 'IRC to Matrix beside bare sends to the same Synapse',
  bound: 'Synapse: one event of a room after another, and one process for all of them',
  run: measure,
}

async function measure(report: Report): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const stage = await openStage(stack, customers)
  await throughput(report, stage)
  await added(report, stage)
}

/** Pairs in the order ABBA, so that what grows with the homeserver's database weighs on both. */
async function throughput(report: Report, stage: Stage): Promise<void> {
  const messages = customers * perRoom
  const rates = { bare: [] as number[], own: [] as number[] }
  await bareRun(stage, 'warm')
  await ownRun(stage, 'warm')
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? (['bare', 'own'] as const) : (['own', 'bare'] as const)
    for (const kind of order) {
      const startedAt = performance.now()
      await (kind === 'bare' ? bareRun : ownRun)(stage, `${kind} ${pair}`)
      rates[kind].push((messages * 1000) / (performance.now() - startedAt))
    }
  }
  const ratios = rates.own.map((rate, pair) => rate / (rates.bare[pair] ?? Number.NaN))
  report.figure('bare sends, one in flight in each room', median(rates.bare), '/s')
  report.figure('relayed from IRC', median(rates.own), '/s')
  const why = `pairs: ${ratios.map(short).join(' ')}`
  report.target({ what: 'relayed beside bare', value: median(ratios), unit: '', limit: 0.9, wanted: 'at least', why })
}

async function bareRun(stage: Stage, name: string): Promise<void> {
  const sendAll = async (line: Stage['lines'][number]) => {
    for (let n = 0; n < perRoom; n++) await bareSend(stage, line, `${name} line ${n}: my invoice from march is wrong`)
  }
  await Promise.all(stage.lines.map(sendAll))
}

async function ownRun({ postgres, lines }: Stage, name: string): Promise<void> {
  const before = await allDone(postgres.uri(), 0)
  for (let n = 0; n < perRoom; n++) {
    for (const { customer } of lines) customer.says(`${name} line ${n}: my invoice from march is wrong`)
  }
  await allDone(postgres.uri(), before + lines.length * perRoom)
}

let sent = 0

/** What Switchboard sends too: as the ghost, by our registration's token, with an id of its own and a device. */
async function bareSend(
  { synapse, asToken }: Stage,
  { room, ghost }: Stage['lines'][number],
  body: string,
): Promise<void> {
  sent += 1
  const query = new URLSearchParams({ user_id: ghost, device_id: 'SWITCHBOARD', ts: String(Date.now()) })
  const address = `${synapse.url}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/bare${sent}`
  const headers = { authorization: `Bearer ${asToken}`, 'content-type': 'application/json' }
  const content = JSON.stringify({ msgtype: 'm.text', body })
  const answer = await fetch(`${address}?${query}`, { method: 'PUT', headers, body: content })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Synapse refused a bare send: ${answer.status} ${text}`)
}

/** One message at a time, seen by the agent's client: what Switchboard adds to the way that every message has. */
async function added(report: Report, stage: Stage): Promise<void> {
  await using ear = new Ear(stage.synapse.url, stage.mira.accessToken)
  await ear.start()
  await using bare = await BareCommitter.open(stage.postgres.uri())
  const times = { bare: [] as number[], own: [] as number[], commit: [] as number[] }
  for (let n = 0; n < singles; n++) {
    const line = stage.lines[n % stage.lines.length] as Stage['lines'][number]
    const timed = async (kind: 'bare' | 'own', send: (body: string) => unknown) => {
      const body = `single ${kind} ${n}`
      const heard = ear.hears(body)
      const startedAt = performance.now()
      await send(body)
      await heard
      times[kind].push(performance.now() - startedAt)
    }
    const both = [
      () => timed('bare', (body) => bareSend(stage, line, body)),
      () => timed('own', (body) => line.customer.says(body)),
    ]
    for (const one of n % 2 === 0 ? both : both.toReversed()) await one()
    times.commit.push(await bare.one())
  }
  const [commit, bareMs, own] = [times.commit, times.bare, times.own].map((list) => percentile(list, 0.5)) as [
    number,
    number,
    number,
  ]
  report.figure('bare send until a client sees it, p50', bareMs, 'ms')
  report.figure('line on IRC until a client sees it, p50', own, 'ms')
  const why = `3 times a bare commit's p50 of ${short(commit)} ms, and 3 ms`
  const limit = 3 * commit + 3
  report.target({
    what: 'added time for one message, p50',
    value: own - bareMs,
    unit: 'ms',
    limit,
    wanted: 'at most',
    why,
  })
}
