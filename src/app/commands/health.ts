import { shortDuration } from '../../core/text/duration.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { MatrixError } from '../../ports/matrix.ts'
import type { StoreCounts } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'
import type { CarryOutNamed } from './asked.ts'
import { preformatted } from './preformatted.ts'

/** The command itself is being applied while it is answered; what is younger than this is only under way. */
const worthSayingMs = 1000

/** Older than this, something waits longer than it should. */
const lateMs = 30_000

/** What works, what does not, and what to do about it: one line each. */
export const showHealth: CarryOutNamed<'health'> = async ({ app, at }) => {
  const lines = [
    await databaseLine(app),
    await homeserverLine(app),
    ...networkLines(app, at),
    ...backlogLines(await app.store.counts()),
  ]
  const bad = lines.filter(([mark]) => mark !== 'ok').length
  const head = bad === 0 ? 'All is well.' : `${bad} of ${lines.length} ${bad === 1 ? 'needs' : 'need'} a look:`
  return preformatted(
    [head, ...lines.map(([mark, what, text]) => `${mark.padEnd(5)} ${what.padEnd(14)} ${text}`)].join('\n'),
  )
}

type Line = readonly [mark: 'ok' | 'FAIL' | 'look', what: string, text: string]

async function databaseLine(app: App): Promise<Line> {
  const begun = app.clock.now()
  await app.store.ping()
  return ['ok', 'database', `answers in ${app.clock.now() - begun} ms`]
}

async function homeserverLine(app: App): Promise<Line> {
  try {
    return ['ok', 'homeserver', `${app.matrix.serverName()} reaches us in ${Math.round(await app.matrix.ping())} ms`]
  } catch (error) {
    const text = error instanceof MatrixError ? error.failure.text : 'does not answer'
    return ['FAIL', 'homeserver', `${oneLine(text, 300).replace(/\.$/, '')}. switchboard doctor says more.`]
  }
}

function networkLines(app: App, now: number): readonly Line[] {
  return [...app.networks.values()].map((network): Line => {
    const { state, text, since, lacks } = network.health()
    const mark = state === 'up' && !lacks ? 'ok' : state === 'up' || state === 'starting' ? 'look' : 'FAIL'
    const said = [text, lacks ?? ''].filter(Boolean).join(' ')
    return [mark, network.id, `${state} for ${shortDuration(now - since)}${said ? `: ${oneLine(said, 600)}` : ''}`]
  })
}

function backlogLines(counts: StoreCounts): readonly Line[] {
  const { inbox, outbox, heldLanes, quarantine, overdueTimers } = counts
  const parked = inbox.reduce((sum, one) => sum + one.parked, 0)
  const open = Object.entries(counts.conversations).filter(([status, count]) => status !== 'closed' && count > 0)
  return [
    [
      'ok',
      'conversations',
      open.length === 0 ? 'none open' : open.map(([status, count]) => `${count} ${status}`).join(', '),
    ],
    ...inbox
      .filter(({ rows, oldestMs }) => rows > 0 && oldestMs > worthSayingMs)
      .map((one) => waiting('to be applied', one.lease, one)),
    ...outbox
      .filter(({ rows, oldestMs }) => rows > 0 && oldestMs > worthSayingMs)
      .map((one) => waiting('to be sent', `${one.lease} to ${one.side}`, one)),
    ...lineIf(parked > 0, 'put aside', `${counted(parked, 'event')} failed five times; the log of that time says why`),
    ...lineIf(
      quarantine > 0,
      'quarantine',
      `${counted(quarantine, 'event')} could not be stored; see the table quarantine`,
    ),
    ...lineIf(overdueTimers > 0, 'timers', `${counted(overdueTimers, 'timer')} overdue: is a network's owner missing?`),
    ...(heldLanes > 0
      ? [['ok', 'held', `${counted(heldLanes, 'customer')} away; what is written to them waits`] as Line]
      : []),
  ]
}

function waiting(what: string, where: string, { rows, oldestMs }: { rows: number; oldestMs: number }): Line {
  const mark = oldestMs > lateMs ? 'look' : 'ok'
  return [mark, what, `${rows} of ${where}, the oldest for ${shortDuration(oldestMs)}`]
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function lineIf(condition: boolean, what: string, text: string): readonly Line[] {
  return condition ? [['look', what, text]] : []
}
