import type { ConversationId } from '../../core/ids.ts'
import type { Agent } from '../../core/routing/agent.ts'
import { firstFailedTest, unfitBecause } from '../../core/routing/agent-tests.ts'
import type { FailedTest } from '../../core/routing/decision-record.ts'
import { failureWords, utcTime } from '../../core/routing/why-words.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { needOf } from '../need-of.ts'
import { notAnAgent } from '../not-an-agent.ts'
import { take } from '../orders.ts'
import type { Act, Asked, CarryOutNamed } from './asked.ts'
import { apply, inRoom } from './conversation.ts'
import { forwardOrder } from './forward-order.ts'

const waitingLookedAt = 50
const longestReason = 200

export const acceptOffer: CarryOutNamed<'accept'> = async (asked) => takeHere(asked)

export const takeConversation: CarryOutNamed<'take'> = async (asked, { conversation }) => {
  if (conversation === undefined) return asked.conversation === undefined ? takeNext(asked) : takeHere(asked)
  if (conversation === asked.conversation) return takeHere(asked)
  return forwardOrder(asked, conversation as ConversationId, { type: 'take' })
}

export const declineOffer: CarryOutNamed<'decline'> = async (asked, { reason }) => {
  const why = reason === undefined ? {} : { reason: oneLine(reason, longestReason) }
  if (asked.conversation !== undefined) {
    return inRoom(asked, (session, working, person) =>
      apply(
        session,
        working,
        { type: 'agent-declined', at: asked.at, person, ...why },
        'Declined. It goes to somebody else.',
      ),
    )
  }
  const offered = await offersTo(asked)
  const [only, second] = offered
  if (only === undefined) return 'Nothing is offered to you at the moment.'
  if (second === undefined) return forwardOrder(asked, only, { type: 'decline', ...why })
  return declineOneOf(asked, offered, reason ?? '')
}

function takeHere(asked: Asked): Act {
  return inRoom(asked, (session, working, person) => take(session, working, person, asked.at, true))
}

/** The first of those who wait that this person could be offered. */
async function takeNext(asked: Asked) {
  const { app, person, at } = asked
  const agent = await app.store.agent(person)
  if (!agent) return notAnAgent(person)
  let unfit = ''
  for (const { conversation: id, status } of await app.store.waiting(agent.queues, waitingLookedAt)) {
    const stored = status === 'queued' ? await app.store.conversation(id) : undefined
    if (stored?.conversation.status !== 'queued') continue
    const need = needOf(stored.conversation, at)
    if (couldTake(agent, need)) return forwardOrder(asked, id, { type: 'take' })
    unfit ||= unfitWords(id, unfitBecause(agent, need))
  }
  const offered = await offersTo(asked)
  const open = offered.length === 0 ? '' : ` You are offered ${offered.join(', ')}: join the room to accept.`
  return `Nobody whom you could take waits in your queues.${open}${unfit} "queue list" shows all queues.`
}

/** Away and full are for `take` itself to answer. */
function couldTake(agent: Agent, need: ReturnType<typeof needOf>): boolean {
  const code = firstFailedTest(agent, need)?.code
  return code === undefined || code === 'away' || code === 'full'
}

/** Of one that is not for them, and that they may take all the same. */
function unfitWords(id: ConversationId, failed: FailedTest | undefined): string {
  return failed
    ? ` Conversation ${id} does, and is not for you (${failureWords(failed, utcTime)}): take ${id} takes it.`
    : ''
}

async function offersTo({ app, person }: Asked): Promise<readonly ConversationId[]> {
  const agent = await app.store.agent(person)
  return agent?.seats.filter(({ kind }) => kind === 'pending').map(({ conversation }) => conversation) ?? []
}

/** With several offers open the reason begins with the number of the one that is meant. */
async function declineOneOf(asked: Asked, offered: readonly ConversationId[], words: string) {
  const [, number, reason = ''] = /^#?(\d+)\s*(.*)$/s.exec(words) ?? []
  const meant = offered.find((id) => String(id) === number)
  if (meant === undefined) return `Which one? You are offered ${offered.join(', ')}. Say decline ${offered[0]}.`
  return forwardOrder(asked, meant, { type: 'decline', ...(reason ? { reason: oneLine(reason, longestReason) } : {}) })
}
