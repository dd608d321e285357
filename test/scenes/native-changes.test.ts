import assert from 'node:assert/strict'
import { xml } from '@xmpp/client'
import type { SeenEvent } from '../support/agent-client.ts'
import type { SeenMessage } from '../support/network-rig.ts'
import { stage } from '../support/scenes.ts'
import type { Talk } from '../support/talk.ts'
import { waitFor } from '../support/wait-for.ts'
import type { World } from '../support/world.ts'
import { answersOf } from '../support/xmpp-rig.ts'
import { XmppTalk } from '../support/xmpp-talk.ts'

/** Each scene has its own customer, agent and queue. */
const setUp = [
  ...['anna', 'berta', 'carla', 'dora', 'ella', 'doris'].flatMap((name) => [
    `queue add of-${name} title "the desk for ${name}"`,
    `rule add ${name} when customer.name == "${name}" then queue of-${name}`,
  ]),
  'rule default queue of-anna',
]
/** A program with all the extensions says so when it is asked. */
const features = ['message-correct:0', 'message-retract:1', 'reactions:0', 'reply:0', 'receipts', 'chat-markers:0']
const identity = xml('identity', { category: 'client', type: 'pc', name: 'Gajim' })
const info = xml(
  'query',
  { xmlns: 'http://jabber.org/protocol/disco#info' },
  identity,
  xml('feature', { var: 'http://jabber.org/protocol/chatstates' }),
  ...features.map((feature) => xml('feature', { var: `urn:xmpp:${feature}` })),
)
const gajim = {
  answers: { ...answersOf('Gajim', '1.8.4', 'Debian 12'), 'http://jabber.org/protocol/disco#info': info },
}

interface Met {
  readonly anna: XmppTalk
  readonly room: Talk
  /** The event in the room for what she wrote first. */
  readonly line: SeenEvent
}

async function meet(world: World, name: string, agent: string): Promise<Met> {
  const xena = await world.readyAgent(agent, `queues of-${name}`)
  const client = await world.onXmpp(name, gajim)
  const contact = world.places.jid('people')
  await client.befriends(contact)
  const anna = new XmppTalk(() => client, contact)
  anna.write('my invoice is wrong')
  const room = await xena.accepts(await xena.isOffered(name))
  const line = await room.reads('my invoice is wrong')
  await client.hears(contact, /is here now/)
  return { anna, room, line }
}

const relationOf = ({ content }: SeenEvent) => content['m.relates_to'] as Record<string, unknown> | undefined

/** The next event of the customer in the room that is about another one. */
function relates({ room }: Met, type: string, target: string): Promise<SeenEvent> {
  const isIt = (event: SeenEvent) =>
    event.room === room.room && event.type === type && relationOf(event)?.['event_id'] === target
  return room.client.waitFor(`${type} about ${target}`, () => room.client.events.find(isIt))
}

const sees = (anna: XmppTalk, what: string, fits: (shown: SeenMessage) => boolean) =>
  waitFor(what, () => anna.sees().find(fits), { timeoutMs: 40_000, detail: () => JSON.stringify(anna.sees(), null, 1) })

