import { linesMessage } from '../../core/commands/tables.ts'
import type { QueueName } from '../../core/ids.ts'
import { presenceOfGroup } from '../../core/presence/group-presence.ts'
import { allQueues, queueGroups, queuesWithin } from '../../core/presence/queue-groups.ts'
import type { Agent } from '../../core/routing/agent.ts'
import { noSuchQueue } from '../../core/routing/result-text.ts'
import type { Queue } from '../../core/routing/rule-set.ts'
import { shortDuration } from '../../core/text/duration.ts'
import type { Answer, Asked } from './asked.ts'
import { networksOf, presenceRows } from './presence-words.ts'

/** How many wait, and how long the first of them has, in ms. */
interface Waiting {
  readonly count: number
  readonly longestMs: number
}

/** A group of queues, or all of them: its presence, from the agents of its queues, and how each queue stands. */
export async function showGroup({ app }: Asked, group: string, all: readonly Queue[]): Promise<Answer> {
  const groups = queueGroups(all)
  const isAll = group === allQueues && all.length > 0
  if (!isAll && !groups.includes(group)) return noneSo(group, [...all.map(({ name }): string => name), ...groups])
  const inside = queuesWithin(all, group).map(({ name }) => name)
  const agents = await app.store.agents()
  const counts = (await app.store.waitingCounts()).filter(({ queue }) => inside.includes(queue))
  const networks = networksOf(app)
  const rows = inside.map((name) => [
    name,
    presenceOfGroup(agentsOf(agents, [name]), networks).state,
    waitingWords(counts.filter(({ queue }) => queue === name)),
  ])
  return linesMessage(
    [`${isAll ? 'All queues' : `Queues in ${group}`}: ${waitingWords(counts)}`],
    [...presenceRows(presenceOfGroup(agentsOf(agents, inside), networks)), ['QUEUES'], ...rows],
    [],
  )
}

/** Who works in any of these queues, each once. */
export function agentsOf(agents: readonly Agent[], queues: readonly QueueName[]): readonly Agent[] {
  return agents.filter((agent) => agent.queues.some((queue) => queues.includes(queue)))
}

/** How many wait in all of them, and how long the first of those has. */
export function together(counts: readonly Waiting[]): Waiting {
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    longestMs: Math.max(0, ...counts.map(({ longestMs }) => longestMs)),
  }
}

function waitingWords(counts: readonly Waiting[]): string {
  const { count, longestMs } = together(counts)
  if (count === 0) return 'nobody waits'
  return `${count} ${count === 1 ? 'waits' : 'wait'}, longest ${shortDuration(longestMs)}`
}

function noneSo(name: string, known: readonly string[]): string {
  return noSuchQueue(name, known).message.replace(/^t/, 'T')
}
