import assert from 'node:assert/strict'
import type { Terminal } from '../servers/terminal.ts'
import { untilTime } from '../support/people-time.ts'
import { stage } from '../support/scenes.ts'
import type { World } from '../support/world.ts'

const setUp = [
  'queue add billing',
  'queue add technical',
  'queue add old-programs',
  'queue add new-programs',
  'queue add long-answers',
  'question add topic "What is it about?" choices billing, technical, something else contact support',
  'question add details "Which device is it?" contact support',
  'rule add long when answers.details.contains("fin.") then queue long-answers',
  'rule add irssi when app.application == "irssi" and answers.topic == "something else" then queue old-programs',
  'rule add others when answers.topic == "something else" then queue new-programs',
  'rule add billing when answers.topic == "billing" then queue billing',
  'rule default queue technical',
]
const config = {
  routing: { identification_timeout: '10s', quiet_time: '1500ms', intake_timeout: '6s' },
}

/** The question is on the screen now; a person reads it first. */
async function answers(terminal: Terminal, text: string): Promise<void> {
  await untilTime(Date.now() + 2200)
  await terminal.type(text)
}

/** In its first seconds on a network irssi keeps back answers to other programs, because it has written so much already. */
async function hasSettled(world: World, nick: string): Promise<void> {
  const { irc } = await world.silent(`by-${nick}`)
  irc.privmsg(nick, '\x01VERSION\x01')
  await irc.waitFor(/ NOTICE \S+ :\x01VERSION irssi/, { timeoutMs: 30_000 })
}

