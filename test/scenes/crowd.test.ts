import assert from 'node:assert/strict'
import type { Agent, Offer } from '../support/agent.ts'
import type { Customer } from '../support/customer.ts'
import { stage } from '../support/scenes.ts'
import { waitFor } from '../support/wait-for.ts'

const queues = ['rush', 'bombs', 'lines', 'calm']
const setUp = [
  ...queues.map((queue) => `queue add ${queue}`),
  ...queues.map((queue) => `rule add ${queue} when text.contains("${queue}") then queue ${queue}`),
  'rule default queue calm',
]
const contact = 'hotline' as const
/** New conversations a minute on one network. */
const most = 40
const config = { limits: { per_identity: 3, per_host: 10, per_network: most } }

function loadOf(status: string): number {
  return Number(/(\d+) of \d+ conversations/.exec(status)?.[1])
}

async function nextOffers(agent: Agent, count: number): Promise<readonly Offer[]> {
  const offers: Offer[] = []
  while (offers.length < count) offers.push(await agent.isOffered())
  return offers
}

describe('many people, and bad input', () => {
  const { scene, sceneAlone } = stage({ setUp, config })

  scene(
    '[I4] [I3] [F6] twenty at the same moment, two agents with room for five each: ten offers, ten in line',
    async (world) => {
      const agents = [
        await world.readyAgent('mira', 'queues rush capacity 5'),
        await world.readyAgent('tom', 'queues rush capacity 5'),
      ] as const
      const nicks = Array.from({ length: 20 }, (_, index) => `rusher${index}`)
      const customers = await Promise.all(nicks.map((nick) => world.customer(nick, { contact })))
      for (const customer of customers) customer.says('a rush')
      const [first, second] = await Promise.all(agents.map((agent) => nextOffers(agent, 5)))
      assert.ok(first && second)
      assert.equal(new Set([...first, ...second].map(({ room }) => room)).size, 10, 'each conversation has one offer')
      const waiting = () => customers.filter((one) => one.heard().some((line) => /number \d+|next in line/.test(line)))
      await waitFor('ten people in line', () => waiting().length === 10)
      for (const agent of agents) assert.equal(loadOf(await agent.asks('status')), 5)
      const talks = await Promise.all(first.map((offer) => agents[0].accepts(offer)))
      assert.equal(loadOf(await agents[0].asks('status')), 5)
      await Promise.all(talks.slice(0, 2).map((talk) => talk.says('!close solved')))
      await nextOffers(agents[0], 2)
      assert.equal(loadOf(await agents[0].asks('status')), 5)
      assert.equal(agents[0].client.invitations.length, 7)
      assert.equal(agents[1].client.invitations.length, 5)
    },
  )

  scene('[I6] nothing a customer sends becomes markup, a mention or a second line of IRC', async (world) => {
    const ida = await world.readyAgent('ida', 'queues bombs')
    const anna = await world.customer('anna', { contact })
    const talk = await ida.meets(anna, 'about bombs')
    const html = '<img src=x onerror=alert(1)> <b>@room</b> [x](javascript:y) &lt;'
    anna.says(html)
    const seen = await talk.reads(html)
    assert.doesNotMatch(JSON.stringify(seen.content), /"formatted_body":"[^"]*<(img|b>)/)
    assert.deepEqual(seen.content['m.mentions'] ?? {}, {})
    const bytes = (text: string, ...rest: number[]) => Buffer.concat([Buffer.from(text), Buffer.from(rest)])
    anna.irc.sendBytes(bytes(`PRIVMSG ${anna.contact} :not utf8 `, 0xff, 0xfe, 0xc3, 0x28, 13, 10))
    await talk.reads(/^not utf8 /)
    anna.says(`bomb ${'\x03\x02\x1f\x1d\x16\x0399,99'.repeat(35)} end`)
    await talk.reads(/bomb.*end/s)
    anna.says(`${'\x0304,05a\x02b\x0f'.repeat(30)}`)
    await talk.reads('ab')
    anna.irc.sendBytes(bytes(`PRIVMSG ${anna.contact} :nul `, 0, 1, 65, 13, 10))
    anna.says('x'.repeat(10_000))
    await talk.reads(/^x{300,}/)
    for (let count = 0; count < 200; count++) {
      anna.says('\x01VERSION\x01')
      anna.says(`\x01PING ${count}\x01`)
      anna.says('\x01DCC SEND "a b" 2130706433 1024 1\x01')
    }
    anna.says('!close solved')
    anna.says('after all that')
    await talk.reads('!close solved')
    await talk.reads('after all that')
    const answers = anna.irc.received.filter((line) => line.includes('NOTICE anna :\x01'))
    assert.ok(answers.length <= 4, `${answers.length} answers to a flood of questions`)
    assert.equal((await world.switchboard.health()).ok, true)
  })

  scene('[I6] nothing an agent sends becomes a command of IRC', async (world) => {
    const uma = await world.readyAgent('uma', 'queues lines')
    const [ben, carl] = [await world.customer('ben', { contact }), await world.customer('carl', { contact })]
    const talk = await uma.meets(ben, 'about lines')
    await talk.says('one\r\nQUIT :bye\r\nPRIVMSG carl :injected\rNICK evil\nlast line')
    await ben.hears('[Uma] one')
    await ben.hears(/^QUIT :bye$/)
    await ben.hears(/^PRIVMSG carl :injected$/)
    await ben.hears(/last line$/)
    await talk.says(`\x01VERSION\x01 and ${'ä😀'.repeat(500)} end`)
    const long = await ben.hears(/ end$/)
    assert.ok(!long.includes('\ufffd'), 'no character was cut in two')
    await talk.sends({ msgtype: 'm.text', body: 'a \u2028 b \u202e c' })
    await ben.hears('a \u2028 b')
    carl.irc.send(`WHOIS ${carl.contact}`)
    await carl.irc.waitFor(` 311 carl ${carl.contact} `)
    assert.deepEqual(carl.heard(), [])
    assert.ok(!ben.irc.received.some((line) => line.includes(' NICK ') && line.includes('evil')))
  })

  sceneAlone(
    '[I7] five hundred new customers at once: so many conversations as allowed, a polite sentence to the others',
    async (world) => {
      const paul = await world.readyAgent('paul', 'queues calm capacity 3')
      const nicks = Array.from({ length: 500 }, (_, index) => `c${index}`)
      const everybody: Customer[] = []
      for (let from = 0; from < nicks.length; from += 50)
        everybody.push(...(await Promise.all(nicks.slice(from, from + 50).map((nick) => world.customer(nick)))))
      for (const customer of everybody) customer.says(`hello from ${customer.nick}`)
      const hearing = (text: string) => everybody.filter((one) => one.heard().some((line) => line.includes(text)))
      await waitFor('an answer to everybody', () => hearing('').length === everybody.length, { timeoutMs: 60_000 })
      const taken = hearing('Hello').length
      // Those who are looked at in the same moment do not count each other.
      assert.ok(taken >= most && taken < most + 10, `${taken} conversations`)
      assert.equal(hearing('Too many people are writing at once. Please try again').length, nicks.length - taken)
      const offer = await paul.isOffered()
      const talk = await paul.accepts(offer)
      const nick = offer.reason.split(' ')[0] ?? ''
      await talk.reads(`hello from ${nick}`)
      const customer = everybody.find((one) => one.nick === nick)
      assert.ok(customer)
      await customer.hears('Paul is here now')
      await talk.says(`hello ${nick}`)
      await customer.hears(`hello ${nick}`)
      for (const { nick: own, heard } of everybody.map((one) => ({ nick: one.nick, heard: one.heard() }))) {
        const names = heard.flatMap((line) => /^(?:Hello|\[Paul\] hello) ([^ ,]+)/.exec(line)?.[1] ?? [])
        assert.ok(heard.length <= 5 && names.every((name) => name === own), `${own} heard ${heard.join(' | ')}`)
      }
      assert.deepEqual(talk.customerLines(), [`hello from ${nick}`])
      assert.equal((await world.switchboard.health()).ok, true)
    },
  )
})
