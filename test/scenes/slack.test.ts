import assert from 'node:assert/strict'
import { shownText } from '../servers/slack/shown.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import type { Post } from '../servers/slack/workspace.ts'
import type { Agent } from '../support/agent.ts'
import type { SeenEvent } from '../support/agent-client.ts'
import { stage } from '../support/scenes.ts'
import type { Talk } from '../support/talk.ts'
import { waitFor } from '../support/wait-for.ts'

const people = ['clara', 'dora', 'elsa', 'fred'] as const
const setUp = [
  'question add plan "Which plan is it about?" choices small, large contact help',
  ...people.flatMap((name) => [
    `queue add of-${name} title "the desk for ${name}"`,
    `rule add ${name} when customer.name == "${name}" then queue of-${name}`,
  ]),
  'queue add lines',
  'rule default queue lines',
]

/** Waits for a message of ours that fits, as they see it now. */
function sees(customer: SlackCustomer, what: RegExp): Promise<Post> {
  const find = () => customer.posts.find((post) => post.isBot && what.test(shownText(post)))
  return waitFor(`${what}`, find, { timeoutMs: 40_000, detail: () => customer.heard().join('\n') })
}

async function chooses(customer: SlackCustomer, plan: string): Promise<void> {
  customer.press(plan, await sees(customer, /Which plan is it about\?/))
}

async function meets(customer: SlackCustomer, agent: Agent, text: string): Promise<Talk> {
  customer.write(text)
  await chooses(customer, 'small')
  const talk = await agent.accepts(await agent.isOffered(customer.person.name))
  await talk.reads(text)
  await sees(customer, /is here now/)
  return talk
}

const relationOf = ({ content }: SeenEvent) => content['m.relates_to'] as Record<string, unknown> | undefined

describe('customers on Slack', () => {
  const { scene, sceneAlone } = stage({ setUp, slack: true })

  scene(
    '[P10] [P15] [F1] the home page of the app shows how we stand; its button greets and asks before any word',
    async (world) => {
      const cora = await world.readyAgent('cora', 'queues of-clara')
      const clara = world.onSlack('clara')
      clara.openHome()
      await waitFor('the home page', () => /agents? free/.test(clara.home()?.text ?? ''))
      clara.press('Start a conversation', 'home')
      await sees(clara, /^Hello clara, this is the Example help desk/)
      await chooses(clara, 'large')
      const answered = await sees(clara, /✓ large/)
      assert.match(shownText(answered), /Which plan is it about\?/)
      const offer = await cora.isOffered('clara')
      assert.match(offer.topic, /^Slack Acme · English/)
      const talk = await cora.accepts(offer)
      const card = (await talk.isTold('clara on Slack')).body
      assert.match(card, /Software +Slack \(assumed\)/)
      assert.match(card, /Came +by the start button, before any word/)
      assert.match(card, /Asked +plan: large/)
      assert.match(await talk.asks('!profile'), /cannot be known|unknown/)
      await talk.says('hi, which invoice?')
      const line = await sees(clara, /which invoice/)
      assert.deepEqual([line.username, shownText(line)], ['Cora', 'hi, which invoice?'])
    },
  )

  scene('[P10] a thread with the app as an assistant is greeted and answered in that thread', async (world) => {
    const dan = await world.readyAgent('dan', 'queues of-dora')
    const dora = world.onSlack('dora')
    const thread = dora.openThread()
    await sees(dora, /^Hello dora/)
    await chooses(dora, 'small')
    dora.write('my screen is dark', { thread })
    const talk = await dan.accepts(await dan.isOffered('dora'))
    await talk.reads('my screen is dark')
    await talk.says('is it plugged in?')
    const line = await sees(dora, /plugged in/)
    assert.equal(line.thread_ts, thread)
  })

  scene('[P9] [P20] what each does to messages, the other sees as that; a file comes into the room', async (world) => {
    const emma = await world.readyAgent('emma', 'queues of-elsa')
    const elsa = world.onSlack('elsa')
    const talk = await meets(elsa, emma, 'hello there')
    const ts = elsa.write('my invoce is wrong')
    const line = await talk.reads('my invoce is wrong')
    elsa.edit(ts, 'my invoice is wrong')
    const about = (type: string) => (event: SeenEvent) =>
      event.type === type && relationOf(event)?.['event_id'] === line.id
    const next = (type: string) => talk.client.waitFor(`${type} about it`, () => talk.client.events.find(about(type)))
    const edit = await next('m.room.message')
    assert.equal((edit.content['m.new_content'] as Record<string, unknown>)['body'], 'my invoice is wrong')
    elsa.react(ts, 'tada')
    assert.equal(relationOf(await next('m.reaction'))?.['key'], '🎉')
    const said = await talk.says('one momnt')
    await sees(elsa, /one momnt/)
    await talk.edits(said, 'one moment')
    const shown = await sees(elsa, /^one moment$/)
    assert.equal(shown.isEdited, true)
    elsa.upload('bill.txt', Buffer.from('20 too high'), 'text/plain', 'look at this')
    const file = await talk.reads('look at this')
    assert.match(String(file.content['url']), /^mxc:\/\//)
    assert.equal(file.content['filename'], 'bill.txt')
    await talk.says('!close solved')
    await sees(elsa, /closed this conversation \(solved\)/)
  })

  sceneAlone('a token that is revoked: admins hear what to do, and IRC goes on', async (world) => {
    const lars = await world.readyAgent('lars', 'queues lines')
    world.slack.tell({ type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } })
    await world.adminRoom.isTold(/Acme[\s\S]*revoked[\s\S]*/i)
    assert.match(await world.admin('health'), /acme.*stopped/i)
    const paul = await world.customer('paul', { contact: 'hotline' })
    paul.says('still there?')
    await paul.hears(/^Hello paul/)
    await lars.isOffered('paul')
  })
})