describe('what is asked first', () => {
  const { scene } = stage({ setUp, config })

  scene('[P11] a free-text answer may come in pieces; a choice by number, word or with a slip', async (world) => {
    const mira = await world.readyAgent('mira', 'queues billing')
    const anna = await world.customer('anna')
    anna.says('hello')
    anna.says('2')
    await anna.hears('What is it about?')
    await anna.answers('biling')
    await anna.hears('I take that as billing.')
    await anna.hears('Which device is it?')
    await anna.answers('the grey one')
    anna.says('with the two')
    anna.says('antennas')
    const offer = await mira.isOffered('anna')
    const talk = await mira.accepts(offer)
    const card = await talk.isTold('anna on IRC')
    assert.match(card.body, /Asked +topic: billing · details: the grey one with the two antennas/)
    for (const line of ['hello', '2', 'biling', 'the grey one', 'with the two', 'antennas']) await talk.reads(line)
  })

  scene('[P16] who answers nothing is routed all the same, by the default', async (world) => {
    const tom = await world.readyAgent('tom', 'queues technical capacity 9')
    const ben = await world.silent('ben')
    ben.says('it is broken')
    await ben.hears('What is it about?')
    const offer = await tom.isOffered('ben')
    const talk = await tom.accepts(offer)
    const card = await talk.isTold('ben on IRC')
    assert.match(card.body, /Software +unknown, it did not say/)
    assert.match(card.body, /Asked +nothing answered/)
    await talk.reads('it is broken')
  })

  scene('questions can be skipped, one by one or with "agent" all at once', async (world) => {
    const [carl, dora] = [await world.customer('carl'), await world.customer('dora')]
    carl.says('please help')
    await carl.hears('What is it about?')
    await carl.answers('skip')
    await carl.hears('Fine, we go on without it.')
    await carl.hears('Which device is it?')
    await carl.answers('"Skip".')
    await carl.hears('technical')
    dora.says('please help me too')
    await dora.hears('What is it about?')
    dora.says('Agent!')
    await dora.hears('technical')
  })

  scene('"cancel" asks back once; anything else goes on, a second one ends it', async (world) => {
    const [emil, fay] = [await world.customer('emil'), await world.customer('fay')]
    emil.says('a question')
    await emil.hears('What is it about?')
    emil.says('cancel')
    await emil.hears('Shall I end this conversation? "cancel" once more ends it')
    await emil.answers('billing')
    await emil.hears('Which device is it?')
    emil.says('I do not want to cancel')
    emil.says('cancel')
    await emil.hears('Shall I end')
    emil.says('cancel')
    await emil.hears('Done, this conversation is closed. Write again at any time.')
    fay.says('hm')
    await fay.hears('What is it about?')
    await fay.answers('banana')
    assert.match(await fay.hears('banana'), /^I do not know "banana"\. {2}1 billing {2}2 technical/)
  })

  scene(
    '[P12] [P13] unmodified irssi: identified by what it says of itself, and routed by a rule for it',
    async (world) => {
      const hugo = await world.readyAgent('hugo', 'queues old-programs')
      const irssi = await world.irssi('olaf')
      await irssi.sees(/Message of the day/)
      await hasSettled(world, 'olaf')
      await irssi.type(`/query ${world.places.irc('support').nick}`)
      await irssi.type('good evening')
      await irssi.sees(/Hello olaf, this is the Example help desk/)
      await irssi.sees(/What is it about\?/)
      await answers(irssi, '3')
      await irssi.sees(/Which device is it/)
      await answers(irssi, 'skip')
      const offer = await hugo.isOffered('olaf')
      assert.match(offer.topic, /^IRC Desk · irssi 1\.\d+\.\d+/)
      const talk = await hugo.accepts(offer)
      const card = await talk.isTold('olaf on IRC')
      assert.match(card.body, /Software +irssi 1\.\d+\.\d+ \(declared\)/)
      await talk.reads('good evening')
      await irssi.sees(/Hugo is here now/)
      await talk.says('Good evening, Olaf.')
      await irssi.sees(/\[Hugo\] Good evening, Olaf\./)
      await irssi.type('/me smiles')
      assert.equal((await talk.reads('smiles')).content['msgtype'], 'm.emote')
      await irssi.stop()
      await talk.isTold('olaf left Desk')
    },
  )

  const words = { Latin: 'antennas', Cyrillic: 'антенны' }
  for (const [script, word] of Object.entries(words)) {
    scene(`[P11] unmodified irssi cuts a long answer into pieces; all of them count: ${script}`, async (world) => {
      const nick = `long${script.toLowerCase()}`
      const agent = await world.readyAgent(`for-${nick}`, 'queues long-answers')
      const irssi = await world.irssi(nick)
      await irssi.sees(/Message of the day/)
      await hasSettled(world, nick)
      await irssi.type('/set paste_verify_line_count 0')
      await irssi.type(`/query ${world.places.irc('support').nick}`)
      await irssi.type('hello')
      await irssi.sees(/What is it about\?/)
      await answers(irssi, 'technical')
      await irssi.sees(/Which device is it/)
      // After a full line irssi waits about 6 s before the next, which is longer than a short answer rests.
      await answers(irssi, `${`${word} `.repeat(Math.ceil(1300 / Buffer.byteLength(`${word} `)))}fin.`)
      // So on a quiet machine half a minute goes by until the last piece has rested.
      const talk = await agent.accepts(await agent.isOffered(nick, 90_000))
      await talk.reads(/fin\.$/)
      const pieces = talk.customerLines().filter((line) => line.startsWith(word))
      assert(pieces.length >= 3, `${pieces.length} pieces`)
    })
  }

  scene('[P13] the same answers from another program lead to another agent', async (world) => {
    const ines = await world.readyAgent('ines', 'queues new-programs')
    const gina = await world.customer('gina', { version: { text: 'WeeChat 3.8 (Jan  8 2023)' } })
    gina.says('good evening')
    await gina.hears('What is it about?')
    await gina.answers('3')
    await gina.hears('Which device')
    await gina.answers('skip')
    const talk = await ines.accepts(await ines.isOffered('gina'))
    assert.match((await talk.isTold('gina on IRC')).body, /Software +WeeChat 3\.8/)
  })
})
