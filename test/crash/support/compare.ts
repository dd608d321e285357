import {
  type Break,
  type ConversationEvidence,
  type CustomerEvidence,
  mayLose,
  tokenIn,
  type WrittenLine,
} from './evidence.ts'

export interface Counts {
  /** Lines of customers that the database has. */
  readonly committed: number
  /** Lines whose sender was told that nobody got them. */
  readonly refused: number
  /** Lines that were lost in a break, told to both sides. */
  readonly inFlight: number
  /** Lines of agents that the customer got. */
  readonly delivered: number
  /** Lines of agents of which the room says that they were perhaps not delivered. */
  readonly reported: number
  readonly conversations: number
}

export interface Verdict {
  readonly counts: Counts
  /** Everything that must not be, in sentences. Empty: all is well. */
  readonly problems: readonly string[]
}

/** Compares what one customer and the agents wrote with what the other side got, line by line (I1, I2, I5). */
export function compare(customer: CustomerEvidence, allBreaks: readonly Break[]): Verdict {
  const breaks = allBreaks.filter(({ network = customer.network }) => network === customer.network)
  const towardsRoom = compareCustomerLines(customer, breaks)
  const towardsCustomer = compareAgentLines(customer)
  const problems = [
    ...towardsRoom.problems,
    ...towardsCustomer.problems,
    ...customer.conversations.flatMap((conversation) => [
      ...roomProblems(conversation),
      ...endProblems(conversation),
      ...gapNoticeProblems(conversation),
    ]),
    ...gapProblems(customer, breaks),
    ...idProblems(customer),
  ]
  const counts = { ...towardsRoom.counts, ...towardsCustomer.counts, conversations: customer.conversations.length }
  return { counts, problems: problems.map((problem) => `${customer.name}: ${problem}`) }
}

type Part<Names extends keyof Counts> = { readonly counts: Pick<Counts, Names>; readonly problems: readonly string[] }

function compareCustomerLines(
  customer: CustomerEvidence,
  breaks: readonly Break[],
): Part<'committed' | 'refused' | 'inFlight'> {
  const { lines, receivedIds, conversations } = customer
  const applied = conversations.flatMap((conversation) => conversation.applied)
  const isApplied = new Set(applied)
  const isIn = ({ text, remoteId = '' }: WrittenLine) => receivedIds.has(remoteId) || isApplied.has(text)
  const refused = lines.filter(({ answer }) => answer === 'refused')
  const committed = lines.filter(isIn).map(({ text }) => text)
  const inFlight = lines.filter((line) => line.answer !== 'refused' && !isIn(line))
  const problems = [
    ...refused.filter(({ text }) => isApplied.has(text)).map(({ text }) => `${text} was refused and yet came`),
    ...differences('the conversations have the lines', committed, applied),
    ...inFlight.flatMap((line) => inFlightProblems(line, customer, breaks)),
  ]
  return { counts: { committed: committed.length, refused: refused.length, inFlight: inFlight.length }, problems }
}

/** A broken connection is noticed a moment after it broke, and gaps are told in whole seconds. */
const noticedMs = 1000

/** A line may be lost in a break only, and then the conversation that was open says for how long we were away. */
function inFlightProblems(line: WrittenLine, customer: CustomerEvidence, breaks: readonly Break[]): readonly string[] {
  const { text, at, answer } = line
  if (!mayLose[customer.network].includes(answer))
    return [`${text} was lost, and ${customer.network} loses no such line`]
  if (!breaks.some(({ from, to }) => at >= from && at <= to)) return [`${text} was lost though nothing happened then`]
  const open = customer.conversations.find(
    ({ openedAt, closedAt = Number.POSITIVE_INFINITY }) => openedAt < at && closedAt > at,
  )
  if (!open) return []
  const isTold = open.gaps.some((gap) => gap.at >= at && gap.at - gap.ms - noticedMs <= at)
  return isTold ? [] : [`${text} was lost, and conversation ${open.id} does not know of a gap that covers it`]
}

function compareAgentLines({ conversations, heard }: CustomerEvidence): Part<'delivered' | 'reported'> {
  const said = conversations.flatMap((conversation) => agentLines(conversation))
  const got = heard.flatMap(({ text }) => tokenIn(text) ?? [])
  const isGot = new Set(got)
  const missing = said.filter((token) => !isGot.has(token))
  const reported = missing.filter((token) => conversations.some((conversation) => isReported(conversation, token)))
  const problems = [
    ...missing.filter((token) => !reported.includes(token)).map((token) => `${token} never came, and nobody was told`),
    ...differences(
      'the customer got the lines',
      said.filter((token) => isGot.has(token)),
      got,
    ),
  ]
  return { counts: { delivered: isGot.size, reported: reported.length }, problems }
}

function agentLines({ messages }: ConversationEvidence): readonly string[] {
  return messages.flatMap(({ from, body }) => (from === 'agent' && !body.startsWith('!') ? (tokenIn(body) ?? []) : []))
}

