import assert from 'node:assert/strict'
import { needServers } from '../servers/installed.ts'
import type { Terminal } from '../servers/terminal.ts'
import type { Weechat } from '../servers/weechat.ts'
import type { Agent } from '../support/agent.ts'
import { untilTime } from '../support/people-time.ts'
import { useWorld } from '../support/scenes.ts'
import type { World } from '../support/world.ts'

const setUp = [
  'queue add terminals',
  'queue add programs',
  'queue add senders',
  'queue add money',
  'question add topic "What is it about?" choices billing, technical',
  'rule add "weechat users" when app.application == "WeeChat" and answers.topic == "technical" then queue terminals',
  'rule add "can send files" when app.can("files") and answers.topic == "technical" then queue senders',
  'rule add "all technical" when answers.topic == "technical" then queue programs',
  'rule default queue money',
]
const config = { routing: { identification_timeout: '10s' } }
const us = 'support@help.test'

/** Somebody before a program, whichever it is: they have asked and read our question. */
interface Person {
  readonly name: string
  answers(text: string): Promise<void>
}

async function withWeechat(world: World, name: string): Promise<Person> {
  const weechat: Weechat = await world.weechat(name)
  await weechat.says('support', 'good evening')
  await weechat.sees(/What is it about\?/)
  return person(name, (text) => weechat.says('support', text))
}

async function withIrssi(world: World, name: string): Promise<Person> {
  const irssi: Terminal = await world.irssi(name)
  await irssi.sees(/Message of the day/)
  await irssi.type('/query support')
  await irssi.type('good evening')
  await irssi.sees(/What is it about\?/)
  return person(name, (text) => irssi.type(text))
}

async function withProfanity(world: World, name: string): Promise<Person> {
  const profanity: Terminal = await world.profanity(name)
  await profanity.type(`/msg ${us} good evening`)
  await profanity.sees(/What is it about\?/)
  return person(name, (text) => profanity.type(text))
}

/** An answer comes some time after its question was read. */
function person(name: string, type: (text: string) => Promise<void>): Person {
  const readAt = Date.now()
  return {
    name,
    answers: async (text) => {
      await untilTime(readAt + 2200)
      await type(text)
    },
  }
}

/** The agent takes the conversation and asks why it is theirs. */
async function whyOf(agent: Agent, { name }: Person): Promise<string> {
  const talk = await agent.accepts(await agent.isOffered(name))
  await talk.reads('good evening')
  return talk.asks('!why')
}

describe('one case, and four that differ from it in one input each', () => {
  const world = useWorld({ setUp, config, xmpp: true })
  let agents: { readonly [name in 'mira' | 'lina' | 'ben' | 'xena' | 'eva']: Agent }
  let people: { readonly [name in 'wes' | 'anna' | 'irene' | 'petra' | 'tom' | 'paul' | 'rolf']: Person }

  before(async function () {
    this.timeout(60_000)
    needServers(this, 'terminal', 'weechat', 'profanity')
    const here = world()
    const open = Promise.all([
      ...['wes', 'anna', 'tom', 'paul', 'rolf'].map((name) => withWeechat(here, name)),
      withIrssi(here, 'irene'),
      withProfanity(here, 'petra'),
    ])
    const [mira, ben, xena, eva] = await Promise.all([
      here.readyAgent('mira', 'queues terminals'),
      here.readyAgent('ben', 'queues programs'),
      here.readyAgent('xena', 'queues senders'),
      here.readyAgent('eva', 'queues money'),
    ])
    agents = { mira, ben, xena, eva, lina: await here.readyAgent('lina', 'queues terminals networks irc') }
    people = Object.fromEntries((await open).map((one) => [one.name, one])) as typeof people
  })

  it('[P13] the base case: WeeChat and "technical" lead to Mira, longest idle of those for terminals', async () => {
    await people.wes.answers('technical')
    const why = await whyOf(agents.mira, people.wes)
    assert.match(why, /Rules +1 "weechat users": yes/)
    assert.match(why, /Mira and Lina could; longest idle: .*→ Mira/)
  })

  it('[P13] another answer leads to Eva', async () => {
    await people.anna.answers('billing')
    assert.match(await whyOf(agents.eva, people.anna), /1 "weechat users": no, answers\.topic is billing/)
  })

  it('[P12] [P13] [P17] another program leads to Ben (irssi) or Xena (Profanity, which can send files)', async () => {
    await Promise.all([people.irene.answers('technical'), people.petra.answers('technical')])
    const [ben, xena] = await Promise.all([whyOf(agents.ben, people.irene), whyOf(agents.xena, people.petra)])
    assert.match(
      ben,
      /1 "weechat users": no, app\.application is irssi · 2 "can send files": no, the app cannot do files/,
    )
    assert.match(xena, /1 "weechat users": no, app\.application is Profanity · 2 "can send files": yes/)
  })

  it('[P8] [P13] other availability or other capability of Mira leads to Lina', async () => {
    await agents.mira.asks('away lunch')
    await people.tom.answers('technical')
    assert.match(await whyOf(agents.lina, people.tom), /Mira: away \(lunch\) since .*Only Lina could/s)
    await agents.mira.isReady()
    await world().admin('agent set mira networks xmpp')
    await people.paul.answers('technical')
    assert.match(await whyOf(agents.lina, people.paul), /Mira: may not take IRC\..*Only Lina could/s)
  })

  it('[P13] other published rules lead to Ben', async () => {
    await world().admin('rule move "all technical" 1')
    await world().admin('rule publish "no terminals today"')
    await people.rolf.answers('technical')
    assert.match(await whyOf(agents.ben, people.rolf), /by rule set 2\..*Rules +1 "all technical": yes/s)
  })
})
