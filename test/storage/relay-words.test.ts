import assert from 'node:assert/strict'
import type { AgentId } from '../../src/core/ids.ts'
import { adminRoom, ben, mira, root, stranger, useDesk } from './support/desk.ts'

const html = 'org.matrix.custom.html'

describe('what an agent says in a room', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  it('[I6] reaches the customer with people called as people call them', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const ghost = `@${desk.matrix.posted.find(({ by }) => by !== 'bot')?.by}:hs`
    const mentions = [
      { body: `${ghost}: hello` },
      { body: 'anna: hello', format: html, formatted_body: `<a href="https://matrix.to/#/${ghost}">anna</a>: hello` },
      { body: 'ask @ben:hs', 'm.mentions': { user_ids: [ben] } },
      {
        body: '[Ben](https://matrix.to/#/@ben:hs): look',
        format: html,
        formatted_body: `<a href="https://matrix.to/#/@ben:hs">Ben</a>: look`,
      },
    ]
    for (const content of mentions) await desk.says(mira, room, { msgtype: 'm.text', ...content })
    await desk.quiet()
    assert.deepEqual(desk.textsTo('anna').slice(-4), [
      '[mira] anna: hello',
      '[mira] anna: hello',
      '[mira] ask ben',
      '[mira] Ben: look',
    ])
  })

  it('as an answer has the quote, though no client writes one into the text', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna', 'my invoice is wrong')
    const key = desk.matrix.posted.find(({ message }) => message.text === 'my invoice is wrong')?.key
    await desk.says(mira, room, {
      msgtype: 'm.text',
      body: 'which one?',
      'm.relates_to': { 'm.in_reply_to': { event_id: `$${key}` } },
    })
    await desk.quiet()
    assert.equal(desk.textsTo('anna').at(-1), '> my invoice is wrong\n[mira] which one?')
  })

  it('[I6] quotes nothing that was said among us', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    await desk.asks(mira, room, '!note anna is rude')
    const key = desk.matrix.posted.findLast(({ by }) => by === 'bot')?.key
    await desk.says(mira, room, {
      msgtype: 'm.text',
      body: 'which one?',
      'm.relates_to': { 'm.in_reply_to': { event_id: `$${key}` } },
    })
    await desk.quiet()
    assert.equal(desk.textsTo('anna').at(-1), '[mira] which one?')
  })

  it('as a command may mention people as clients do', async () => {
    const desk = given()
    const formatted_body = '!agent add <a href="https://matrix.to/#/@ben:hs">Ben B</a> queues billing'
    await desk.says(root, adminRoom, {
      msgtype: 'm.text',
      body: '!agent add Ben B queues billing',
      format: html,
      formatted_body,
    })
    const markdown = '!agent show [Ben B](https://matrix.to/#/@ben:hs)'
    assert.match(await desk.asks(root, adminRoom, markdown), /ben/i)
    assert.match(await desk.admin('agent list'), /@?ben/i)
  })

  it('[I6] as a reaction is told the customer, unless it is about what was said among us or by somebody else', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna', 'my invoice is wrong')
    await desk.asks(mira, room, '!note anna is rude')
    const keyOf = (fits: (text: string) => boolean) =>
      desk.matrix.posted.findLast(({ message }) => fits(message.text))?.key
    const react = (sender: AgentId, to: string | undefined, key: string) => {
      const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: `$${to}`, key } }
      return desk.submit(room, { type: 'm.reaction', sender, content })
    }
    const line = keyOf((text) => text === 'my invoice is wrong')
    const before = desk.textsTo('anna').length
    await react(
      mira,
      keyOf((text) => text.startsWith('Noted')),
      '😀',
    )
    await react(stranger, line, '😈')
    await react(mira, line, '👍')
    await react(mira, line, '!close')
    await desk.quiet()
    assert.deepEqual(desk.textsTo('anna').slice(before), ['mira reacted with 👍 to "my invoice is wrong".'])
    assert.match(desk.matrix.posted.at(-1)?.message.text ?? '', /^Libera has no reactions: anna reads/)
  })

  it('as what no network carries is told its author once, and nobody else', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const posted = desk.matrix.posted.length
    const call = (sender: AgentId) => desk.submit(room, { type: 'm.call.invite', sender, content: { call_id: '1' } })
    for (const sender of [stranger, mira, mira]) await call(sender)
    await desk.quiet()
    const told = desk.matrix.posted.slice(posted).map(({ message }) => message.text)
    assert.deepEqual(told, ['Libera cannot carry calls: anna notices nothing of it. Say it in words if it matters.'])
  })

  it('as a poll is its question and numbered answers', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const poll = {
      question: { 'org.matrix.msc1767.text': 'Ask @ben:hs?' },
      answers: [{ 'org.matrix.msc1767.text': 'yes' }],
    }
    await desk.submit(room, {
      type: 'org.matrix.msc3381.poll.start',
      sender: mira,
      content: { 'org.matrix.msc3381.poll.start': poll },
    })
    await desk.quiet()
    assert.equal(desk.textsTo('anna').at(-1), '[mira] Ask ben?\n1 yes')
  })
})
