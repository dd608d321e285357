import { table } from '../../core/commands/tables.ts'
import { calendarDay } from '../../core/text/calendar-day.ts'
import { oneLine, quoted } from '../../core/text/one-line.ts'
import type { EarlierConversation } from '../../ports/stored-chat.ts'
import type { CarryOutNamed } from './asked.ts'
import { noSuchConversation } from './forward-order.ts'

const mostShown = 10
const longestRequest = 80

/** What this customer had before, as agents may see it: with numbers for `why`, and codes. */
export const showPast: CarryOutNamed<'history'> = async ({ app, at, conversation: id }) => {
  const stored = id === undefined ? undefined : await app.store.conversation(id)
  if (!stored) return noSuchConversation(id ?? 0)
  const { network, chat, customer } = stored.conversation
  const all = await app.store.earlierConversations(network, chat, mostShown + 1)
  const earlier = all.filter(({ conversation }) => conversation.id !== id).slice(0, mostShown)
  const name = oneLine(customer.name, 40) || 'This customer'
  if (earlier.length === 0) return `${name} has had no conversation before this one.`
  const rows = earlier.map((one) => rowOf(one, at))
  return table(rows, ['', 'DAY', 'QUEUE', 'AGENT', 'ENDED', 'WROTE'])
}

function rowOf({ conversation, queue, agentName }: EarlierConversation, now: number): readonly string[] {
  const { id, openedAt, by, code, request } = conversation
  const ended = by === 'agent' ? code : `${code} (${by})`
  const wrote = request === '' ? '' : quoted(request, longestRequest)
  return [String(id), calendarDay('en', openedAt, now), queue ?? '', agentName ?? 'nobody', ended, wrote]
}
