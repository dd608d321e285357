import type { Conversation } from '../core/conversation/state.ts'
import type { ConversationId, QueueName } from '../core/ids.ts'
import type { Agent } from '../core/routing/agent.ts'
import { firstFailedTest } from '../core/routing/agent-tests.ts'
import { needOf } from './need-of.ts'

type Queued = Extract<Conversation, { status: 'queued' }>
/** What finding an agent needs; the whole would be several kB for each. */
type Waiting = Pick<Queued, 'id' | 'network' | 'networkType' | 'placement' | 'refusals' | 'used'>

/** The conversations of this process' networks that wait for an agent, in the order they are served. */
export interface WaitingView {
  /** A conversation as it is now: remembered while it is queued, forgotten otherwise. */
  saw(conversation: Conversation): void
  /** Forgets all of a network whose lease was lost. */
  drop(network: string): void
  /** The first one this agent could take now. */
  firstFor(agent: Agent, now: number, except: ReadonlySet<ConversationId>): Waiting | undefined
  countIn(queue: string): number
  size(): number
}

export function createWaitingView(): WaitingView {
  const queues = new Map<QueueName, Waiting[]>()
  const places = new Map<ConversationId, Waiting>()
  const forget = (id: ConversationId): void => {
    const known = places.get(id)
    if (!known) return
    places.delete(id)
    const queue = queues.get(known.placement.queue)
    queue?.splice(placeOf(queue, known) - 1, 1)
  }
  const remember = ({ id, network, networkType, placement, refusals, used }: Queued): void => {
    const waiting = { id, network, networkType, placement, refusals, ...(used ? { used } : {}) }
    places.set(id, waiting)
    const queue = queues.get(placement.queue) ?? []
    queue.splice(placeOf(queue, waiting), 0, waiting)
    queues.set(placement.queue, queue)
  }
  return {
    saw: (conversation) => {
      forget(conversation.id)
      if (conversation.status === 'queued') remember(conversation)
    },
    drop: (network) => {
      for (const conversation of [...places.values()]) if (conversation.network === network) forget(conversation.id)
    },
    firstFor: (agent, now, except) =>
      firstOf(
        agent.queues.map((queue) => queues.get(queue) ?? []),
        agent,
        now,
        except,
      ),
    countIn: (queue) => queues.get(queue as QueueName)?.length ?? 0,
    size: () => places.size,
  }
}

function firstOf(
  queues: readonly (readonly Waiting[])[],
  agent: Agent,
  now: number,
  except: ReadonlySet<ConversationId>,
): Waiting | undefined {
  const heads = queues.map((queue) =>
    queue.find((one) => !except.has(one.id) && !firstFailedTest(agent, needOf(one, now))),
  )
  return heads.filter((head) => head !== undefined).sort(inOrder)[0]
}

/** Urgent first, then who waits longest, then by number. */
function inOrder(a: Waiting, b: Waiting): number {
  return b.placement.priority - a.placement.priority || a.placement.since - b.placement.since || a.id - b.id
}

/** Behind all that are served before it, and behind itself if it is there. */
function placeOf(queue: readonly Waiting[], conversation: Waiting): number {
  let low = 0
  let high = queue.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = queue[middle]
    if (other && inOrder(other, conversation) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
