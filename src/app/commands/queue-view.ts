import { linesMessage, table } from '../../core/commands/tables.ts'
import { customerName, networkWords } from '../../core/conversation/describe-room.ts'
import type { QueueName } from '../../core/ids.ts'
import { presenceOfGroup } from '../../core/presence/group-presence.ts'
import { queuesWithin, queueTree } from '../../core/presence/queue-groups.ts'
import { type Agent, loadOf } from '../../core/routing/agent.ts'
import type { Queue } from '../../core/routing/rule-set.ts'
import { shortDuration } from '../../core/text/duration.ts'
import type { WaitingConversation } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'
import { reachableContacts } from '../other-contacts.ts'
import { availabilityWords, loadWords } from './agent-words.ts'
import type { Asked, CarryOutNamed } from './asked.ts'
import { networksOf, presenceRows } from './presence-words.ts'
import { describe } from './queue.ts'
import { agentsOf, showGroup, together } from './queue-group-view.ts'
import { beyondText } from './shared-words.ts'

const mostShown = 20

interface Queues {
  readonly published: readonly Queue[]
  /** In the draft and not published. */
  readonly drafted: readonly Queue[]
}

export const listQueues: CarryOutNamed<'queue list'> = async ({ app }) => {
  const { published, drafted } = await queuesOf(app)
  const agents = await app.store.agents()
  const counts = new Map((await app.store.waitingCounts()).map((count) => [count.queue, count]))
  const named = new Set([...published, ...drafted].map(({ name }) => name))
  const stray = [...counts.keys()].filter((name) => !named.has(name))
  if (named.size + stray.length === 0) return 'There are no queues yet. An admin adds them: queue add billing'
  const row = (label: string, names: readonly QueueName[], note: string) => {
    const { count, longestMs } = together(names.flatMap((name) => counts.get(name) ?? []))
    const own = agentsOf(agents, names).filter(({ availability }) => availability.state === 'ready')
    const free = own.filter((agent) => loadOf(agent) < agent.capacity)
    const longest = count > 0 ? shortDuration(longestMs) : '-'
    return [label, String(count), longest, String(own.length), String(free.length), note]
  }
  const all = [...published, ...drafted]
  const grouped = queueTree(all).map((line) => {
    if ('queue' in line) return row(line.queue.name, [line.queue.name], noteOn(line.queue, drafted))
    const inside = queuesWithin(all, line.group).map(({ name }) => name)
    return row(`${line.group}/`, inside, `${inside.length} ${inside.length === 1 ? 'queue' : 'queues'} together`)
  })
  const strays = stray.map((name) => row(name, [name], 'no such queue in the published rules'))
  return table([...grouped, ...strays], ['QUEUE', 'WAITING', 'LONGEST', 'READY', 'FREE', ''])
}

function noteOn(queue: Queue, drafted: readonly Queue[]): string {
  const notes = [queue.group && `in ${queue.group}`, drafted.includes(queue) && 'in the draft only']
  return notes.filter(Boolean).join(', ')
}

export const showQueue: CarryOutNamed<'queue show'> = async (asked, { queue: name }) => {
  const { app, at } = asked
  const { published, drafted } = await queuesOf(app)
  const all = [...published, ...drafted]
  const queue = all.find((one) => one.name === name)
  if (!queue) return showGroup(asked, name, all)
  const agents = agentsOf(await app.store.agents(), [queue.name])
  const waiting = await app.store.waiting([queue.name], mostShown + 1)
  const people = await Promise.all(waiting.slice(0, mostShown).map((one, index) => waitingRow(asked, one, index + 1)))
  return linesMessage(
    [`Queue ${describe(queue)}${drafted.includes(queue) ? ', in the draft only' : ''}`],
    [
      ...presenceRows(presenceOfGroup(agents, networksOf(app))),
      ...reachedBy(app, queue.name),
      [agents.length === 0 ? `Nobody works here yet: agent set … queues +${name}` : 'AGENTS'],
      ...agents.map((agent) => agentRow(agent, at)),
      [people.length === 0 ? 'Nobody waits.' : 'WAITING'],
      ...people,
    ],
    waiting.length > mostShown ? ['… and more'] : [],
  )
}

/** The contacts whose conversations may come here by the published rules, and what their networks carry. */
function reachedBy(app: App, queue: QueueName): readonly (readonly string[])[] {
  const contacts = reachableContacts(app).filter(({ queues }) => queues.includes(queue))
  const rows = contacts.map((one) => [one.contact, networkWords(one), `${beyondText(one.carried)}: ${one.link}`])
  return [[rows.length === 0 ? 'No contact leads here by the published rules.' : 'REACHED BY'], ...rows]
}

function agentRow(agent: Agent, now: number): readonly string[] {
  return [agent.name, availabilityWords(agent, now), loadWords(agent)]
}

async function waitingRow({ app, at }: Asked, one: WaitingConversation, place: number): Promise<readonly string[]> {
  const stored = await app.store.conversation(one.conversation)
  const who = stored ? `${customerName(stored.conversation)}, ${networkWords(stored.conversation)}` : ''
  const state = one.status === 'offered' ? 'being offered' : 'waiting'
  return [String(place), `conversation ${one.conversation}`, `${state} ${shortDuration(at - one.since)}`, who]
}

async function queuesOf(app: App): Promise<Queues> {
  const published = (await app.store.ruleSets.published()).rules.queues
  const names = new Set(published.map(({ name }) => name))
  const draft = await app.store.ruleSets.draft()
  return { published, drafted: draft?.rules.queues.filter(({ name }) => !names.has(name)) ?? [] }
}
