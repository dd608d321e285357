import assert from 'node:assert/strict'
import { compare } from './support/compare.ts'
import type { Break, ConversationEvidence, CustomerEvidence, Heard, RoomMessage } from './support/evidence.ts'

const start = 1_000_000
let rooms = 0
const nothing: readonly Break[] = []
const killed: readonly Break[] = [{ from: start + 150, to: start + 250, what: 'kill' }]

/** Every call makes keys of its own. */
function room(...lines: readonly (readonly [RoomMessage['from'], string])[]): readonly RoomMessage[] {
  const version = rooms++
  return lines.map(([from, body], index) => ({
    ...{ from, body, sender: from, at: start + index },
    key: from === 'agent' ? undefined : `1:${version}:${index}`,
  }))
}

function said(...texts: readonly string[]): readonly Heard[] {
  return texts.map((text) => ({ text }))
}

/** All is well: three lines of anna, the second one refused, one of mira. */
const conversation: ConversationEvidence = {
  ...{ id: 1, room: '!a', status: 'closed', openedAt: start, closedAt: start + 10_000 },
  ...{ applied: ['anna-1', 'anna-3'], gaps: [], transfers: 0, comings: [], isAway: false },
  offers: [{ agent: '@mira', status: 'over' }],
  invitations: ['@mira'],
  messages: room(
    ['bot', 'card'],
    ['customer', 'anna-1'],
    ['customer', 'anna-3'],
    ['agent', 'mira-1'],
    ['agent', '!close'],
  ),
}
const anna: CustomerEvidence = {
  ...{ name: 'anna', network: 'irc' },
  lines: [
    { text: 'anna-1', at: start + 100, answer: 'taken', remoteId: 'A' },
    { text: 'anna-2', at: start + 200, answer: 'refused' },
    { text: 'anna-3', at: start + 300, answer: 'taken', remoteId: 'C' },
  ],
  receivedIds: new Set(['A', 'C']),
  heard: said('Hello', '[Mira] mira-1'),
  conversations: [conversation],
}

function withConversation(
  change: Partial<ConversationEvidence>,
  rest: Partial<CustomerEvidence> = {},
): CustomerEvidence {
  return { ...anna, ...rest, conversations: [{ ...conversation, ...change }] }
}

function withoutLine(text: string, rest: Partial<CustomerEvidence>): CustomerEvidence {
  const left = (body: string) => body !== text
  const messages = conversation.messages.filter(({ body }) => left(body))
  return withConversation({ applied: conversation.applied.filter(left), messages }, rest)
}

const problemsOf = (customer: CustomerEvidence, breaks = nothing) => compare(customer, breaks).problems
/** In flight: neither committed nor refused. */
const lost = anna.lines.map((line) => (line.text === 'anna-2' ? { ...line, answer: 'taken' as const } : line))
const gap = { at: start + 5000, ms: 4900, isInRoom: true }
const gapInRoom = room(['bot', 'I was away from Testnet for 1 second.'])

