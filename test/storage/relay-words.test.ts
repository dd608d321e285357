import assert from 'node:assert/strict'
import { adminRoom, ben, mira, root, useDesk } from './support/desk.ts'

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
})
