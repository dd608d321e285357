import type { Conversation, Needs } from '../conversation/state.ts'
import type { AgentId } from '../ids.ts'
import { shortDuration } from '../text/duration.ts'
import { oneLine } from '../text/one-line.ts'
import type { ChoiceRecord } from './decision-record.ts'
import { type CandidateWords, describeCandidates } from './why-candidates.ts'
import type { PastOffer, WaitingInputs, WhyInputs } from './why-inputs.ts'
import { describeReleases } from './why-releases.ts'
import { describeTried } from './why-rules.ts'
import { nameOf, standingLines } from './why-standing.ts'
import { list, type TimeFormat, utcTime } from './why-words.ts'

const mostOffers = 6
const indent = '        '

/** Why a conversation is where it is: rules, queue, candidates and offers, in lines that fit a chat window. */
export function whyRouted(inputs: WhyInputs): string {
  const { conversation, placement, choice, offers, time = utcTime } = inputs
  const lines = [
    ...standingLines(inputs),
    ...(placement ? [row('Rules', describeTried(placement, conversation))] : []),
    ...transferRow(conversation),
    ...(choice ? queueRows(choice, time) : []),
    ...(offers.length > 0 ? [row('Offer', describeOffers(offers, time))] : []),
    ...talkRow(conversation, time),
  ]
  return lines.join('\n')
}

/** Why a conversation still waits, who could not take it and why, and which single change would release it. */
export function whyWaiting(inputs: WaitingInputs): string {
  const { conversation, choice, offers, time = utcTime } = inputs
  const waiting = 'placement' in conversation ? conversation.placement : undefined
  const lines = [
    `${nameOf(conversation)} ${waitedWords(inputs)}`,
    ...cameBy(inputs),
    [
      needsWords(waiting?.needs, conversation.used),
      choice ? nobodyWords(choice, describeCandidates(choice, time)) : '',
    ].join(''),
    ...(offers.length > 0 ? [`Offers so far: ${describeOffers(offers, time)}`] : []),
    releaseWords(inputs, time),
  ]
  return lines.filter((line) => line !== '').join('\n')
}

function row(title: string, text: string): string {
  return title.padEnd(indent.length) + text
}

/** An agent who has it and was not heard yet is nobody to the customer (P18). */
function talkRow(conversation: Conversation, time: TimeFormat): readonly string[] {
  if (conversation.status !== 'active' && conversation.status !== 'held') return []
  const { agentName, connectedAt } = conversation
  const [agent, customer] = [oneLine(agentName), oneLine(conversation.customer.name, 60)]
  const words =
    connectedAt === undefined
      ? `nothing that ${agent} wrote has reached ${customer} yet.`
      : `the first line of ${agent} reached ${customer} at ${time(connectedAt)}.`
  return [row('Talk', words)]
}

function transferRow(conversation: Conversation): readonly string[] {
  const transferred = transferOf(conversation)
  return transferred === undefined ? [] : [row('Then', `${transferred.because} → ${transferred.queue}`)]
}

/** What an agent did after the rules had placed it. */
function transferOf(conversation: Conversation): { readonly because: string; readonly queue: string } | undefined {
  if (!('placement' in conversation)) return undefined
  const { because, queue } = conversation.placement
  return because.startsWith('transferred ') ? { because: oneLine(because, 240), queue } : undefined
}

function queueRows(choice: ChoiceRecord, time: TimeFormat): readonly string[] {
  const words = describeCandidates(choice, time)
  const people = words.serving === 1 ? '1 agent' : `${words.serving} agents`
  const first = row('Queue', `${choice.queue}: ${people}. ${words.unable}`.trim())
  if (words.able === '') return [first]
  if (choice.counts['able'] === 1) {
    const again = choice.secondRound ? ', asked again because everyone able had refused' : ''
    return [first, `${indent}Only ${words.ableNames} could${again}.`]
  }
  const again = choice.secondRound ? ' asked again, because everyone able had refused' : ' could'
  return [
    first,
    `${indent}${words.ableNames}${again}; ${choice.tieBreak}: ${words.able}. → ${nameIn(choice, choice.winner)}`,
  ]
}

function nameIn(choice: ChoiceRecord, agent: AgentId | undefined): string {
  return choice.candidates.find((candidate) => candidate.agent === agent)?.name ?? agent ?? 'nobody'
}

/** The last few; those before are counted. */
function describeOffers(offers: readonly PastOffer[], time: TimeFormat): string {
  const last = offers.slice(-mostOffers)
  const words = last.map(({ agentName, at, outcome, endedAt }) => {
    const end = endedAt === undefined ? '' : ` ${time(endedAt)}`
    return `${oneLine(agentName)}, made ${time(at)}, ${outcome?.replaceAll('-', ' ') ?? 'not answered yet'}${outcome === undefined ? '' : end}`
  })
  const before = offers.length - last.length
  return `${before > 0 ? `${before} earlier · ` : ''}${words.join(' · ')}.`
}

function waitedWords({ conversation, position, now }: WaitingInputs): string {
  if (!('placement' in conversation)) return `is ${conversation.status}; it does not wait for an agent.`
  const { since, queue } = conversation.placement
  const place = position === undefined ? '' : `; it is ${position === 1 ? 'first' : `number ${position}`} in line`
  return `has waited ${shortDuration(now - since)} in ${queue}${place}.`
}

function cameBy({ conversation, placement }: WhyInputs): readonly string[] {
  const transferred = transferOf(conversation)
  if (transferred) return [`It was ${transferred.because}.`]
  if (!placement) return []
  const { matched, ruleSetVersion } = placement
  const rule = matched ? `rule ${matched.index} "${matched.name}"` : 'the default'
  return [`It came there by ${rule} of rule set ${ruleSetVersion}.`]
}

function needsWords(needs: Needs | undefined, used: Conversation['used'] = []): string {
  const skills = Object.entries(needs?.skills ?? {}).map(([skill, level]) => `skill ${skill} ${level}`)
  const asked = needs?.features ?? []
  const features = asked.map((feature) => `feature ${feature}`)
  const seen = used
    .filter((feature) => !asked.includes(feature))
    .map((feature) => `feature ${feature} (the customer used it)`)
  const all = [...skills, ...features, ...seen]
  return all.length === 0 ? '' : `Needs ${list(all)}. `
}

function nobodyWords({ queue, counts }: ChoiceRecord, { serving, unable, able }: CandidateWords): string {
  if (serving === 0) {
    const others = counts['other-queue'] ?? 0
    const elsewhere = others === 1 ? '; 1 agent serves other queues' : `; ${others} agents serve other queues`
    return `Nobody serves ${queue}${others > 0 ? elsewhere : ''}.`
  }
  const people = serving === 1 ? '1 agent serves' : `${serving} agents serve`
  return `${people} ${queue}. ${unable}${able === '' ? '' : ` ${able} could; an offer is on its way.`}`
}

function releaseWords({ choice, releases }: WaitingInputs, time: TimeFormat): string {
  const again = choice?.retryAt === undefined ? [] : [`at ${time(choice.retryAt)} those who refused are asked again`]
  const told = describeReleases(releases)
  if (told === '' && again.length === 0) return 'No single change would release it: everyone fails at least two tests.'
  return `Any one of these would release it: ${[told, ...again].filter((words) => words !== '').join(' · ')}.`
}
