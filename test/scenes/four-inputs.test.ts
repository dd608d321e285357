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

/** Somebody before a program, whichever it is: they have asked and read our question. */
interface Person {
  readonly name: string
  answers(text: string): Promise<void>
}

async function withWeechat(world: World, name: string): Promise<Person> {
  const weechat: Weechat = await world.weechat(name)
  const { nick } = world.places.irc('support')
  await weechat.says(nick, 'good evening')
  await weechat.sees(/What is it about\?/)
  return person(name, (text) => weechat.says(nick, text))
}

async function withIrssi(world: World, name: string): Promise<Person> {
  const irssi: Terminal = await world.irssi(name)
  await irssi.sees(/Message of the day/)
  await irssi.type(`/query ${world.places.irc('support').nick}`)
  await irssi.type('good evening')
  await irssi.sees(/What is it about\?/)
  return person(name, (text) => irssi.type(text))
}

async function withProfanity(world: World, name: string): Promise<Person> {
  const profanity: Terminal = await world.profanity(name)
  await profanity.type(`/msg ${world.places.jid('people')} good evening`)
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

/** They answer, the agent takes the conversation and asks why it is theirs. */
async function whyAfter(arriving: Promise<Person>, answer: string, agent: Agent): Promise<string> {
  const customer = await arriving
  await customer.answers(answer)
  const talk = await agent.accepts(await agent.isOffered(customer.name))
  await talk.reads('good evening')
  return talk.asks('!why')
}

interface Play {
  readonly agents: { readonly [name in 'mira' | 'lina' | 'ben']: Agent }
  /** They have come, and have not answered yet. */
  readonly people: { readonly [name in 'tom' | 'paul' | 'rolf']: Promise<Person> }
  /** What those hear who ask why, of cases that do not touch each other. */
  readonly whys: { readonly [name in 'base' | 'answer' | 'irssi' | 'profanity']: Promise<string> }
}

async function begin(world: World): Promise<Play> {
  const [wes, anna, tom, paul, rolf] = [
    withWeechat(world, 'wes'),
    withWeechat(world, 'anna'),
    withWeechat(world, 'tom'),
    withWeechat(world, 'paul'),
    withWeechat(world, 'rolf'),
  ]
  const [irene, petra] = [withIrssi(world, 'irene'), withProfanity(world, 'petra')]
  const [mira, ben, xena, eva] = await Promise.all([
    world.readyAgent('mira', 'queues terminals'),
    world.readyAgent('ben', 'queues programs'),
    world.readyAgent('xena', 'queues senders'),
    world.readyAgent('eva', 'queues money'),
  ])
  const lina = await world.readyAgent('lina', 'queues terminals networks irc')
  const whys = {
    base: whyAfter(wes, 'technical', mira),
    answer: whyAfter(anna, 'billing', eva),
    irssi: whyAfter(irene, 'technical', ben),
    profanity: whyAfter(petra, 'technical', xena),
  }
  for (const one of [tom, paul, rolf, ...Object.values(whys)]) one.catch(() => undefined)
  return { agents: { mira, lina, ben }, people: { tom, paul, rolf }, whys }
}

describe('one case, and four that differ from it in one input each', () => {
  const world = useWorld({ setUp, config, xmpp: true })
  let play: Play
  before(async function () {
    this.timeout(60_000)
    needServers(this, 'terminal', 'weechat', 'profanity')
    play = await begin(world())
  })

  it('[P13] the base case: WeeChat and "technical" lead to Mira, longest idle of those for terminals', async () => {
    const why = await play.whys.base
    assert.match(why, /Rules +1 "weechat users": yes/)
    assert.match(why, /Mira and Lina could; longest idle: .*→ Mira/)
  })

  it('[P13] another answer leads to Eva', async () => {
    assert.match(await play.whys.answer, /1 "weechat users": no, answers\.topic is billing/)
  })

  it('[P12] [P13] [P17] another program leads to Ben (irssi) or Xena (Profanity, which can send files)', async () => {
    const { irssi, profanity } = play.whys
    assert.match(
      await irssi,
      /1 "weechat users": no, app\.application is irssi · 2 "can send files": no, the app cannot do files/,
    )
    assert.match(await profanity, /1 "weechat users": no, app\.application is Profanity · 2 "can send files": yes/)
  })

  it('[P8] [P13] other availability or other capability of Mira leads to Lina', async () => {
    const { mira, lina } = play.agents
    await mira.asks('away lunch')
    assert.match(await whyAfter(play.people.tom, 'technical', lina), /Mira: away \(lunch\) since .*Only Lina could/s)
    await Promise.all([mira.isReady(), world().admin('agent set mira networks xmpp')])
    assert.match(await whyAfter(play.people.paul, 'technical', lina), /Mira: may not take IRC\..*Only Lina could/s)
  })

  it('[P13] other published rules lead to Ben', async () => {
    await world().admin('rule move "all technical" 1')
    await world().admin('rule publish "no terminals today"')
    const why = await whyAfter(play.people.rolf, 'technical', play.agents.ben)
    assert.match(why, /by rule set 2\..*Rules +1 "all technical": yes/s)
  })
})