describe('what is done to messages, between XMPP and Matrix', () => {
  const { scene } = stage({ setUp, xmpp: true })

  scene('[P20] an agent changes, answers and reacts, and the customer sees it as that', async (world) => {
    const { anna, room, line } = await meet(world, 'anna', 'xena')
    const said = await room.says('one momnt')
    await sees(anna, 'the line', ({ text }) => text.endsWith('one momnt'))
    await room.edits(said, 'one moment')
    await sees(anna, 'the new text', ({ text }) => text.endsWith('one moment'))
    assert.equal(
      anna.sees().some(({ text }) => text.includes('momnt')),
      false,
    )
    const reaction = await room.client.sends(room.room, 'm.reaction', {
      'm.relates_to': { rel_type: 'm.annotation', event_id: line.id, key: '👍' },
    })
    await sees(anna, 'the reaction', ({ reactions }) => reactions.join() === '👍')
    await room.client.redacts(room.room, reaction)
    await waitFor('the end of it', () => anna.sees().every(({ reactions }) => reactions.length === 0))
    await room.sends({
      msgtype: 'm.text',
      body: 'this one?',
      'm.relates_to': { 'm.in_reply_to': { event_id: line.id } },
    })
    const answer = await sees(anna, 'the answer', ({ text }) => text.endsWith('this one?'))
    assert.equal(answer.answers, 'my invoice is wrong')
  })

  scene('[P20] a customer changes, answers, reacts and takes back, and the agent sees it as that', async (world) => {
    const met = await meet(world, 'berta', 'yara')
    const { anna, room, line } = met
    anna.edit('my invoice is wrong', 'my bill is wrong')
    const edit = await relates(met, 'm.room.message', line.id)
    assert.equal((edit.content['m.new_content'] as Record<string, unknown>)['body'], 'my bill is wrong')
    anna.react('my invoice is wrong', '🎉', false)
    assert.equal(relationOf(await relates(met, 'm.reaction', line.id))?.['key'], '🎉')
    const said = await room.says('which one?')
    const shown = await sees(anna, 'the question', ({ text }) => text.endsWith('which one?'))
    anna.reply('the one of march', shown.text)
    const answer = await room.reads('the one of march')
    assert.deepEqual(relationOf(answer), { 'm.in_reply_to': { event_id: said } })
    anna.redact('the one of march')
    const isGone = (event: SeenEvent) => event.type === 'm.room.redaction' && event.sender === answer.sender
    await room.client.waitFor('the redaction', () => room.client.events.find(isGone))
  })

  scene('[P20] what a customer takes back of their request is gone from the card too', async (world) => {
    const { anna, room } = await meet(world, 'dora', 'wilma')
    const isCard = ({ type, content }: SeenEvent) =>
      type === 'm.room.message' && content['im.switchboard.card'] === true
    const cards = () => room.client.events.filter((event) => event.room === room.room && isCard(event))
    const [first] = cards()
    assert.match(String(first?.content['body']), /Wrote +"my invoice is wrong"/)
    anna.redact('my invoice is wrong')
    const next = await room.client.waitFor('another card', () => cards()[1])
    assert.doesNotMatch(String(next.content['body']), /invoice/)
    const isGone = (event: SeenEvent) => event.type === 'm.room.redaction' && event.sender === first?.sender
    await room.client.waitFor('the end of the first', () => room.client.events.find(isGone))
  })

  scene('[I1] what was written long before it came goes to an agent once its writer is there', async (world) => {
    const vera = await world.readyAgent('vera', 'queues of-ella')
    const time = xml(
      'time',
      { xmlns: 'urn:xmpp:time' },
      xml('tzo', {}, '+05:30'),
      xml('utc', {}, '2026-06-03T10:00:00Z'),
    )
    const contact = world.places.jid('people')
    const client = await world.onXmpp('ella', { answers: { ...gajim.answers, 'urn:xmpp:time': time } })
    const stamp = new Date(Date.now() - 7_200_000)
    client.says(contact, 'my invoice is wrong', xml('delay', { xmlns: 'urn:xmpp:delay', stamp: stamp.toISOString() }))
    const there = new Date(stamp.getTime() + 19_800_000).toISOString().slice(11, 16)
    const told = await client.hears(contact, /came only now/)
    assert.match(told, new RegExp(`^Your message of (\\d+ \\w+, )?${there} came only now\\. Write anything`))
    const [waiting] = await world.rows<{ room_id: string | null }>('SELECT room_id FROM conversation WHERE wordless')
    assert.equal(waiting?.room_id, null)
    client.says(contact, 'yes?')
    const room = await vera.accepts(await vera.isOffered('ella'))
    const line = await room.reads('my invoice is wrong')
    assert.equal(line.at, stamp.getTime())
    await room.reads('yes?')
    await room.says('I see it')
    await client.hears(contact, /I see it/, 40_000)
  })

  scene('[P20] what a customer does to a line of the bot is told with its words', async (world) => {
    const { anna, room } = await meet(world, 'doris', 'willa')
    const bot = await sees(anna, 'the line of the bot', ({ text }) => /^Willa is here now/.test(text))
    anna.react(bot.text, '👍', false)
    await room.isTold(`doris reacted with 👍 to what I had written ("${bot.text}").`)
    anna.reply('hello Willa', bot.text)
    const { content } = await room.reads(/hello Willa$/)
    assert.equal(content['body'], `> ${world.places.jid('people').split('@')[0]}: ${bot.text}\n\nhello Willa`)
  })

  scene(
    '[P18] [P19] typing passes both ways, the agent sees what was read, and why tells since when the two talk',
    async (world) => {
      const { anna, room, line } = await meet(world, 'carla', 'zoe')
      anna.type(true)
      await room.client.waitFor('her typing', () => room.client.seesTyping(room.room))
      anna.type(false)
      await room.client.waitFor('the end of it', () => !room.client.seesTyping(room.room))
      await room.client.types(room.room, true)
      await waitFor('the agent typing', () => anna.seesTyping())
      await room.client.types(room.room, false)
      await waitFor('the end of it', () => !anna.seesTyping())
      assert.match(await room.asks('!why'), /\nTalk +nothing that Zoe wrote has reached carla yet\./)
      const said = await room.says('please read this')
      const shown = await sees(anna, 'the line', ({ text }) => text.endsWith('please read this'))
      anna.read(shown.text)
      await room.client.waitFor('the receipt', () => room.client.hasRead(room.room, line.sender) === said)
      assert.match(await room.asks('!why'), /\nTalk +the first line of Zoe reached carla at /)
    },
  )
})