function isReported({ messages }: ConversationEvidence, token: string): boolean {
  return messages.some(
    ({ from, body }) =>
      from === 'bot' &&
      /^(Not delivered|This message may not have been delivered) \(/.test(body) &&
      tokenIn(body) === token,
  )
}

/** The room has what was applied, once and in order, and no message of ours twice. */
function roomProblems({ id, applied, messages }: ConversationEvidence): readonly string[] {
  const posted = messages.filter(({ from }) => from === 'customer').map(({ body }) => body)
  const keys = messages.flatMap(({ key }) => key ?? [])
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
  return [
    ...differences(`the room of conversation ${id} has the lines`, applied, posted),
    ...twice.map((key) => `the room of conversation ${id} has the message ${key} twice`),
  ]
}

function endProblems({ id, status, offers, transfers, invitations }: ConversationEvidence): readonly string[] {
  const accepted = offers.filter((offer) => offer.status === 'over' || offer.status === 'accepted').length
  return [
    ...(status === 'closed' ? [] : [`conversation ${id} is still ${status}`]),
    ...(accepted === 1 + transfers
      ? []
      : [`conversation ${id} was accepted ${accepted} times after ${transfers} transfers`]),
    ...(invitations.length <= offers.length
      ? []
      : [`conversation ${id}: ${invitations.length} invitations for ${offers.length} offers`]),
  ]
}

/** Where lines may be lost, both sides know when; where none is, nobody is asked to write again. */
function gapProblems(customer: CustomerEvidence, breaks: readonly Break[]): readonly string[] {
  const { network, conversations } = customer
  if (mayLose[network].length > 0)
    return [...conversations.flatMap((one) => unnoticedProblems(one, breaks)), ...gapLineProblems(customer)]
  const told = conversations.filter(({ gaps }) => gaps.length > 0)
  return told.map(({ id }) => `conversation ${id} was told of a gap, and ${network} keeps everything`)
}

/** So long after the process or the server runs again the gap must be known, on a slow machine too. */
const knownAfterMs = 4000

/** Every conversation that was open over the end of a process, or of the server of its network, knows of it. */
function unnoticedProblems(conversation: ConversationEvidence, breaks: readonly Break[]): readonly string[] {
  const { id, openedAt, closedAt = Number.POSITIVE_INFINITY, gaps } = conversation
  const over = breaks.filter(
    ({ from, backAt }) => backAt !== undefined && openedAt < from && closedAt > backAt + knownAfterMs,
  )
  const unknown = over.filter(({ from, to }) => !gaps.some(({ at, ms }) => at > from && at - ms - noticedMs <= to))
  return unknown.map(({ what }) => `conversation ${id} does not know that we were away at ${what}`)
}

const agentGap = /^I was away from /

/** Agents see every gap, once there is a room to see it in. */
function gapNoticeProblems({ id, gaps, messages }: ConversationEvidence): readonly string[] {
  const shown = messages.filter(({ from, body }) => from === 'bot' && agentGap.test(body)).length
  const wanted = gaps.filter(({ isInRoom }) => isInRoom).length
  return shown === wanted ? [] : [`the room of conversation ${id} shows ${shown} gaps, there were ${wanted}`]
}

const customerGap = /^I was away for /

/** A line of the bot may come twice after a crash. Who is out of sight is told nothing, and the agent knows that. */
function gapLineProblems({ conversations, heard }: CustomerEvidence): readonly string[] {
  const told = heard.filter(({ text }) => customerGap.test(text)).length
  const wanted = conversations.reduce((sum, { gaps, isAway }) => sum + (isAway ? 0 : gaps.length), 0)
  return told >= wanted ? [] : [`there were ${wanted} gaps, and the customer was told of ${told}`]
}

/** A program drops what comes under an id that it knows: no id may stand for two texts. */
function idProblems({ heard }: CustomerEvidence): readonly string[] {
  const texts = new Map(heard.toReversed().map(({ id, text }) => [id, text]))
  const lost = heard.filter(({ id, text }) => id !== undefined && texts.get(id) !== text)
  return lost.map(({ id, text }) => `"${text}" and "${texts.get(id)}" came under one id, ${id}`)
}

/** In words how a list differs from the wanted one: what is missing, strange, doubled or out of order. */
function differences(what: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  const missing = wanted.filter((text) => !found.includes(text))
  const strange = found.filter((text) => !wanted.includes(text))
  const twice = found.filter((text, index) => found.indexOf(text) !== index)
  const isSorted = wanted.filter((text) => found.includes(text)).every((text, index) => found[index] === text)
  return [
    ...missing.map((text) => `${what}, but not ${text}`),
    ...strange.map((text) => `${what}, and ${text}, which does not belong there`),
    ...twice.map((text) => `${what}, and ${text} twice`),
    ...(missing.length + strange.length + twice.length === 0 && !isSorted
      ? [`${what}, in another order: ${found.join(' ')} instead of ${wanted.join(' ')}`]
      : []),
  ]
}

export function addUp(all: readonly Counts[]): Counts {
  const total = (name: keyof Counts) => all.reduce((sum, counts) => sum + counts[name], 0)
  return {
    committed: total('committed'),
    refused: total('refused'),
    inFlight: total('inFlight'),
    delivered: total('delivered'),
    reported: total('reported'),
    conversations: total('conversations'),
  }
}

export function countsInWords(counts: Counts): string {
  return (
    `${counts.conversations} conversations; customers: ${counts.committed} committed, ${counts.refused} refused, ` +
    `${counts.inFlight} in flight; agents: ${counts.delivered} delivered, ${counts.reported} reported as uncertain`
  )
}
