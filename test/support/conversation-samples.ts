import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import type { KeyedEffect } from '../../src/core/conversation/effect.ts'
import type {
  ConversationEvent,
  ConversationEventType,
  EventOf,
  Opening,
  Person,
} from '../../src/core/conversation/event.ts'
import { open } from '../../src/core/conversation/open.ts'
import type { Carries, Conversation, Offer, Placement, Status } from '../../src/core/conversation/state.ts'
import type {
  AgentId,
  ContactId,
  ConversationId,
  EffectKey,
  MatrixEventId,
  NetworkId,
  OfferId,
  QueueName,
  RemoteChatId,
  RemoteMessageId,
} from '../../src/core/ids.ts'

export const start = 1_000_000
export const mira: Person = { agent: '@mira:example.org' as AgentId, name: 'Mira' }
export const ben: Person = { agent: '@ben:example.org' as AgentId, name: 'Ben' }

/** Of a network that carries all of it. */
export const everything: Carries = {
  ...{ edit: 'native', redact: 'native', reply: 'native', reaction: 'native', choices: 'native', speaker: 'native' },
}

export function anOpening(changes: Partial<Opening> = {}): Opening {
  return {
    id: 7 as ConversationId,
    network: 'libera' as NetworkId,
    networkType: 'irc',
    networkName: 'Libera',
    contact: 'support' as ContactId,
    contactName: 'support',
    chat: 'mask:anna!anna@example.net' as RemoteChatId,
    customer: { name: 'anna', address: 'anna!anna@example.net' },
    language: 'en',
    profile: {},
    questions: [{ name: 'topic', text: 'What is it about?', choices: ['billing', 'technical'] }],
    agentNaming: 'name',
    organisation: 'the Example help desk',
    identificationTimeoutMs: 5000,
    intakeTimeoutMs: 120_000,
    quietTimeMs: 3000,
    positionIntervalMs: 60_000,
    quietTimeLongMs: 8000,
    ...changes,
  }
}

export function aPlacement(changes: Partial<Placement> = {}): Placement {
  return {
    queue: 'billing' as QueueName,
    priority: 0,
    needs: { skills: {}, features: [] },
    since: start,
    because: 'rule 1 "billing words"',
    offerTimeoutMs: 60_000,
    wrapUpMs: 30_000,
    ...changes,
  }
}

export function anOffer(person: Person, n = 1, changes: Partial<Offer> = {}): Offer {
  return { id: `7:${n}` as OfferId, agent: person.agent, agentName: person.name, at: start + 10_000, ...changes }
}

let remote = 0
export function wrote(text: string, at: number): EventOf<'customer-wrote'> {
  remote += 1
  return { type: 'customer-wrote', at, message: { kind: 'text', text }, remoteId: `m${remote}` as RemoteMessageId }
}

type Samples = { readonly [T in ConversationEventType]: EventOf<T> }

/** One event of each type, as it might reach a conversation that is offered to Mira or has her. */
export function eventSamples(at: number): Samples {
  return { ...customerSamples(at), ...agentSamples(at) }
}

function customerSamples(at: number) {
  return {
    opened: { type: 'opened', at, opening: anOpening() },
    'customer-wrote': wrote('hello?', at),
    'customer-edited': {
      ...{ type: 'customer-edited', at, target: 'm0' as RemoteMessageId, remoteId: 'e1' as RemoteMessageId },
      message: { kind: 'text', text: 'my bill is wrong' },
    },
    'customer-redacted': { type: 'customer-redacted', at, target: 'm0' as RemoteMessageId },
    'customer-reacted': {
      ...{ type: 'customer-reacted', at, target: 'm0' as RemoteMessageId, key: '🎉', removed: false },
    },
    'customer-chose': { type: 'customer-chose', at, question: 'topic', choice: 'technical' },
    'target-unknown': { type: 'target-unknown', at, what: 'edit' },
    'customer-left': { type: 'customer-left', at, reason: 'Quit: bye' },
    'customer-returned': { type: 'customer-returned', at, customer: anOpening().customer },
    'gap-noticed': { type: 'gap-noticed', at, ms: 7000 },
    'profile-learned': {
      type: 'profile-learned',
      at,
      facts: { application: { value: 'irssi', source: 'CTCP VERSION', observedAt: at, confidence: 'declared' } },
    },
    'agent-unfit': { type: 'agent-unfit', at, lacks: 'lacks files' },
    'identification-ended': { type: 'identification-ended', at },
    'answer-settled': { type: 'answer-settled', at },
    'intake-timed-out': { type: 'intake-timed-out', at },
    routed: { type: 'routed', at, placement: aPlacement() },
    offered: { type: 'offered', at, offer: anOffer(mira) },
    'nobody-free': { type: 'nobody-free', at, position: 3, waitMs: 540_000, reason: 'away: 2' },
    'position-came-due': { type: 'position-came-due', at, position: 2 },
    'offer-timed-out': { type: 'offer-timed-out', at, offer: anOffer(mira).id },
    'agent-invited': { type: 'agent-invited', at, agent: mira.agent },
    'invite-delivered': { type: 'invite-delivered', at, offer: anOffer(mira).id },
    'invite-failed': { type: 'invite-failed', at, offer: anOffer(mira).id, reason: '429' },
  } satisfies Partial<Samples>
}

