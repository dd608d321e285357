import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import { type LinePriority, SendSchedule } from '../../src/networks/irc/send.ts'

function add(schedule: SendSchedule, priority: LinePriority, lane: string, ...lines: readonly string[]): void {
  for (const line of lines) schedule.add({ lane, priority, render: () => line })
}

/** Everything that leaves, as fast as allowed, with the time of each line. */
function drain(schedule: SendSchedule, from = 0): { line: string; at: number }[] {
  const sent: { line: string; at: number }[] = []
  for (let now = from; ; ) {
    const next = schedule.next(now)
    if (next === undefined) return sent
    if ('line' in next) sent.push({ line: next.line, at: now })
    else now += next.waitMs
  }
}

describe('irc: what is sent first', () => {
  it('agents before prompts before probes before positions, whatever came first', () => {
    const schedule = new SendSchedule(10, 1000)
    for (const priority of ['position', 'probe', 'prompt', 'barrier', 'agent'] as const)
      add(schedule, priority, priority, priority)
    deepEqual(
      drain(schedule).map(({ line }) => line),
      ['agent', 'barrier', 'prompt', 'probe', 'position'],
    )
  })

  it("[I7] with 200 prompts and 200 positions waiting, an agent's line leaves within three sends", () => {
    const schedule = new SendSchedule(5, 1000)
    for (let index = 0; index < 200; index++) {
      add(schedule, 'prompt', `prompt${index}`, 'prompt')
      add(schedule, 'position', `position${index}`, 'position')
    }
    let now = 0
    for (let sent = 0; sent < 20; ) {
      const next = schedule.next(now)
      if (next && 'line' in next) sent++
      else now += next?.waitMs ?? 0
    }
    add(schedule, 'agent', 'anna', 'agent')
    const after = drain(schedule, now)
    ok(after.findIndex(({ line }) => line === 'agent') < 3)
    equal(after.length, 381)
  })

  it("[I7] what waits in an agent's chat before their line is hurried past all others, in its order", () => {
    const schedule = new SendSchedule(1, 1000)
    for (let index = 0; index < 200; index++) add(schedule, 'prompt', `prompt${index}`, 'other')
    add(schedule, 'prompt', 'anna', 'greeting', 'Mira is here now')
    add(schedule, 'agent', 'ben', 'to ben')
    schedule.hurry('anna')
    schedule.hurry('nobody')
    add(schedule, 'agent', 'anna', 'hi anna')
    const sent = drain(schedule).map(({ line }) => line)
    deepEqual(sent.slice(0, 4), ['to ben', 'greeting', 'Mira is here now', 'hi anna'])
    equal(sent.length, 204)
  })

  it('[I7] agents take turns by chat: a long text of one holds up nobody', () => {
    const schedule = new SendSchedule(100, 1)
    add(schedule, 'agent', 'a', 'a1', 'a2', 'a3', 'a4')
    add(schedule, 'agent', 'b', 'b1', 'b2')
    add(schedule, 'agent', 'c', 'c1')
    deepEqual(
      drain(schedule).map(({ line }) => line),
      ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'],
    )
  })

  it('[I5] lines of one chat keep their order among any others', () => {
    const priority = fc.constantFrom<LinePriority>('agent', 'prompt', 'probe', 'position')
    const entry = fc.record({ priority, lane: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const schedule = new SendSchedule(3, 100)
        entries.forEach((each, index) => {
          add(schedule, each.priority, each.lane, `${each.priority}/${each.lane}/${index}`)
        })
        const sent = drain(schedule)
        equal(sent.length, entries.length)
        const last = new Map<string, number>()
        for (const { line } of sent) {
          const [level, lane, index] = line.split('/')
          const key = `${level}/${lane}`
          ok(Number(index) > (last.get(key) ?? -1), line)
          last.set(key, Number(index))
        }
      }),
    )
  })

  it('after a burst lines keep their distance, and long lines keep more', () => {
    const schedule = new SendSchedule(3, 1000)
    add(
      schedule,
      'agent',
      'a',
      ...Array.from({ length: 6 }, (_, index) => `line ${index}`),
      'x'.repeat(512),
      'end',
      'end',
    )
    deepEqual(
      drain(schedule).map(({ at }) => at),
      [0, 0, 0, 1000, 2000, 3000, 4000, 6000, 7000],
    )
  })

  it('a server that counts one command a second and closes at twenty waiting never sees more than a burst', () => {
    const schedule = new SendSchedule(8, 1100)
    for (let index = 0; index < 500; index++)
      add(schedule, 'prompt', `chat${index}`, 'PRIVMSG somebody :hello, how can I help?')
    const sent = drain(schedule)
    let waiting = 0
    let before = 0
    for (const { at } of sent) {
      waiting = Math.max(0, waiting - (at - before) / 1000) + 1
      before = at
      ok(waiting <= 8.01, `${waiting} at ${at}`)
    }
  })

  it('a held lane waits for its answer, then goes first', () => {
    const schedule = new SendSchedule(1, 1000)
    schedule.add({ lane: 'a', priority: 'prompt', render: () => 'who has a', holds: true })
    add(schedule, 'prompt', 'a', 'to a')
    add(schedule, 'prompt', 'b', 'to b')
    deepEqual(schedule.next(0), { line: 'who has a' })
    deepEqual(schedule.next(1000), { line: 'to b' })
    equal(schedule.next(2000), undefined)
    schedule.release('a')
    deepEqual(schedule.next(2000), { line: 'to a' })
  })

  it('a line that is no longer needed costs nothing', () => {
    const schedule = new SendSchedule(1, 1000)
    for (let index = 0; index < 50; index++) schedule.add({ lane: 'a', priority: 'agent', render: () => undefined })
    add(schedule, 'prompt', 'b', 'needed')
    deepEqual(schedule.next(0), { line: 'needed' })
  })
})
