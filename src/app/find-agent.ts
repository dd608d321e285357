import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Conversation, ConversationIn, Offer } from '../core/conversation/state.ts'
import { type AgentId, makeOfferId } from '../core/ids.ts'
import { type Choice, choose } from '../core/routing/choose.ts'
import { explainChoice } from '../core/routing/explain-choice.ts'
import type { Need } from '../core/routing/need.ts'
import { estimateWait } from './estimate-wait.ts'
import { needOf } from './need-of.ts'
import { takeSeat } from './seats.ts'
import { loadAgent, type Session } from './session.ts'

/** How many agents may turn out to be taken before we wait for news of them. */
const attemptsAllowed = 20

/**
 * Chooses an agent and takes a seat, or says why nobody can be had. What the database says of an agent corrects what we
 * remembered. However long ago what led to it happened, an offer is made now and has its time from now on.
 */
export async function findAgent(session: Session, conversation: Conversation): Promise<readonly ConversationEvent[]> {
  if (conversation.status !== 'queued') return []
  const at = session.app.clock.now()
  const need = needOf(conversation, at)
  const { index } = session.app.agents
  for (let attempt = 0; attempt < attemptsAllowed; attempt += 1) {
    const choice = choose(index, need)
    if (!choice.agent) return nobody(session, conversation, need, choice)
    const record = explainChoice(index, need)
    if (await takeSeat(session, conversation, choice.agent, 'offer', at)) {
      session.tx.addDecision({ conversation: conversation.id, at, choice: record })
      return [{ type: 'offered', at, offer: await makeOffer(session, conversation, choice.agent) }]
    }
    await correct(session, choice.agent)
  }
  return nobody(session, conversation, need, { secondRound: false, retryAt: at + 1000 })
}

/** Writes the offer down and answers it. */
export async function makeOffer(session: Session, conversation: Conversation, agent: AgentId): Promise<Offer> {
  const offer = await nextOffer(session, conversation, agent)
  writeOffer(session, conversation, offer)
  return offer
}

/** The next offer of this conversation, not written down yet. */
export async function nextOffer(session: Session, conversation: Conversation, agent: AgentId): Promise<Offer> {
  const at = session.app.clock.now()
  const id = makeOfferId(conversation.id, conversation.offerCount + 1)
  const known = (await loadAgent(session, agent)).agent
  return { id, agent, agentName: known?.name ?? agent, at, ...(known?.needsAccept ? { needsAccept: true } : {}) }
}

export function writeOffer(session: Session, conversation: Conversation, { id, agent, at }: Offer): void {
  session.tx.insertOffer({ id, conversation: conversation.id, agent, width: 1, at })
}

async function correct(session: Session, id: AgentId): Promise<void> {
  const { agent } = await loadAgent(session, id)
  if (agent) session.app.agents.saw(agent)
  else session.app.agents.forget(id)
}

async function nobody(
  session: Session,
  conversation: ConversationIn<'queued'>,
  need: Need,
  choice: Choice,
): Promise<readonly ConversationEvent[]> {
  const record = explainChoice(session.app.agents.index, need)
  session.tx.addDecision({ conversation: conversation.id, at: need.now, choice: record })
  const { position, waitMs } = await estimateWait(session, conversation)
  return [
    {
      type: 'nobody-free',
      at: need.now,
      position,
      reason: reasonOf(record.counts),
      ...(isSomebodyThere(record.counts) ? {} : { nobodyThere: true }),
      ...(waitMs === undefined ? {} : { waitMs }),
      ...(choice.retryAt === undefined ? {} : { retryAt: choice.retryAt }),
    },
  ]
}

/** Somebody who would take it, had they time, or had they not refused it. */
function isSomebodyThere({ able = 0, full = 0, refused = 0, ...counts }: Readonly<Record<string, number>>): boolean {
  return able + full + refused + (counts['full-on-network'] ?? 0) > 0
}

function reasonOf(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([test, count]) => `${test}: ${count}`)
  return parts.length > 0 ? `nobody can take it now (${parts.join(', ')})` : 'there are no agents'
}
