import assert from 'node:assert/strict'
import { xml } from '@xmpp/client'
import { jidOf } from '../support/places.ts'
import { stage } from '../support/scenes.ts'
import { answersOf } from '../support/xmpp-rig.ts'

const setUp = [
  'queue add lines title "the IRC desk"',
  'queue add people title "the XMPP desk"',
  'queue add both',
  'queue add patience',
  'queue add pictures',
  'rule add together when text.contains("either") then queue both',
  'rule add picture when text.contains("picture") then queue pictures',
  'rule add patient when text.contains("patience") then queue patience',
  'rule add xmpp when network.type == "xmpp" then queue people',
  'rule add irc when network.type == "irc" then queue lines',
  'rule default queue both',
]
const gajim = { answers: answersOf('Gajim', '1.8.4', 'Debian 12') }

describe('customers on IRC and XMPP at the same time', () => {
  const { scene } = stage({ setUp, xmpp: true })

  scene(
    '[P5] [P9] each is greeted, routed by the rule for their protocol, and talks with their agent',
    async (world) => {
      const contact = world.places.jid('people')
      const [ira, xena] = await Promise.all([
        world.readyAgent('ira', 'queues lines'),
        world.readyAgent('xena', 'queues people'),
      ])
      const [tom, anna] = await Promise.all([
        world.customer('tom', { contact: 'hotline' }),
        world.onXmpp('anna', gajim),
      ])
      tom.says('hello from IRC')
      anna.says(contact, 'hello from XMPP')
      await tom.hears(/^Hello tom/)
      await anna.hears(contact, /^Hello anna, this is the Example help desk/)
      const [toIra, toXena] = await Promise.all([ira.isOffered('tom'), xena.isOffered('anna')])
      assert.match(toIra.topic, /^IRC Quick · irssi 1\.4\.3 on Linux/)
      assert.match(toXena.topic, /^XMPP People · Gajim 1\.8\.4 on Debian 12/)
      const [withTom, withAnna] = await Promise.all([ira.accepts(toIra), xena.accepts(toXena)])
      const card = (await withAnna.isTold('anna on XMPP')).body
      assert.match(card, /account anna@people\.test/)
      assert.match(card, /Software +Gajim 1\.8\.4 on Debian 12 \(declared\)/)
      assert.match(card, /Here +because rule \d "xmpp" → queue people/)
      await withAnna.reads('hello from XMPP')
      await withTom.reads('hello from IRC')
      await Promise.all([withAnna.says('a < b & "c"'), withTom.says('what is it?')])
      assert.equal(await anna.hears(contact, /a < b/, 40_000), '[Xena] a < b & "c"')
      assert.equal(await tom.hears('what is it'), '[Ira] what is it?')
      anna.says(contact, '<b>not bold</b>')
      tom.says('my screen is dark')
      await withAnna.reads('<b>not bold</b>')
      await withTom.reads('my screen is dark')
      await withAnna.says('!close solved')
      await anna.hears(contact, /closed this conversation \(solved\)/, 40_000)
      tom.says('still here')
      await withTom.reads('still here')
      assert.equal(
        anna.heard(contact).some((text) => text.includes('Ira')),
        false,
      )
    },
  )

  scene(
    '[P7] [P8] the protocol is seen, not told: who may not take it is passed over, though longest idle',
    async (world) => {
      const lina = await world.readyAgent('lina', 'queues both networks irc')
      const max = await world.readyAgent('max', 'queues both networks xmpp')
      const eve = await world.onXmpp('eve', { answers: answersOf('Dino', '0.4') })
      eve.says(world.places.jid('people'), 'either of you')
      const offer = await max.isOffered('eve')
      const talk = await max.accepts(offer)
      assert.match(await talk.asks('!why'), /Lina: may not take XMPP/i)
      const paul = await world.customer('paul', { contact: 'hotline' })
      paul.says('either of you')
      await lina.isOffered('paul')
    },
  )

  scene('[P19] who leaves XMPP is away for their agent, and what was said waits', async (world) => {
    const contact = world.places.jid('people')
    const yuri = await world.readyAgent('yuri', 'queues patience')
    const dora = await world.onXmpp('dora', gajim)
    await dora.befriends(contact)
    dora.says(contact, 'I have patience')
    const talk = await yuri.accepts(await yuri.isOffered('dora'))
    await dora.hears(contact, /is here now/, 40_000)
    await dora.quits()
    await talk.isTold('dora')
    await talk.says('are you there?')
    const back = await world.onXmpp('dora', gajim)
    await back.hears(contact, /are you there\?$/, 40_000)
    back.send(xml('presence', { to: contact, type: 'unsubscribe' }))
  })

  scene(
    '[F12] [P5] on IRC files go as links: the agent sends the link of the contact that takes them, and the customer goes on there',
    async (world) => {
      const pia = await world.readyAgent('pia', 'queues pictures')
      const rosa = await world.customer('rosa', { contact: 'hotline' })
      const onIrc = await pia.meets(rosa, 'I have a picture')
      const before = await onIrc.asks('!profile')
      assert.match(
        before,
        /\nElsewhere +XMPP People with files, edits, replies, reactions +xmpp:\S+ \(!elsewhere people /,
      )
      assert.match(before, /\nYou can both use: IRC Quick with /)
      assert.match(await pia.asks('status'), /rosa, IRC Quick; .*; reachable on XMPP People with files, edits/)
      await onIrc.says('!elsewhere people')
      const heard = await rosa.hears(/^You can also write to us on XMPP, which carries files, .* too: xmpp:/)
      const there = jidOf(/xmpp:\S+/.exec(heard)?.[0] ?? '') ?? ''
      const again = await world.onXmpp('rosa', gajim)
      again.says(there, 'here is the picture')
      const onXmpp = await pia.accepts(await pia.isOffered('rosa'))
      const after = await onXmpp.asks('!profile')
      assert.match(after, /\nYou can both use: XMPP People with files, edits/)
      assert.doesNotMatch(after, /Elsewhere/)
      await onXmpp.says('thank you')
      await again.hears(there, /\[Pia\] thank you/, 40_000)
    },
  )
})
