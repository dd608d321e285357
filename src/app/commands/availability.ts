import { reaches } from '../../core/commands/permissions.ts'
import { linesMessage } from '../../core/commands/tables.ts'
import { customerName, networkWords } from '../../core/conversation/describe-room.ts'
import { elsewhereOf } from '../../core/conversation/elsewhere.ts'
import type { AgentId } from '../../core/ids.ts'
import { type Agent, loadOf, type Seat } from '../../core/routing/agent.ts'
import { shortDuration } from '../../core/text/duration.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { runAgentEvent } from '../agent-step.ts'
import type { App } from '../deps.ts'
import { notAnAgent } from '../not-an-agent.ts'
import { loadAgent, type Session } from '../session.ts'
import { availabilitySentence, listWords, loadWords } from './agent-words.ts'
import type { Answer, Asked, CarryOutNamed } from './asked.ts'
import { namedAgent } from './named-agent.ts'
import { customerPresenceWords, networksOf, standingWords } from './presence-words.ts'
import { elsewhereWords, sharedWords } from './shared-words.ts'

const seatWords: Readonly<Record<Seat['kind'], string>> = {
  pending: 'offered, waits for you',
  active: 'active',
  held: 'on hold',
  wrapping: 'wrapping up',
}

export const sayReady: CarryOutNamed<'ready'> = async ({ person, at }) => {
  return async (session) => {
    const before = (await loadAgent(session, person)).agent?.availability
    if (await runAgentEvent(session, person, { type: 'said-ready', at, by: 'agent' })) return notAnAgent(person)
    const { agent } = await loadAgent(session, person)
    if (!agent) return notAnAgent(person)
    return `${before?.state === 'ready' ? 'You are ready already' : 'You are ready'}: ${standing(agent)}`
  }
}

export const sayAway: CarryOutNamed<'away'> = async ({ person, at }, { reason }) => {
  const why = reason === undefined ? {} : { reason: oneLine(reason, 120) }
  return async (session) => {
    if (await runAgentEvent(session, person, { type: 'said-away', at, by: 'agent', ...why })) return notAnAgent(person)
    return awayAnswer(session, person, why.reason)
  }
}

export const showStatus: CarryOutNamed<'status'> = async (asked, { agent: reference }) => {
  const { app, person, level } = asked
  if (reference === undefined) {
    const own = await app.store.agent(person)
    return own ? statusOf(asked, own) : notAnAgent(person)
  }
  const named = await namedAgent(app, reference)
  if (!named.ok) return named.problem
  if (named.agent.id !== person && !reaches(level, 'supervisor')) {
    return 'How others are doing is for supervisors; "agent list" shows who is ready.'
  }
  return statusOf(asked, named.agent)
}

function standing(agent: Agent): string {
  const { queues, networks, needsAccept } = agent
  const load = loadOf(agent)
  const room = `${loadWords(agent)} conversations, queues ${listWords(queues)}.`
  const hints = [
    queues.length === 0 && 'No queue is entered for you, so nothing can be offered; an admin changes that: agent set.',
    networks.length === 0 && 'No network is entered for you, so nothing can be offered.',
    load >= agent.capacity && 'You are at your limit: close or hold one to be offered another.',
    needsAccept && 'Joining a room is not enough for you: say !accept in it.',
  ]
  return [room, ...hints.filter((hint) => hint !== false)].join(' ')
}

async function awayAnswer(session: Session, person: AgentId, reason: string | undefined): Promise<Answer> {
  const { agent } = await loadAgent(session, person)
  const kept = agent?.seats.filter(({ kind }) => kind !== 'pending').map(({ conversation }) => conversation) ?? []
  const keep = kept.length === 0 ? '' : ` What you have stays yours: ${kept.join(', ')}.`
  return `You are away${reason === undefined ? '' : ` (${reason})`}; you are offered nothing until you say ready.${keep}`
}

async function statusOf({ app, person, at }: Asked, agent: Agent): Promise<Answer> {
  const isOwn = agent.id === person
  const [who, have] = isOwn ? ['You are', 'You have'] : [`${oneLine(agent.name, 40)} is`, 'They have']
  const seats = await Promise.all(agent.seats.map((seat) => seatRow(app, agent, seat)))
  const state = availabilitySentence(agent, at, isOwn ? 'you' : 'they')
  const head = `${who} ${state}. ${have} ${loadWords(agent)} conversations, queues ${listWords(agent.queues)}.`
  const now = `Now: ${standingWords(agent, networksOf(app))}.${offlineWords(agent, at)}`
  return linesMessage([`${head} ${now}`], seats, [])
}

/** What Matrix shows may soon count, or explain why it does not. */
function offlineWords({ availability, offlineSince }: Agent, now: number): string {
  if (offlineSince === undefined || availability.by === 'presence') return ''
  return ` Matrix has shown no device online for ${shortDuration(now - offlineSince)}.`
}

async function seatRow(app: App, agent: Agent, { conversation, kind }: Seat): Promise<readonly string[]> {
  const stored = await app.store.conversation(conversation)
  if (!stored) return [String(conversation), seatWords[kind]]
  const words = [
    `${customerName(stored.conversation)}, ${networkWords(stored.conversation)}`,
    customerPresenceWords(app, stored.conversation),
    `both can use ${sharedWords(app, stored.conversation, agent)}`,
    ...elsewhereOf(stored.conversation).map((other) => `reachable on ${elsewhereWords(other, agent)}`),
  ]
  return [String(conversation), seatWords[kind], words.filter((one) => one !== '').join('; ')]
}
