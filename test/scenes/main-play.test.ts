import assert from 'node:assert/strict'
import { stage } from '../support/scenes.ts'

const setUp = [
  'queue add billing',
  'queue add technical',
  'question add topic "What is it about?" choices billing, technical, something else contact support',
  'rule add "billing words" when text.contains("invoice") or answers.topic == "billing" then queue billing priority 5',
  'rule default queue technical',
]

describe('a conversation from the first word to the last', () => {
  const { scene } = stage({ setUp })

  scene('[P9] [P10] greeted, asked, routed by a rule, offered, accepted, talked, closed, told', async (world) => {
    const mira = await world.readyAgent('mira', 'queues billing')
    const anna = await world.customer('anna')
    anna.says('hi, my invoice from march is wrong')
    assert.equal(
      await anna.hears(/^Hello/),
      'Hello anna, this is the Example help desk. I am a bot and will find you the right person.',
    )
    assert.match(await anna.hears(/about/), /^What is it about\? {2}1 billing {2}2 technical {2}3 something else/)
    await anna.answers('1')
    const offer = await mira.isOffered('anna')
    assert.equal(offer.name, 'anna · billing')
    assert.match(offer.topic, /^IRC Desk · irssi 1\.4\.3 on Linux/)
    assert.match(offer.reason, /^anna on IRC Desk for billing(, waiting \d+ s)?\. Join to take it, leave to decline\.$/)
    await anna.hears('for billing')
    anna.says('the amount is 20 too high')
    const talk = await mira.accepts(offer)
    const card = (await talk.isTold('anna on IRC')).body
    assert.match(card, /Software +irssi 1\.4\.3 on Linux \(declared\)/)
    assert.match(card, /Asked +topic: billing/)
    assert.match(card, /Wrote +"hi, my invoice from march is wrong"/)
    assert.match(card, /Here +because rule 1 "billing words" → queue billing/)
    await talk.reads('hi, my invoice from march is wrong')
    await talk.reads('the amount is 20 too high')
    assert.equal(await anna.hears('Mira'), 'Mira is here now and has read what you wrote.')
    await talk.says('Hi Anna, I see it. One moment please.')
    assert.equal(await anna.hears('moment'), '[Mira] Hi Anna, I see it. One moment please.')
    anna.says('thank you')
    await talk.reads('thank you')
    await talk.says('!close solved The money is on its way.')
    assert.equal(await anna.hears('money'), '[Mira] The money is on its way.')
    assert.equal(await anna.hears('closed'), 'Mira closed this conversation (solved). Write again at any time.')
  })
})
