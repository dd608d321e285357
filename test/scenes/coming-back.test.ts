import assert from 'node:assert/strict'
import { linkServices } from '../servers/irc-services.ts'
import { stage } from '../support/scenes.ts'

const queues = ['returns', 'strangers', 'nicks', 'accounts', 'waiting', 'closing', 'late']
const setUp = [
  ...queues.map((queue) => `queue add ${queue}`),
  ...queues.map((queue) => `rule add ${queue} when text.contains("${queue}") then queue ${queue}`),
  'rule default queue returns',
]
const contact = 'hotline' as const

describe('customers who go and come back', () => {
  const { scene } = stage({ setUp })

  scene('[F3] [P19] who quits and returns finds the conversation, with all that was said meanwhile', async (world) => {
    const mira = await world.readyAgent('mira', 'queues returns')
    const anna = await world.customer('anna', { contact })
    const talk = await mira.meets(anna, 'about returns')
    await anna.quits('gone for lunch')
    await talk.isTold('anna left Quick')
    await talk.says('first')
    await talk.says('second')
    await talk.emotes('waits')
    const back = await world.customer('anna', { contact })
    await talk.isTold('anna is back; what was kept is being sent.')
    assert.equal(await back.hears('first'), '[Mira] first')
    assert.equal(await back.hears('second'), '[Mira] second')
    assert.equal(await back.hears('waits'), '* Mira waits')
    back.says('I am back')
    await talk.reads('I am back')
    await talk.says('welcome')
    await back.hears('[Mira] welcome')
    assert.equal(back.heard().length, 4, 'nothing was sent twice')
  })

  scene('[I6] a stranger who takes the nick gets nothing of the conversation', async (world) => {
    const tom = await world.readyAgent('tom', 'queues strangers')
    const ben = await world.customer('ben', { contact })
    const talk = await tom.meets(ben, 'about strangers')
    await ben.quits()
    await talk.isTold('ben left Quick')
    await talk.says('the password is swordfish')
    const stranger = await world.customer('ben', { contact, localAddress: '127.0.0.2', realName: 'somebody else' })
    stranger.says('hello, about strangers too')
    const other = await tom.isOffered('ben')
    assert.notEqual(other.room, talk.room)
    const otherTalk = await tom.accepts(other)
    await otherTalk.reads('hello, about strangers too')
    await stranger.hears('Tom is here now')
    await otherTalk.says('who are you?')
    await stranger.hears('who are you?')
    assert.ok(!stranger.heard().some((line) => line.includes('swordfish')))
    await stranger.quits()
    await otherTalk.isTold('ben left Quick')
    const back = await world.customer('ben', { contact })
    await back.hears('[Tom] the password is swordfish')
    back.says('thanks')
    await talk.reads('thanks')
    assert.ok(!otherTalk.customerLines().includes('thanks'))
  })

  scene('[I6] late news of a closed conversation does not make us forget who has the next one', async (world) => {
    const ella = await world.readyAgent('ella', 'queues late')
    const max = await world.customer('max', { contact })
    const first = await ella.meets(max, 'about late things')
    await first.says('!close solved')
    await max.hears('closed this conversation')
    const second = await ella.meets(max, 'one more of the late things')
    await first.asks('one word more')
    await max.quits()
    await second.isTold('max left Quick')
    const stranger = await world.customer('max', { contact, realName: 'somebody else' })
    stranger.says('late, like the other')
    const other = await ella.isOffered('max')
    assert.notEqual(other.room, second.room)
    await second.says('the password is swordfish')
    const third = await ella.accepts(other)
    await stranger.hears('Ella is here now')
    await third.says('who are you?')
    await stranger.hears('who are you?')
    assert.ok(!stranger.heard().some((line) => line.includes('swordfish')))
  })

  scene(
    'another nick from the same place opens a conversation of its own; the card says who it may be',
    async (world) => {
      const ida = await world.readyAgent('ida', 'queues nicks')
      const carl = await world.customer('carl', { contact, user: 'carlos', localAddress: '127.0.0.3' })
      const talk = await ida.meets(carl, 'about nicks')
      const [, number = ''] = /conversation (\d+)/.exec(ida.client.topic(talk.room)) ?? []
      await carl.renames('carl-on-the-road')
      await talk.isTold('carl left Quick')
      carl.says('about nicks, it is me')
      const offer = await ida.isOffered('carl-on-the-road')
      assert.notEqual(offer.room, talk.room)
      const second = await ida.accepts(offer)
      const card = await second.isTold('carl-on-the-road on IRC')
      assert.match(card.body, new RegExp(`Perhaps +the same person as conversation ${number}; nobody vouches for that`))
    },
  )

  scene('[P6] a services account is the same person under any nick and from any place', async (world) => {
    const services = await linkServices(world.irc, { accounts: { dora_m: 'secret' } })
    const sasl = { account: 'dora_m', password: 'secret' }
    const uma = await world.readyAgent('uma', 'queues accounts')
    const dora = await world.customer('dora', { contact, sasl })
    dora.says('about accounts')
    const talk = await uma.accepts(await uma.isOffered('dora'))
    assert.match((await talk.isTold('dora on IRC')).body, /dora on IRC \(Quick\), account dora_m/)
    await talk.reads('about accounts')
    await dora.hears('Uma is here now')
    await dora.quits()
    await talk.isTold('dora left Quick')
    await talk.says('are you there?')
    const phone = await world.customer('dora-phone', { contact, sasl, localAddress: '127.0.0.4', user: 'phone' })
    phone.says('on my phone now')
    await talk.reads('on my phone now')
    await phone.hears('[Uma] are you there?')
    await talk.says('good')
    await phone.hears('[Uma] good')
    await services.stop()
  })

  scene('who quits while waiting keeps their place, and is not forgotten', async (world) => {
    const paul = await world.agent('paul', 'queues waiting')
    const emil = await world.customer('emil', { contact })
    emil.says('about waiting')
    await emil.hears('You are next in line')
    await emil.quits()
    await paul.isReady()
    const talk = await paul.accepts(await paul.isOffered('emil'))
    await talk.reads('about waiting')
    await talk.says('I am here')
    const back = await world.customer('emil', { contact })
    await back.hears('Paul is here now')
    await back.hears('[Paul] I am here')
  })

  scene(
    '[F4] who writes after the close opens a new conversation, and the card tells of the last one',
    async (world) => {
      const rosa = await world.readyAgent('rosa', 'queues closing')
      const hugo = await world.customer('hugo', { contact })
      const talk = await rosa.meets(hugo, 'about closing')
      await talk.says('!close solved')
      await hugo.hears('Rosa closed this conversation (solved)')
      await talk.says('are you still there?')
      await talk.isTold('Not sent to hugo: this conversation is closed.')
      hugo.says('about closing again')
      await hugo.hears('Hello again hugo')
      const second = await rosa.accepts(await rosa.isOffered('hugo'))
      assert.match((await second.isTold('hugo on IRC')).body, /2nd conversation, last with Rosa, .* ago, solved/)
      assert.notEqual(second.room, talk.room)
    },
  )
})