function agentSamples(at: number) {
  return {
    'agent-joined': { type: 'agent-joined', at, person: mira, seated: true },
    'agent-took': { type: 'agent-took', at, person: ben, inRoom: true, offer: anOffer(ben, 2), seated: true },
    'agent-declined': { type: 'agent-declined', at, person: mira, reason: 'lunch' },
    'agent-left': { type: 'agent-left', at, agent: mira.agent, removedByUs: false },
    'agent-wrote': {
      type: 'agent-wrote',
      at,
      person: mira,
      message: { kind: 'text', text: 'hi' },
      eventId: '$1' as MatrixEventId,
    },
    'agent-edited': {
      type: 'agent-edited',
      at,
      person: mira,
      message: { kind: 'text', text: 'hi!' },
      eventId: '$1' as MatrixEventId,
    },
    'agent-redacted': { type: 'agent-redacted', at, person: mira, eventId: '$1' as MatrixEventId },
    'agent-reacted': {
      ...{ type: 'agent-reacted', at, person: mira, key: '👍' },
      answered: { author: 'anna', text: 'my invoice is wrong' },
      ...{ eventId: '$r1' as MatrixEventId, target: '$1' as MatrixEventId },
    },
    'not-carried': { type: 'not-carried', at, person: mira, what: 'calls' },
    'elsewhere-requested': { type: 'elsewhere-requested', at, person: mira },
    held: { type: 'held', at, person: mira },
    resumed: { type: 'resumed', at, person: mira, seated: true },
    transferred: {
      type: 'transferred',
      at,
      person: mira,
      placement: aPlacement({ queue: 'technical' as QueueName }),
      reason: 'about the router',
    },
    'close-requested': { type: 'close-requested', at, by: 'agent', person: mira, code: 'solved' },
    'wrap-up-ended': { type: 'wrap-up-ended', at },
    'line-delivered': { type: 'line-delivered', at, eventId: '$1' as MatrixEventId },
    'delivery-failed': {
      type: 'delivery-failed',
      at,
      key: '7:3:0' as EffectKey,
      certain: false,
      reason: 'the connection broke',
      excerpt: 'hi',
      from: 'agent',
    },
    'agent-available': { type: 'agent-available', at },
  } satisfies Partial<Samples>
}

/** A conversation and everything it ordered so far. */
export interface Played {
  readonly conversation: Conversation
  readonly effects: readonly KeyedEffect[]
}

export function opened(changes: Partial<Opening> = {}): Played {
  const decision = open(anOpening(changes), start)
  assert(decision.ok)
  return decision
}

/** Applies the events; each must be accepted. */
export function play(from: Played, ...events: readonly ConversationEvent[]): Played {
  return events.reduce<Played>((played, event) => {
    const decision = decide(played.conversation, event)
    assert(decision.ok, `${event.type} in ${played.conversation.status}: ${decision.ok ? '' : decision.rejection.text}`)
    return { conversation: decision.conversation, effects: [...played.effects, ...decision.effects] }
  }, from)
}

/** A conversation in each status, brought there by events as they happen. */
export function inStatus(status: Status): Played {
  const at = start + 5000
  const samples = eventSamples(at)
  const path: Record<Status, readonly ConversationEventType[]> = {
    identifying: [],
    intake: ['identification-ended'],
    queued: ['identification-ended', 'intake-timed-out', 'routed'],
    offered: ['identification-ended', 'intake-timed-out', 'routed', 'offered'],
    active: ['identification-ended', 'intake-timed-out', 'routed', 'offered', 'agent-joined', 'agent-wrote'],
    held: ['identification-ended', 'intake-timed-out', 'routed', 'offered', 'agent-joined', 'agent-wrote', 'held'],
    wrapping: [
      'identification-ended',
      'intake-timed-out',
      'routed',
      'offered',
      'agent-joined',
      'agent-wrote',
      'close-requested',
    ],
    closed: [
      'identification-ended',
      'intake-timed-out',
      'routed',
      'offered',
      'agent-joined',
      'agent-wrote',
      'close-requested',
      'wrap-up-ended',
    ],
  }
  return play(opened(), wrote('my invoice is wrong', start), ...path[status].map((type) => samples[type]))
}

export function effectTypes(effects: readonly KeyedEffect[]): readonly string[] {
  return effects.map(({ effect }) => effect.type)
}
