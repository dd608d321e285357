import { addUp, type Counts, compare, countsInWords } from './compare.ts'
import type { CrashNetwork } from './crash-network.ts'
import type { CrashWorld, StaffedDesk } from './crash-world.ts'
import { becomeCalm } from './desk.ts'
import type { CustomerEvidence } from './evidence.ts'
import { conversationsWith, receivedIds, roomsMade } from './gather.ts'
import type { Random } from './random.ts'
import { sideBySide } from './transcripts.ts'
import type { Writer } from './writer.ts'

/** How long everything may take after the last disturbance: these machines are slow at times. */
const calmMs = 120_000
const slowestMs = 500

export interface RoundNames {
  readonly seed: number
  /** Letters only: how the names of its customers begin. */
  readonly prefix: string
  /** A homeserver that ended while it made a room leaves what nobody can use; the next attempt makes another. */
  readonly mayLeaveHalfRooms?: boolean
}

/** Customers at one desk and, at the end, the comparison of all that was written. */
export class Round {
  readonly #world: CrashWorld
  readonly #staffed: StaffedDesk
  readonly #random: Random
  readonly #names: RoundNames
  readonly #writers: Writer[] = []
  readonly #writing: Promise<void>[] = []
  /** Nobody writes any more after this, whether or not they came to their end. */
  #until = Number.POSITIVE_INFINITY

  constructor(world: CrashWorld, staffed: StaffedDesk, random: Random, names: RoundNames) {
    this.#world = world
    this.#staffed = staffed
    this.#random = random
    this.#names = names
  }

  /** So many new customers come, to these networks in turn, and begin to write; each goes on until so many lines were taken. */
  async customersCome(count: number, linesEach: number, networks = this.#shuffled()): Promise<void> {
    const { desk } = this.#staffed
    const first = this.#writers.length + 1
    const writers = await Promise.all(
      Array.from({ length: count }, (_, index) => {
        const network = networks[index % networks.length] as CrashNetwork
        return network.come(`${this.#names.prefix}${first + index}`, desk.name)
      }),
    )
    for (const writer of writers) {
      const random = this.#random.fork()
      this.#writers.push(writer)
      const writing = writer.write({
        quota: linesEach,
        waitMs: () => random.between(10, slowestMs),
        isOver: () => Date.now() > this.#until,
      })
      writing.catch(() => {})
      this.#writing.push(writing)
    }
  }

  /** All networks; whose turn is first differs. */
  #shuffled(): readonly CrashNetwork[] {
    const { networks } = this.#world
    const first = this.#random.between(0, networks.length - 1)
    return networks.map((_, index) => networks[(first + index) % networks.length] as CrashNetwork)
  }

  /** Everybody writes to the end, all conversations end, and everything is compared. Fails with what does not fit. */
  async end(title: string): Promise<Counts> {
    this.#until = Date.now() + calmMs
    const name = `${title}, SWITCHBOARD_SEED=${this.#names.seed}`
    const trouble = await this.#untilCalm().then(
      () => undefined,
      (error: unknown) => String(error),
    )
    const { counts, problems, report } = await this.#compare()
    await this.leave()
    const found = [...(trouble === undefined ? [] : [trouble]), ...problems]
    if (found.length > 0) throw new Error([`${name}: ${countsInWords(counts)}`, ...found, report].join('\n'))
    return counts
  }

  async leave(): Promise<void> {
    this.#until = 0
    await Promise.allSettled(this.#writing)
    await Promise.all(this.#writers.map((writer) => writer.leave()))
  }

  async #untilCalm(): Promise<void> {
    const { desk, agents } = this.#staffed
    await Promise.all(this.#writing)
    await becomeCalm(desk, calmMs)
    await Promise.all(this.#writers.map((writer) => writer.catchUp()))
    for (const agent of agents) agent.check()
  }

  async #compare(): Promise<{ counts: Counts; problems: readonly string[]; report: string }> {
    const { desk } = this.#staffed
    const customers = await Promise.all(this.#writers.map((writer) => this.#evidenceOf(writer)))
    const verdicts = customers.map((customer) => ({ customer, ...compare(customer, desk.breaks) }))
    const ids = customers.flatMap(({ conversations }) => conversations.map(({ id }) => id))
    const problems = [...verdicts.flatMap((verdict) => verdict.problems), ...(await this.#otherProblems(ids))]
    const shown = verdicts.filter((verdict) => verdict.problems.length > 0).map(({ customer }) => sideBySide(customer))
    const breaks = desk.breaks.map(({ to, what }) => `${new Date(to).toISOString().slice(14, 23)} ${what}`).join(', ')
    const report = `${shown.join('\n')}\n  ends: ${breaks}`
    return { counts: addUp(verdicts.map(({ counts }) => counts)), problems, report }
  }

  async #evidenceOf(writer: Writer): Promise<CustomerEvidence> {
    const { desk } = this.#staffed
    const { name, network } = writer
    const [lines, heard] = [writer.lines(), writer.heard()]
    const ids = lines.flatMap(({ remoteId }) => remoteId ?? [])
    return {
      ...{ name, network, lines, heard },
      receivedIds: await receivedIds(desk, network, ids),
      conversations: await conversationsWith(desk, this.#world.reader, writer),
    }
  }

  /** What does not belong to one customer: rooms made twice, things put aside. */
  async #otherProblems(conversations: readonly number[]): Promise<readonly string[]> {
    const { desk } = this.#staffed
    const { mayLeaveHalfRooms = false } = this.#names
    const made = (await roomsMade(desk, this.#world.reader)).filter(({ isUsed }) => isUsed || !mayLeaveHalfRooms)
    const aside = await desk.ask<{ what: string }>(
      `SELECT source || ': ' || error AS what FROM quarantine
       UNION ALL SELECT 'parked: ' || error FROM inbox WHERE parked_at IS NOT NULL`,
    )
    return [
      ...conversations.flatMap((id) => {
        const count = made.filter(({ conversation }) => conversation === id).length
        return count === 1 ? [] : [`conversation ${id} has ${count} rooms`]
      }),
      ...aside.map(({ what }) => what),
    ]
  }
}
