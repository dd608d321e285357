import assert from 'node:assert/strict'
import { greetsOn } from './support/come.ts'
import { adminRoom, mira, sam, useDesk } from './support/desk.ts'

describe('commands about contacts', () => {
  const given = useDesk()

  it('[P15] contact links prints what to publish for each contact, and the address of the bot', async () => {
    const answer = await given().admin('contact links')
    assert.match(answer, /support +Loopback Libera +loopback:support\n/)
    assert.match(answer, /this bot +Matrix +https:\/\/matrix\.to\/#\/%40switchboard%3Ahs$/)
  })

  it('contact list shows on what each contact greets and how it stands', async () => {
    const desk = given()
    await desk.withBilling()
    greetsOn(desk, 'message', 'subscribe')
    assert.match(
      await desk.admin('contact list'),
      /support +Loopback Libera +support +en +message, subscribe +Nobody is there/,
    )
    await desk.direct(mira, 'ready')
    assert.match(await desk.admin('contacts'), /1 of 1 agent free/)
  })

  it('contact show adds what is asked there, and knows a contact by id, address or network', async () => {
    const desk = given()
    await desk.admin('question add topic "What is it about?" choices billing, technical')
    await desk.admin('question add where "Where are you?" contact elsewhere')
    await desk.withBilling()
    for (const name of ['support', 'Support', 'libera/support']) {
      const answer = await desk.admin(`contact show ${name}`)
      assert.match(answer, /^support on Loopback Libera\nAddress +support\nLink +loopback:support/)
      assert.match(answer, /Asks +topic: What is it about\? 1 billing 2 technical$/)
    }
    assert.equal(
      await desk.admin('contact show suport'),
      'There is no contact suport. Did you mean support? Contacts: support',
    )
  })

  it('are for admins', async () => {
    assert.match(await given().asks(sam, adminRoom, '!contact links'), /admin/)
  })
})

describe('the history of a customer', () => {
  const given = useDesk()

  it('[F4] is shown to agents in the room: when, with whom, how it ended, and by which number to ask why', async () => {
    const desk = given()
    await desk.withBilling()
    const first = await desk.withConversation('anna', 'my invoice is wrong')
    assert.match(await desk.asks(mira, first.room, '!history'), /^anna has had no conversation before this one\.$/)
    await desk.asks(mira, first.room, '!close spam')
    const other = await desk.withConversation('ben', 'something else')
    await desk.asks(mira, other.room, '!close solved')
    const second = await desk.withConversation('anna', 'again')
    const answer = await desk.asks(mira, second.room, '!history')
    assert.match(answer, new RegExp(`\\n${first.id} +\\d+ \\w+ +billing +mira +spam +"my invoice is wrong"$`))
    assert.equal(answer.split('\n').length, 2)
    assert.deepEqual(
      desk.textsTo('anna').filter((text) => text.includes('spam')),
      [],
    )
  })
})
