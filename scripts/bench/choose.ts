import type { Agent } from '../../src/core/routing/agent.ts'
import { type AgentIndex, createAgentIndex } from '../../src/core/routing/agent-index.ts'
import { choose as chooseAgent } from '../../src/core/routing/choose.ts'
import { explainChoice } from '../../src/core/routing/explain-choice.ts'
import type { Need } from '../../src/core/routing/need.ts'
import {
  explainPlacement,
  type PreparedRules,
  placeConversation,
  prepareRules,
} from '../../src/core/routing/rule-index.ts'
import { agentId, queue, sampleAgent, sampleNeed, sampleSeat } from '../../test/support/routing-samples.ts'
import { sampleInputs, sampleRule } from '../../test/support/rule-samples.ts'
import { median, short } from './figures.ts'
import type { Part, Report } from './report.ts'

const agents = 10_000
const rules = 1000
const sizes = [100, 1000, 3000, 10_000, 30_000, 100_000]
/** Below, what every call costs weighs more than what is looked at. */
const fittedFrom = 1000
const queues = 20

export const choose: Part = {
  name: 'choose',
  title: 'placing a conversation by rules and choosing an agent',
  bound: 'one core: nothing waits for anything',
  run: async (report) => {
    placing(report)
    recording(report)
    growing(report)
  },
}

/** Teams of people who can do the same. Where everybody were unlike everybody else, their number would count. */
const teams = 52

/** Of every ten agents six are away and two are full. The members of a team differ in load and in how long they are idle. */
function anAgent(n: number): Agent {
  const team = n % teams
  const member = Math.floor(n / teams) + team
  const isReady = member % 10 < 4
  const seats = member % 10 < 2 ? [1, 2, 3] : member % 3 === 0 ? [1] : []
  return sampleAgent(`Agent${n}`, {
    id: agentId(`agent${n}`),
    availability: { state: isReady ? 'ready' : 'away', since: n, by: 'agent' },
    queues: [queue(`queue${team % queues}`), queue(`queue${(team * 7) % queues}`)],
    skills: { [`skill${team % 13}`]: 1 + (team % 5), ...(team % 97 === 2 ? { rare: 3 } : {}) },
    networks: team % 4 === 0 ? ['irc', 'slack'] : ['*'],
    seats: seats.map((seat) => sampleSeat(n * 10 + seat)),
    idleSince: (n * 7919) % 1_000_000,
  })
}

/** Everybody has a skill that nobody else has, so nobody stands for anybody else. */
function unlikeAgent(n: number): Agent {
  const agent = anAgent(n)
  return { ...agent, skills: { ...agent.skills, [`own${n}`]: 1 } }
}

function indexOf(count: number, make = anAgent): AgentIndex {
  return createAgentIndex(Array.from({ length: count }, (_, n) => make(n)))
}

/** `rare`: hardly anybody has it, and nobody of the first in order. */
function needs(rare: boolean): readonly Need[] {
  return Array.from({ length: queues }, (_, n) =>
    sampleNeed({
      queue: queue(`queue${n}`),
      needs: { skills: rare ? { rare: 3 } : { [`skill${(n * 3) % 13}`]: 2 } },
      now: 2_000_000,
    }),
  )
}

function ruleSet(condition: (n: number) => string): PreparedRules {
  const set = Array.from({ length: rules }, (_, n) => sampleRule(`rule ${n}`, condition(n), `queue${n % queues}`))
  return prepareRules({ queues: [], questions: [], rules: set })
}

const indexed = () => ruleSet((n) => `answers.topic == "topic${n}" && customer.count >= 0`)
const unindexed = () => ruleSet((n) => `customer.count > ${n + 1} && text.contains("word${n}")`)
const manyInputs = () =>
  Array.from({ length: 100 }, (_, n) => sampleInputs({ answers: { topic: `topic${(n * 9) % rules}` } }))

function placing(report: Report): void {
  const index = indexOf(agents)
  const common = needs(false)
  const inputs = manyInputs()
  const decision = (prepared: PreparedRules) => (n: number) => {
    placeConversation(prepared, inputs[n % inputs.length] as (typeof inputs)[number])
    chooseAgent(index, common[n % common.length] as Need)
  }
  const why = `${short(agents)} agents, ${short(rules)} rules`
  target(report, 'place and choose, rules indexed', microseconds(decision(indexed())), 100, why)
  target(report, 'place and choose, all rules evaluated', microseconds(decision(unindexed())), 1000, why)
}

/** What the program does for each decision: it places and chooses, and writes down why. */
function recording(report: Report): void {
  const [alike, unlike] = [indexOf(agents), indexOf(agents, unlikeAgent)]
  const [common, inputs] = [needs(false), manyInputs()]
  const record = { version: 1, event: 'queued' }
  const decision = (prepared: PreparedRules, index: AgentIndex) => (n: number) => {
    const need = common[n % common.length] as Need
    explainPlacement(prepared, inputs[n % inputs.length] as (typeof inputs)[number], record)
    if (chooseAgent(index, need).agent) explainChoice(index, need)
  }
  const show = (what: string, work: (n: number) => unknown) =>
    report.figure(`with both records, ${what}`, microseconds(work), 'microseconds')
  show('rules indexed', decision(indexed(), alike))
  show('all rules evaluated', decision(unindexed(), alike))
  show('rules indexed, no two agents alike', decision(indexed(), unlike))
}

/** The same at several sizes, with the exponent that fits: what matters is how the cost grows. */
function growing(report: Report): void {
  const indexes = sizes.map((size) => ({ size, index: indexOf(size) }))
  const [common, rare] = [needs(false), needs(true)]
  const kinds: readonly (readonly [string, (index: AgentIndex, n: number) => unknown])[] = [
    ['choose', (index, n) => chooseAgent(index, common[n % queues] as Need)],
    ['choose, a skill that one in a hundred has', (index, n) => chooseAgent(index, rare[n % queues] as Need)],
    ['the record of a choice', (index, n) => explainChoice(index, common[n % queues] as Need)],
  ]
  report.row(
    'agents',
    sizes.map((size) => short(size)),
  )
  for (const [what, work] of kinds) {
    const points = indexes.map(({ size, index }) => ({ size, cost: microseconds((n) => work(index, n)) }))
    report.row(
      `${what}, microseconds`,
      points.map(({ cost }) => short(cost)),
    )
    report.growth(
      what,
      points.filter(({ size }) => size >= fittedFrom),
    )
  }
}

function target(report: Report, what: string, value: number, limit: number, why: string): void {
  report.target({ what, value, unit: 'microseconds', limit, wanted: 'at most', why })
}

/** Of this thread, in microseconds: it does not count the time when others had the processor. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** Median over batches of the time of one call. */
function microseconds(work: (n: number) => unknown, batches = 15, batchMs = 20): number {
  const times: number[] = []
  let n = 0
  for (let batch = 0; batch <= batches; batch++) {
    const startedAt = performance.now()
    const before = processorTime()
    let calls = 0
    for (; performance.now() - startedAt < batchMs; calls++) work(n++)
    // The first one compiles.
    if (batch > 0) times.push((processorTime() - before) / calls)
  }
  return median(times)
}
