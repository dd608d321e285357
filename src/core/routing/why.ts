import type { Conversation, Needs } from '../conversation/state.ts'
import type { AgentId } from '../ids.ts'
import { shortDuration } from '../text/duration.ts'
import { oneLine } from '../text/one-line.ts'
import type { ChoiceRecord, PlacementRecord } from './decision-record.ts'
import type { Release } from './releases.ts'
import { type CandidateWords, describeCandidates } from './why-candidates.ts'
import { describeReleases } from './why-releases.ts'
import { describeTried } from './why-rules.ts'
import { list, networkWord, type TimeFormat, utcTime } from './why-words.ts'

/** One offer of this conversation, as the history keeps it. `outcome` is absent while it is pending. */
export interface PastOffer {
  readonly agentName: string
  readonly at: number
  readonly outcome?: string
  readonly endedAt?: number
}

/** What `why` is told of a conversation. */
export interface WhyInputs {
  readonly conversation: Conversation
  readonly placement?: PlacementRecord
  readonly choice?: ChoiceRecord
  /** Oldest first. */
  readonly offers: readonly PastOffer[]
  readonly now: number
  /** HH:MM:SS in UTC when absent. */
  readonly time?: TimeFormat
}

/** What `why` is told besides of a conversation that waits. */
export interface WaitingInputs extends WhyInputs {
  /** From 1; absent when not known. */
  readonly position?: number
  readonly releases: readonly Release[]
}

const mostOffers = 6
const indent = '        '

/** Why a conversation is where it is: rules, queue, candidates and offers, in lines that fit a chat window. */
export function whyRouted(inputs: WhyInputs): string {
  const { conversation, placement, choice, offers, time = utcTime } = inputs
  const accepted = 'acceptedAt' in conversation ? conversation : undefined
  const went = accepted
    ? ` went to ${oneLine(accepted.agentName)} at ${time(accepted.acceptedAt)}`
    : ` is ${conversation.status}`
  const by = placement ? ` by rule set ${placement.ruleSetVersion}` : ''
  const lines = [
    `${nameOf(conversation)}${went}${by}.`,
    ...(placement ? [row('Rules', describeTried(placement))] : []),
    ...(choice ? queueRows(choice, time) : []),
    ...(offers.length > 0 ? [row('Offer', describeOffers(offers, time))] : []),
  ]
  return lines.join('\n')
}

/** Why a conversation still waits, who could not take it and why, and which single change would release it. */
export function whyWaiting(inputs: WaitingInputs): string {
  const { conversation, placement, choice, offers, time = utcTime } = inputs
  const waiting = 'placement' in conversation ? conversation.placement : undefined
  const lines = [
    `${nameOf(conversation)} ${waitedWords(inputs)}`,
    ...(placement ? [cameBy(placement)] : []),
    [needsWords(waiting?.needs), choice ? nobodyWords(choice, describeCandidates(choice, time)) : ''].join(''),
    ...(offers.length > 0 ? [`Offers so far: ${describeOffers(offers, time)}`] : []),
    releaseWords(inputs, time),
  ]
  return lines.filter((line) => line !== '').join('\n')
}

function nameOf({ id, customer, networkType, network }: Conversation): string {
  return `Conversation ${id} (${oneLine(customer.name, 60)}, ${networkWord(networkType)} ${network})`
}

function row(title: string, text: string): string {
  return title.padEnd(indent.length) + text
}

function queueRows(choice: ChoiceRecord, time: TimeFormat): readonly string[] {
  const words = describeCandidates(choice, time)
  const people = words.serving === 1 ? '1 agent' : `${words.serving} agents`
  const first = row('Queue', `${choice.queue}: ${people}. ${words.unable}`.trim())
  if (words.able === '') return [first]
  const winner = nameIn(choice, choice.winner)
  const again = choice.secondRound ? ' asked again, because everyone able had refused' : ' could'
  return [first, `${indent}${words.ableNames}${again}; ${choice.tieBreak}: ${words.able}. → ${winner}`]
}

function nameIn(choice: ChoiceRecord, agent: AgentId | undefined): string {
  return choice.candidates.find((candidate) => candidate.agent === agent)?.name ?? agent ?? 'nobody'
}

/** The last few; those before are counted. */
function describeOffers(offers: readonly PastOffer[], time: TimeFormat): string {
  const last = offers.slice(-mostOffers)
  const words = last.map(({ agentName, at, outcome, endedAt }) => {
    const end = endedAt === undefined ? '' : ` ${time(endedAt)}`
    return `${oneLine(agentName)}, sent ${time(at)}, ${outcome?.replaceAll('-', ' ') ?? 'not answered yet'}${outcome === undefined ? '' : end}`
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

function cameBy({ matched, ruleSetVersion }: PlacementRecord): string {
  const rule = matched ? `rule ${matched.index} "${matched.name}"` : 'the default'
  return `It came there by ${rule} of rule set ${ruleSetVersion}.`
}

function needsWords(needs: Needs | undefined): string {
  const skills = Object.entries(needs?.skills ?? {}).map(([skill, level]) => `skill ${skill} ${level}`)
  const features = (needs?.features ?? []).map((feature) => `feature ${feature}`)
  const all = [...skills, ...features]
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
