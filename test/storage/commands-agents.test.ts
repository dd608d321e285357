import assert from 'node:assert/strict'
import type { ConversationId } from '../../src/core/ids.ts'
import { adminRoom, ben, directRoomOf, mallory, mira, root, sam, stranger, useDesk } from './support/desk.ts'

describe('commands for agents and their availability', () => {
  const given = useDesk()

  it('enter an agent with what was not said taken as usual, and change it with + and -', async () => {
    const desk = given()
    await desk.admin('queue add billing')
    desk.matrix.displayNames.set(mira, 'Mira')
    const added = await desk.admin('agent add @mira:hs queues billing')
    assert.match(added, /^Mira is an agent now: queues billing; networks all; up to 3 conversations\./)
    const changed = await desk.admin('agent set mira queues +technical skills +linux 2 capacity 4, irc 2')
    assert.match(
      changed,
      /^Changed\. Mira: queues billing, technical; skills linux 2; networks all; up to 4 conversations, 2 on irc/,
    )
    assert.match(changed, /There is no queue technical yet/)
    assert.match(
      await desk.admin('agent set mira queues -technical capacity irc none'),
      /queues billing; .*up to 4 conversations\./,
    )
    const before = await desk.store.agent(mira)
    assert.match(
      await desk.admin('agent set mira queues -nope'),
      /^Nothing changed: Mira does not have queue nope\. Mira: queues billing; skills linux 2; /,
    )
    assert.match(
      await desk.admin('agent set mira skills -linxu'),
      /^Nothing changed: Mira does not have skill linxu \(did you mean linux\?\)\. /,
    )
    assert.match(
      await desk.admin('agent set mira capacity 4'),
      /^Nothing changed: it is so already\. Mira: queues billing;/,
    )
    assert.deepEqual(await desk.store.agent(mira), before)
    assert.match(
      await desk.admin('agent set mira queues +technical -nope features -files'),
      /^Changed\. Mira: queues billing, technical; .* Mira does not have queue nope\. Mira has all features: to leave one out, name those that stay\./,
    )
    await desk.admin('agent set mira queues -technical')
    const agent = await desk.store.agent(mira)
    assert.deepEqual(
      [agent?.queues, agent?.skills, agent?.capacity, agent?.capacityPerNetwork],
      [['billing'], { linux: 2 }, 4, {}],
    )
    assert.match(await desk.admin('agent add @mira:hs'), /^Mira \(@mira:hs\) is an agent already/)
    assert.match(
      await desk.admin('agent show mira'),
      /^Mira, @mira:hs\nState +away \(not ready yet\).*\nNow +libera away\n.*0 of 4.*\nQueues +billing\nSkills +linux 2/,
    )
    assert.match(
      await desk.admin('agent set mira queues none'),
      / Without a queue Mira is offered nothing; "agent set mira queues billing" changes that\.$/,
    )
    await desk.admin('agent set mira queues billing')
    assert.match(await desk.admin('agent set mria capacity 1'), /^There is no agent "mria"\. Did you mean mira\?/)
    assert.match(await desk.admin('agent set nobody capacity 1'), /^There is no agent "nobody"\. Agents: mira$/)
    assert.match(await desk.admin('agent set mira capacity 4, xmpp 1'), / There is no network xmpp yet\./)
    await desk.admin('agent set mira capacity xmpp none')
    assert.match(await desk.admin('agent add @switchboard:hs'), /one of my own users/)
    assert.match(await desk.admin('agents'), /^AGENT .*\nMira +@mira:hs +away.* +0 of 4 +billing +libera away/)
  })

  it('are told of features that do not exist', async () => {
    const desk = given()
    await desk.admin('queue add billing', 'agent add @mira:hs queues billing')
    assert.match(
      await desk.admin('agent set mira features edits, fils'),
      /; features edits, fils; up to 3 conversations\. No feature is called fils\. Did you mean files\? Known: files, edits, .*longtext\.$/,
    )
  })

  it('are refused to people without the right, which is written down', async () => {
    const desk = given()
    assert.match(
      await desk.direct(mira, 'agent add @eve:elsewhere'),
      /^"agent add" is for admins, and you are an agent/,
    )
    assert.match(await desk.direct(sam, 'queue add billing'), /is for admins, and you are a supervisor/)
    assert.equal(await desk.store.agent(stranger), undefined)
    const audit = await desk.store.audit(10)
    assert.deepEqual(
      audit.map(({ who, room, command }) => [who, room, command]),
      [
        [sam, directRoomOf(sam), 'queue add billing'],
        [mira, directRoomOf(mira), 'agent add @eve:elsewhere'],
      ],
    )
    for (const { outcome } of audit) assert.match(outcome, /^refused: /)
    await desk.store.setDirectRoom(mallory, directRoomOf(mallory))
    assert.equal(await desk.direct(mallory, 'help'), '')
  })

  it('of admins are written down with what became of them', async () => {
    const desk = given()
    await desk.admin('queue add billing', 'queue add billing')
    const [second, first] = await desk.store.audit(10)
    assert.deepEqual([first?.who, first?.room, first?.command], [root, adminRoom, 'queue add billing'])
    assert.match(first?.outcome ?? '', /added to the draft/)
    assert.match(second?.outcome ?? '', /^Not added/)
  })

  it('let agents say that they are ready and away, and see how they stand', async () => {
    const desk = given()
    const howTo = 'You are not an agent here yet. An admin makes you one: agent add @ben:hs queues …'
    for (const command of ['ready', 'away', 'status', 'take']) assert.equal(await desk.direct(ben, command), howTo)
    await desk.withBilling()
    assert.match(await desk.direct(mira, 'ready'), /^You are ready: 0 of 3 conversations, queues billing\.$/)
    assert.match(await desk.direct(mira, '!ready'), /^You are ready already/)
    assert.match(
      await desk.direct(mira, 'status'),
      /^You are ready for \d+ s, as you said\. You have 0 of 3 conversations, queues billing\. Now: libera free\.$/,
    )
    assert.match(
      await desk.direct(mira, 'away lunch'),
      /^You are away \(lunch\); you are offered nothing until you say ready\.$/,
    )
    assert.match(
      await desk.direct(sam, 'status mira'),
      /^mira is away \(lunch\) for \d+ s, as they said\. They have 0 of 3 conversations/,
    )
    assert.match(await desk.direct(ben, 'status mira'), /for supervisors/)
    assert.equal((await desk.store.agent(mira))?.availability.state, 'away')
  })

  it('give a waiting conversation to an agent at once when they become ready', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.customerWrites('anna', 'hello')
    assert.equal(await desk.status(1 as ConversationId), 'queued')
    await desk.direct(mira, 'ready')
    assert.equal((await desk.invitation(0)).user, mira)
    await desk.quiet()
    assert.equal(await desk.status(1 as ConversationId), 'offered')
    assert.match(
      await desk.direct(mira, 'status'),
      /1 of 3 conversations.*\n1 +offered, waits for you +anna, Loopback Libera; both can use Loopback Libera with plain text, as far as is known$/,
    )
  })

  it('pass an open offer on when its agent goes away', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('agent add @ben:hs queues billing')
    await desk.direct(mira, 'ready')
    await desk.customerWrites('anna', 'hello')
    assert.equal((await desk.invitation(0)).user, mira)
    await desk.direct(ben, 'ready')
    await desk.direct(mira, 'away')
    assert.equal((await desk.invitation(1)).user, ben)
    assert.equal((await desk.store.agent(mira))?.seats.length, 0)
  })

  it('remove an agent, but nobody from a conversation', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('agent add @ben:hs queues billing')
    assert.match(await desk.admin('agent remove ben'), /^ben is no longer an agent\.$/)
    assert.equal(await desk.store.agent(ben), undefined)
    assert.equal(desk.app.agents.index.agents.has(ben), false)
    const { id, room } = await desk.withConversation('anna')
    const removed = await desk.admin('agent remove mira')
    assert.match(removed, new RegExp(`offered nothing any more\\. What mira has stays theirs: ${id}\\.`))
    await desk.customerWrites('tom', 'hello')
    assert.equal(await desk.status((id + 1) as ConversationId), 'queued')
    await desk.says(mira, room, { msgtype: 'm.text', body: 'still here' })
    await desk.quiet()
    assert(desk.textsTo('anna').includes('[mira] still here'))
    await desk.asks(mira, room, '!close solved')
    assert.match(await desk.admin('agent remove mira'), /^mira is no longer an agent\.$/)
    assert.equal(await desk.store.agent(mira), undefined)
  })

  it('show what works and what does not', async () => {
    const desk = given()
    const health = await desk.admin('health')
    assert.match(
      health,
      /^All is well\.\nok +database .*\nok +homeserver +hs reaches us in 1 ms\nok +libera +up .*\nok +conversations +none open/,
    )
    const lacking = { ...desk.network.health(), lacks: 'We are not signed in. Nothing to do.' }
    desk.network.health = () => lacking
    assert.match(
      await desk.admin('health'),
      /^1 of 4 needs a look:\n.*\nlook +libera +up .*: .* We are not signed in\. Nothing to do\.\n/s,
    )
    assert.match(await desk.admin('version'), /^Switchboard 1\.2\.3$/)
    assert.match(await desk.direct(mira, 'health'), /is for supervisors/)
  })
})
