import assert from 'node:assert/strict'
import { type Desk, mira, sam, useDesk } from './support/desk.ts'

const told =
  'You can also write to us on Loopback, which carries files, edits, replies to a single message and reactions too: loopback:people'
const fileEvent = { msgtype: 'm.image', body: 'a.png', url: 'mxc://hs/a' }

const toldTo = (desk: Desk, name: string) => desk.textsTo(name).filter((text) => text.includes('loopback:people'))

describe('[F12] what customer and agent have in common, and where they would have more', () => {
  const given = useDesk()
  beforeEach(async () => {
    given().alsoOn('work', 'Work', 'people')
    await given().withBilling()
  })

  it('stands in profile and status, with the link of the contact that leads to the same queue', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const shown = await desk.asks(mira, room, '!profile')
    assert.match(
      shown,
      /\nElsewhere +Loopback Work with files, edits, replies, reactions +loopback:people \(!elsewhere people tells anna\)\n/,
    )
    assert.match(shown, /\nYou can both use: Loopback Libera with plain text, as far as is known\.$/)
    assert.match(
      await desk.direct(mira, 'status'),
      /anna, .*; both can use Loopback Libera with plain text, as far as is known; reachable on Loopback Work with files, edits, replies, reactions$/m,
    )
  })

  it('is of what is entered for the agent', async () => {
    const desk = given()
    await desk.admin('agent set mira features files')
    const { room } = await desk.withConversation('anna')
    assert.match(await desk.asks(mira, room, '!profile'), /\nElsewhere +Loopback Work with files +loopback:people /)
    await desk.admin('agent set mira networks libera')
    assert.match(
      await desk.asks(mira, room, '!profile'),
      /\nElsewhere +Loopback Work with files, edits, replies, reactions, which is not entered for mira +loopback:people /,
    )
    await desk.admin('agent set mira networks work')
    assert.match(
      await desk.asks(mira, room, '!profile'),
      /\nYou can both use: nothing, because Loopback is not entered for mira\.$/,
    )
  })

  it('agent show and queue show tell it before anybody writes', async () => {
    const desk = given()
    const shown = await desk.admin('agent show mira')
    assert.match(shown, /\nCan use +Loopback Libera with formatting\n/)
    assert.match(shown, /\n +Loopback Work with files, edits, replies, reactions, formatting, typing$/)
    const queue = await desk.admin('queue show billing')
    assert.match(queue, /\nREACHED BY\n/)
    assert.match(queue, /\nsupport +Loopback Libera +formatting: loopback:support\n/)
    assert.match(
      queue,
      /\npeople +Loopback Work +files, edits, replies, reactions, formatting, typing: loopback:people\n/,
    )
    await desk.admin('queue add nowhere')
    assert.match(await desk.admin('queue show nowhere'), /\nNo contact leads here by the published rules\.\n/)
  })

  it('the customer has the link when the agent says so; others may not', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    assert.equal(
      await desk.asks(mira, room, '!elsewhere'),
      'anna was told that Loopback Work carries more (files, edits, replies, reactions): loopback:people. What they write there is a new conversation.',
    )
    assert.deepEqual(toldTo(desk, 'anna'), [told])
    assert.match(await desk.asks(mira, room, '!elsewhere billing'), /^billing is no contact that leads to billing/)
    await desk.asks(sam, room, '!elsewhere people')
    assert.deepEqual(toldTo(desk, 'anna'), [told, told])
  })

  it('the customer hears it once with a file that goes as a link', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    await desk.asks(mira, room, 'hello')
    assert.deepEqual(toldTo(desk, 'anna'), [])
    for (const _ of [1, 2]) await desk.says(mira, room, fileEvent)
    await desk.quiet()
    assert.deepEqual(toldTo(desk, 'anna'), [told])
  })

  it('is of the queue where the conversation is: after a transfer, of the other one', async () => {
    const desk = given()
    await desk.admin('queue add technical', 'rule add people when contact == "people" then queue technical')
    await desk.admin('rule publish "two queues"', 'agent set mira queues billing, technical')
    const { id, room } = await desk.withConversation('anna')
    assert.doesNotMatch(await desk.asks(mira, room, '!profile'), /Elsewhere/)
    assert.match(
      await desk.asks(mira, room, '!elsewhere'),
      /^None of our other contacts that lead to billing carries more/,
    )
    await desk.asks(mira, room, '!transfer technical it is the router')
    assert.match(await desk.asks(sam, room, `!profile ${id}`), /\nElsewhere +Loopback Work with files/)
  })
})