describe('the comparison of the crash suite', () => {
  it('finds nothing where all is well, and counts', () => {
    const { problems, counts } = compare(anna, nothing)
    assert.deepEqual(problems, [])
    assert.deepEqual(counts, { committed: 2, refused: 1, inFlight: 0, delivered: 1, reported: 0, conversations: 1 })
  })

  it('finds a line that is gone though nothing ended', () => {
    assert.match(
      problemsOf(withoutLine('anna-3', { receivedIds: new Set(['A']) })).join(),
      /anna-3 was lost though nothing happened/,
    )
  })

  it('finds a line that was taken in and never applied, also in a break', () => {
    const always = [{ from: start, to: start + 10_000, what: 'kill' }]
    assert.match(problemsOf(withoutLine('anna-3', {}), always).join(), /conversations have the lines, but not anna-3/)
  })

  it('finds a line that was applied and is not in the room, twice, or in another order', () => {
    const posted = (...bodies: readonly string[]) =>
      problemsOf(
        withConversation({ messages: room(...bodies.map((body) => ['customer', body] as const), ['agent', 'mira-1']) }),
      )
    assert.match(posted('anna-1').join(), /room of conversation 1 .*not anna-3/)
    assert.match(posted('anna-1', 'anna-1', 'anna-3').join(), /anna-1 twice/)
    assert.match(posted('anna-3', 'anna-1').join(), /another order/)
    assert.match(posted('anna-1', 'ben-3', 'anna-3').join(), /ben-3, which does not belong/)
  })

  it('finds a line that was refused and came all the same', () => {
    const applied = ['anna-1', 'anna-2', 'anna-3']
    assert.match(problemsOf(withConversation({ applied })).join(), /anna-2 was refused and yet came/)
  })

  it('lets a line be lost in a break only with a gap that covers it, told to both sides', () => {
    const told = [...said('I was away for 1 second. If you'), ...anna.heard]
    const good = withConversation(
      { gaps: [gap], messages: [...conversation.messages, ...gapInRoom] },
      { lines: lost, heard: told },
    )
    assert.deepEqual(problemsOf(good, killed), [])
    assert.equal(compare(good, killed).counts.inFlight, 1)
    assert.match(problemsOf(good).join(), /anna-2 was lost though nothing happened/)
    assert.match(problemsOf({ ...good, heard: anna.heard }, killed).join(), /customer was told of 0/)
    const short = [{ ...gap, ms: 3000 }]
    assert.match(
      problemsOf(withConversation({ gaps: short }, { lines: lost, heard: told }), killed).join(),
      /no.* gap that covers/,
    )
    assert.match(
      problemsOf(withConversation({ gaps: [gap] }, { lines: lost, heard: told }), killed).join(),
      /shows 0 gaps/,
    )
  })

  it('lets a break of one network excuse no loss on another', () => {
    const told = [...said('I was away for 1 second. If you'), ...anna.heard]
    const messages = [...conversation.messages, ...gapInRoom]
    const good = withConversation({ gaps: [gap], messages }, { lines: lost, heard: told })
    const server = (network: 'irc' | 'xmpp') => killed.map((one) => ({ ...one, network }))
    assert.deepEqual(problemsOf(good, server('irc')), [])
    assert.match(problemsOf(good, server('xmpp')).join(), /anna-2 was lost though nothing happened/)
  })

  it('finds a line that we confirmed and lost, in a break and told to both sides too', () => {
    const told = [...said('I was away for 1 second. If you'), ...anna.heard]
    const messages = [...conversation.messages, ...gapInRoom]
    const good = withConversation({ gaps: [gap], messages }, { lines: lost, heard: told })
    assert.match(
      problemsOf({ ...good, network: 'xmpp' }, killed).join(),
      /anna-2 was lost, and xmpp loses no such line/,
    )
    const lines = lost.map((line) => (line.text === 'anna-2' ? { ...line, answer: 'none' as const } : line))
    assert.deepEqual(problemsOf({ ...good, network: 'xmpp', lines }, killed), [])
  })

  it('lets Slack lose nothing, whatever happens, and ask for nothing again', () => {
    const nowhere: CustomerEvidence = { ...anna, network: 'slack', lines: lost }
    assert.match(problemsOf(nowhere, killed).join(), /anna-2 was lost, and slack loses no such line/)
    const lines = lost.map((line) => (line.text === 'anna-2' ? { ...line, answer: 'none' as const } : line))
    assert.match(problemsOf({ ...nowhere, lines }, killed).join(), /anna-2 was lost, and slack loses no such line/)
    const ended = [{ from: start + 5000, to: start + 5100, what: 'invite', backAt: start + 5900 }]
    assert.deepEqual(problemsOf({ ...anna, network: 'slack' }, ended), [])
    const told = withConversation({ gaps: [{ ...gap, isInRoom: false }] }, { network: 'slack' })
    assert.match(problemsOf(told, ended).join(), /conversation 1 was told of a gap, and slack keeps everything/)
  })

  it('finds a conversation that never heard of the end of a process', () => {
    const ended = [{ from: start + 5000, to: start + 5100, what: 'invite', backAt: start + 5900 }]
    assert.match(problemsOf(anna, ended).join(), /conversation 1 does not know that we were away at invite/)
    assert.deepEqual(problemsOf(withConversation({ closedAt: start + 6000 }), ended), [])
    const server = (network: 'irc' | 'xmpp') => ended.map((one) => ({ ...one, network }))
    assert.match(problemsOf(anna, server('irc')).join(), /does not know that we were away/)
    assert.deepEqual(problemsOf(anna, server('xmpp')), [])
    const noticed = withConversation({ gaps: [{ at: start + 6000, ms: 2000, isInRoom: false }] })
    assert.deepEqual(
      problemsOf({ ...noticed, heard: [...anna.heard, ...said('I was away for 2 seconds.')] }, ended),
      [],
    )
  })

  it('finds a line of an agent that never came, came twice, or in another order', () => {
    const heard = (...texts: readonly string[]) => problemsOf({ ...anna, heard: said(...texts) }).join()
    assert.match(heard('Hello'), /mira-1 never came, and nobody was told/)
    assert.match(heard('[Mira] mira-1', '[Mira] mira-1'), /mira-1 twice/)
    assert.match(heard('[Mira] mira-1', '[Mira] mira-2'), /mira-2, which does not belong/)
    const two = room(...conversation.messages.map(({ from, body }) => [from, body] as const), ['agent', 'mira-2'])
    const swapped = withConversation({ messages: two }, { heard: said('[Mira] mira-2', '[Mira] mira-1') })
    assert.match(problemsOf(swapped).join(), /another order/)
  })

  it('finds two texts under one id, of which a program shows one', () => {
    const heard = (...ids: readonly string[]) => anna.heard.map((one, index) => ({ ...one, id: ids[index] ?? '' }))
    assert.deepEqual(problemsOf({ ...anna, heard: heard('1:1:0', '1:2:0') }), [])
    assert.match(
      problemsOf({ ...anna, heard: heard('1:1:0', '1:1:0') }).join(),
      /"\[Mira\] mira-1" and "Hello" came under one id, 1:1:0/,
    )
  })

  it('counts a line of an agent that is reported as uncertain', () => {
    const report = room([
      'bot',
      'This message may not have been delivered ("[Mira] mira-1"): the connection broke. Send it again?',
    ])
    const messages = [...conversation.messages, ...report]
    const { problems, counts } = compare(withConversation({ messages }, { heard: said('Hello') }), nothing)
    assert.deepEqual(problems, [])
    assert.equal(counts.reported, 1)
  })

  it('finds a message of ours that is in the room twice under one key', () => {
    const messages = [...conversation.messages, ...conversation.messages.slice(0, 1)]
    assert.match(problemsOf(withConversation({ messages })).join(), /the message 1:\d+:0 twice/)
  })

  it('finds a conversation that did not end, was accepted twice, or had more invitations than offers', () => {
    const offers = [...conversation.offers, ...conversation.offers]
    assert.match(problemsOf(withConversation({ status: 'offered' })).join(), /is still offered/)
    assert.match(problemsOf(withConversation({ offers })).join(), /accepted 2 times after 0 transfers/)
    assert.match(problemsOf(withConversation({ offers: [] })).join(), /accepted 0 times/)
    assert.match(problemsOf(withConversation({ invitations: ['@mira', '@mira'] })).join(), /2 invitations for 1 offers/)
  })
})
