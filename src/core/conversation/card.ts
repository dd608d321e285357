import type { AppProfile } from '../identification/app-profile.ts'
import { softwareOf } from '../identification/software.ts'
import type { Message, RichNode } from '../message/message.ts'
import { ordinal, shortDuration } from '../text/duration.ts'
import { oneLine, quoted } from '../text/one-line.ts'
import { customerName, networkTypeWord, timeWaited } from './describe-room.ts'
import { requestLines } from './request.ts'
import type { Beginning, Conversation, Offer } from './state.ts'

const linesShown = 3
const longestLine = 120
const longestReason = 240

const cameBy: Readonly<Record<Beginning, string>> = {
  subscribe: 'by adding this contact, before any word',
  home: 'by the start button, before any word',
  thread: 'by opening a thread, before any word',
  late: 'late: their first words lay somewhere on the way, then they wrote again',
}

interface Row {
  readonly label: string
  readonly text: string
}

/** The first message in a conversation's room: who writes, with what, what they were asked and said, and why it came here. */
export function cardOf(conversation: Conversation, now: number): Message {
  const heading = [whoWrites(conversation), history(conversation, now)].filter((part) => part !== undefined)
  const rows = [
    { label: 'Software', text: software(conversation) },
    { label: 'Came', text: conversation.occasion && cameBy[conversation.occasion] },
    { label: 'Asked', text: asked(conversation) },
    { label: 'Wrote', text: wrote(conversation) },
    { label: 'Here', text: because(conversation) },
    { label: 'Perhaps', text: perhaps(conversation) },
  ].filter((row): row is Row => row.text !== undefined)
  const plain = [heading.join('   '), ...rows.map(({ label, text }) => `${label.padEnd(10)} ${text}`)]
  return { kind: 'notice', text: plain.join('\n'), rich: richCard(heading, rows) }
}

function richCard([who = '', ...rest]: readonly string[], rows: readonly Row[]): readonly RichNode[] {
  const bold = (text: string): RichNode => ({ type: 'styled', style: 'bold', children: [{ type: 'text', text }] })
  const plain = (text: string): RichNode => ({ type: 'text', text })
  const head: readonly RichNode[] = [bold(who), ...rest.map((part) => plain(` · ${part}`))]
  const lines = rows.flatMap(({ label, text }): RichNode[] => [{ type: 'break' }, bold(label), plain(` ${text}`)])
  return [{ type: 'block', block: 'paragraph', children: [...head, ...lines] }]
}

function whoWrites(conversation: Conversation): string {
  const { customer, networkName, networkType } = conversation
  const name = `${customerName(conversation)} on ${networkTypeWord(networkType)} (${oneLine(networkName, 32)})`
  const account = customer.account
    ? `account ${oneLine(customer.account, 40)}`
    : `no account known, ${oneLine(customer.address, 80)}`
  return `${name}, ${account}`
}

function history({ returning }: Conversation, now: number): string | undefined {
  if (!returning || returning.count === 0) return undefined
  const { count, lastAgent, lastAt, lastOutcome } = returning
  const last = [
    lastAgent && `last with ${oneLine(lastAgent, 32)}`,
    lastAt !== undefined && `${shortDuration(now - lastAt)} ago`,
    lastOutcome && oneLine(lastOutcome, 32),
  ].filter((part): part is string => typeof part === 'string')
  return [`${ordinal(count + 1)} conversation`, ...last].join(', ')
}

function software({ profile, identified }: Conversation): string {
  const name = softwareOf(profile)
  const sure = (profile.application ?? profile.raw)?.confidence
  const known = name ? `${name} (${sure})` : identified ? 'unknown, it did not say' : 'not known yet'
  return [known, ...cannot(profile)].join('   ')
}

const lacks = [
  ['files', 'no files'],
  ['formatting', 'no formatting'],
  ['typing', 'no typing'],
] as const

/** Only what somebody said or showed: an absent fact is unknown, never "no". */
function cannot(profile: AppProfile): readonly string[] {
  const said = lacks.filter(([name]) => profile[name]?.value === 'no').map(([, text]) => text)
  return said.length > 0 ? [said.join(', ')] : []
}

function asked({ intake, answers }: Conversation): string | undefined {
  if (intake.questions.length === 0) return undefined
  const given = intake.questions.flatMap(({ name }) => {
    const answer = answers[name]
    return answer === undefined ? [] : [`${oneLine(name, 32)}: ${oneLine(answer, longestLine)}`]
  })
  return given.length > 0 ? given.join(' · ') : 'nothing answered'
}

function wrote(conversation: Conversation): string | undefined {
  const own = requestLines(conversation)
  if (own.length === 0) return undefined
  const shown = own.slice(0, linesShown).map((text) => quoted(text, longestLine))
  const more = own.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(' · ')
}

function because(conversation: Conversation): string | undefined {
  if (!('placement' in conversation)) return undefined
  const { because: why, queue } = conversation.placement
  return `because ${oneLine(why, longestReason)} → queue ${queue}.   !why for all of it`
}

function perhaps({ maybeSameAs }: Conversation): string | undefined {
  return maybeSameAs === undefined
    ? undefined
    : `the same person as conversation ${maybeSameAs}; nobody vouches for that`
}

/** What the invited agent reads with the invitation: who wants what, how long they have waited, how to take it. */
export function offerReason(conversation: Conversation, offer: Offer): string {
  const { networkName, networkType, openedAt } = conversation
  const queue = 'placement' in conversation ? ` for ${conversation.placement.queue}` : ''
  const who = `${customerName(conversation)} on ${networkTypeWord(networkType)} ${oneLine(networkName, 32)}${queue}`
  const how = offer.needsAccept ? 'Join and say !accept to take it.' : 'Join to take it, leave to decline.'
  const waited = timeWaited(offer.at - openedAt)
  return `${who}${waited === undefined ? '' : `, waiting ${waited}`}. ${how}`
}
