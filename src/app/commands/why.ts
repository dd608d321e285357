import type { Conversation } from '../../core/conversation/state.ts'
import type { ConversationId } from '../../core/ids.ts'
import { explainChoice } from '../../core/routing/explain-choice.ts'
import { findReleases } from '../../core/routing/releases.ts'
import { whyRouted, whyWaiting } from '../../core/routing/why.ts'
import type { PastOffer, WhyInputs } from '../../core/routing/why-inputs.ts'
import type { StoredOffer } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'
import { needOf } from '../need-of.ts'
import type { Asked, CarryOutNamed } from './asked.ts'
import { noSuchConversation } from './forward-order.ts'
import { localpartOf } from './named-agent.ts'
import { preformatted } from './preformatted.ts'

const decisionsRead = 50

/** What was decided is told as it was recorded; who could take a conversation that waits, as it is at this moment. */
export const explainWhy: CarryOutNamed<'why'> = async (asked, command) => {
  const { app } = asked
  const id = (command.conversation ?? asked.conversation) as ConversationId | undefined
  const stored = id === undefined ? undefined : await app.store.conversation(id)
  if (!stored) return noSuchConversation(id ?? 0)
  const { conversation } = stored
  const inputs = await inputsFor(asked, conversation)
  return preformatted(
    conversation.status === 'queued' ? await waitingText(app, conversation, inputs) : whyRouted(inputs),
  )
}

async function waitingText(
  app: App,
  conversation: Extract<Conversation, { status: 'queued' }>,
  inputs: WhyInputs,
): Promise<string> {
  const { index } = app.agents
  const need = needOf(conversation, inputs.now)
  const position = await app.store.positionOf(conversation.id)
  return whyWaiting({
    ...inputs,
    choice: explainChoice(index, need),
    releases: findReleases(index.agents.values(), need),
    ...(position === undefined ? {} : { position }),
  })
}

async function inputsFor({ app, at }: Asked, conversation: Conversation): Promise<WhyInputs> {
  const decisions = await app.store.decisionsOf(conversation.id, decisionsRead)
  const placement = decisions.find((decision) => decision.placement)?.placement
  const choice = decisions.find((decision) => decision.choice)?.choice
  const offers = [...(await app.store.offersOf(conversation.id))].sort((a, b) => a.at - b.at)
  return {
    conversation,
    now: at,
    offers: offers.map((offer) => pastOffer(app, offer)),
    ...(placement ? { placement } : {}),
    ...(choice ? { choice } : {}),
  }
}

function pastOffer(app: App, { agent, at, status, endedAt }: StoredOffer): PastOffer {
  const agentName = app.agents.index.agents.get(agent)?.name ?? localpartOf(agent)
  const outcome = status === 'over' ? 'accepted' : status
  return {
    agentName,
    at,
    ...(outcome === 'pending' ? {} : { outcome }),
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}
