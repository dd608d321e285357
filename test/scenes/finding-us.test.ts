import assert from 'node:assert/strict'
import { xml } from '@xmpp/client'
import { awayTextOf } from '../support/away-text.ts'
import { findContacts } from '../support/passer-by.ts'
import { untilTime } from '../support/people-time.ts'
import { stage } from '../support/scenes.ts'
import { answersOf } from '../support/xmpp-rig.ts'

const info = 'http://jabber.org/protocol/disco#info'
const gajim = { answers: answersOf('Gajim', '1.8.4', 'Debian 12') }

/** As in all scenes nobody is told an address of ours beforehand; here it is looked at what each network shows. */
describe('people find us by the means of their network', () => {
  const setUp = [
    'queue add billing',
    'queue add technical',
    'queue add lines',
    'queue add sales',
    'question add plan "Which plan is it about?" choices small, large contact sales',
    'rule add billing when contact == "billing" then queue billing',
    'rule add technical when contact == "technical" then queue technical',
    'rule add sales when contact == "sales" then queue sales',
    'rule default queue lines',
  ]
  const contacts = [
    { id: 'billing', address: 'billing', name: 'Invoices' },
    { id: 'technical', address: 'technical', name: 'Technical help' },
    { id: 'sales', address: 'sales', name: 'Sales' },
  ]
  const { scene } = stage({ setUp, xmpp: contacts })

  scene(
    '[P14] [P15] on XMPP: their server lists our domain, our domain its contacts, and each is addressed by itself',
    async (world) => {
      const [bill, tina] = await Promise.all([
        world.readyAgent('bill', 'queues billing'),
        world.readyAgent('tina', 'queues technical'),
      ])
      const nora = await world.onXmpp('nora', gajim)
      const found = await findContacts(nora, 'people.test')
      assert.deepEqual([...found.keys()].sort(), ['Invoices', 'Sales', 'Technical help'])
      for (const [name, address] of found) {
        const identity = (await nora.asks(address, xml('query', { xmlns: info })))
          .getChild('query')
          ?.getChild('identity')
        assert.equal(identity?.attrs['name'], name)
      }
      const [invoices, technical] = [found.get('Invoices') ?? '', found.get('Technical help') ?? '']
      nora.says(invoices, 'the amount is wrong')
      nora.says(technical, 'my screen is dark')
      await nora.hears(invoices, /^Hello nora/)
      const [first, second] = await Promise.all([bill.isOffered('nora'), tina.isOffered('nora')])
      const [withBill, withTina] = await Promise.all([bill.accepts(first), tina.accepts(second)])
      await withBill.reads('the amount is wrong')
      await withTina.reads('my screen is dark')
      await withBill.says('which one?')
      await nora.hears(invoices, /\[Bill\] which one\?/, 40_000)
      await withTina.says('is it plugged in?')
      await nora.hears(technical, /\[Tina\] is it plugged in\?/, 40_000)
    },
  )

  scene(
    '[P14] [P15] on IRC: the published link leads to a nick that the server shows, with how it stands',
    async (world) => {
      const lena = await world.readyAgent('lena', 'queues lines')
      const { host, port, nick } = world.places.irc('support')
      assert.deepEqual([host, port], ['127.0.0.1', world.irc.port])
      const paul = await world.customer('paul')
      paul.irc.send(`MONITOR + ${nick}`)
      await paul.irc.waitFor(new RegExp(`^:\\S+ 730 paul :${nick}\\b`))
      assert.match(await awayTextOf(paul.irc, nick), /^(\d+ of \d+ agents? free|Nobody is there)/)
      paul.says('hello')
      await paul.hears(/^Hello paul/)
      const talk = await lena.accepts(await lena.isOffered('paul'))
      await talk.reads('hello')
      await talk.says('what is it?')
      assert.equal(await paul.hears('what is it'), '[Lena] what is it?')
    },
  )

  scene('[P10] [P15] on XMPP: who adds a contact is greeted and asked before any word of theirs', async (world) => {
    const stella = await world.readyAgent('stella', 'queues sales')
    const mona = await world.onXmpp('mona', gajim)
    const sales = (await findContacts(mona, 'people.test')).get('Sales') ?? ''
    await mona.befriends(sales)
    await mona.hears(sales, /^Hello mona, this is the Example help desk/)
    await mona.hears(sales, /^Which plan is it about\? {2}1 small {2}2 large/)
    const heardAt = Date.now()
    const [silent] = await world.rows<{ room_id: string | null }>('SELECT room_id FROM conversation WHERE wordless')
    assert.equal(silent?.room_id, null)
    await untilTime(heardAt + 2100)
    mona.says(sales, '2')
    const offer = await stella.isOffered('mona')
    const talk = await stella.accepts(offer)
    const card = (await talk.isTold('mona on XMPP')).body
    assert.match(card, /Came +by adding this contact, before any word/)
    assert.match(card, /Asked +plan: large/)
    await talk.says('how many of you are there?')
    await mona.hears(sales, /\[Stella\] how many of you/, 40_000)
  })

  scene('[P15] on Matrix: the published address is that of the bot, which answers there', async (world) => {
    const links = await world.admin('contact links')
    const address = /this bot +Matrix +https:\/\/matrix\.to\/#\/(\S+)/.exec(links)?.[1] ?? ''
    assert.equal(decodeURIComponent(address), world.bot)
    const olga = await world.agent('olga', 'queues technical')
    assert.match(await olga.asks('status'), /not ready|away/i)
  })
})
