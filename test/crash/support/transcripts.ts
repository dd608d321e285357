import { type CustomerEvidence, tokenIn } from './evidence.ts'

const width = 54

/** Both sides of what one customer was part of: left the chat, right the room. */
export function sideBySide(customer: CustomerEvidence): string {
  const { name, network, lines, heard, conversations } = customer
  const chat = [
    ...lines.map(({ text, at, answer }) => `${clock(at)} ${text} ${answer}`),
    '--- what the customer heard',
    ...heard.map(({ text }) => tokenIn(text) ?? text),
  ]
  const rooms = conversations.flatMap(
    ({ id, status, openedAt, closedAt, applied, gaps, offers, comings, messages }) => [
      `=== conversation ${id} ${status}, ${clock(openedAt)} to ${closedAt === undefined ? '...' : clock(closedAt)}`,
      `log: ${applied.join(' ')}`,
      ...gaps.map(({ at, ms }) => `gap: ${clock(at)} for ${ms} ms`),
      `offers: ${offers.map(({ agent, status }) => `${agent.split(':')[0]} ${status}`).join(', ')}`,
      ...comings.map(({ at, text }) => `${clock(at)} ${text}`),
      ...messages.map(
        ({ from, sender, body, at, isTaken }) =>
          `${clock(at)} ${from === 'agent' ? sender.split(':')[0] : from}: ${body.split('\n')[0]}${isTaken === false ? ' (never taken in)' : ''}`,
      ),
    ],
  )
  const rows = Array.from({ length: Math.max(chat.length, rooms.length) }, (_, row) => {
    const left = (chat[row] ?? '').slice(0, width).padEnd(width)
    return `  ${left} | ${(rooms[row] ?? '').slice(0, 110)}`
  })
  return [`--- ${name} on ${network}`, ...rows].join('\n')
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(14, 23)
}
