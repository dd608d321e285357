import { deepEqual, equal, ok } from 'node:assert/strict'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import type { IrcServer } from '../servers/irc-server.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { contactState } from '../support/contact-state.ts'
import { type IrcRig, startIrcRig } from '../support/irc-rig.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { waitFor } from '../support/wait-for.ts'

const servers: readonly (readonly [string, () => Promise<IrcServer>])[] = [
  ['InspIRCd', () => startInspircd({ allowFloods: true })],
  ['ngIRCd', () => startNgircd({ allowFloods: true })],
]

for (const [name, start] of servers) {
  describe(`irc: bad input on ${name}`, function () {
    this.timeout(60_000)
    let server: IrcServer
    let rig: IrcRig
    before(async () => {
      server = await start()
    })
    after(() => server.stop())
    beforeEach(async () => {
      rig = await startIrcRig(server)
    })
    afterEach(() => rig[Symbol.asyncDispose]())

    it('[I6] no bytes of a customer do harm, and what follows is understood', async () => {
      const eve = await rig.connect('eve')
      const head = Buffer.from(`PRIVMSG ${rig.nick} :`)
      const bytes = (...values: number[]) => Buffer.concat([head, Buffer.from(values), Buffer.from('\r\n')])
      eve.sendBytes(bytes(0x67, 0x72, 0xfc, 0x6e))
      eve.sendBytes(bytes(0xe5, 0xad))
      eve.sendBytes(bytes(0x61, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x62))
      eve.sendBytes(bytes(0xf0, 0x9f, 0x98))
      eve.privmsg(rig.nick, '\x02\x1d\x1f\x0304,05\x1e\x11\x16'.repeat(20))
      eve.privmsg(rig.nick, `${'\x02a'.repeat(150)}`)
      eve.privmsg(rig.nick, '{"type":"trouble"} <script>alert(1)</script> {{x}} !close')
      eve.privmsg(rig.nick, 'the end')
      await rig.inbox.next('message', ({ message }) => message.text === 'the end', { timeoutMs: 40_000 })
      const texts = rig.inbox.texts()
      for (const text of texts) ok(!/[\0-\x1f\x7f-\x9f]/.test(text), JSON.stringify(text))
      ok(texts.includes('gr\ufffdn'))
      ok(texts.includes('a[31mb'))
      ok(texts.includes('a'.repeat(150)))
      ok(texts.includes('{"type":"trouble"} <script>alert(1)</script> {{x}} !close'))
      equal(rig.network.health().state, 'up')
    })

    it('[I6] NUL and line breaks in an answer stay text', async () => {
      const anna = await rig.connect('anna')
      anna.privmsg(rig.nick, 'hello')
      await rig.inbox.next('message')
      const text = `x\r\nQUIT :bye\nPRIVMSG eve :psst\0 \x01VERSION\x01 ${'\u0007'.repeat(20)}`
      await rig.network.send(deliveryTo(rig.inbox, 'anna', text))
      await anna.waitFor(/PRIVMSG eve :psst VERSION/)
      equal(rig.network.health().state, 'up')
      equal(anna.linesSince(0, /\x01VERSION\x01/).length, 0)
    })

    it('[I7] a flood of CTCP is not answered beyond a few, and does not hold up agents', async () => {
      const [anna, eve] = await Promise.all([rig.connect('anna'), rig.connect('eve')])
      anna.privmsg(rig.nick, 'hello')
      await rig.inbox.next('message')
      for (let index = 0; index < 30; index++) eve.send(`PRIVMSG ${rig.nick} :\x01PING ${index}\x01`)
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'still here'))
      await anna.waitFor('still here')
      await eve.waitFor(/NOTICE eve :\x01PING 0\x01/, { timeoutMs: 20_000 })
      await eve.sync()
      const answers = eve.linesSince(0, /NOTICE eve :\x01PING/)
      ok(answers.length <= 4, `${answers.length} answers`)
      equal(rig.inbox.all('message').length, 1)
    })

    it('VERSION is answered; a file by DCC is refused once, with words', async () => {
      const anna = await rig.connect('anna')
      anna.send(`PRIVMSG ${rig.nick} :\x01VERSION\x01`)
      await anna.waitFor(/NOTICE anna :\x01VERSION Switchboard\x01/)
      for (let index = 0; index < 3; index++)
        anna.send(`PRIVMSG ${rig.nick} :\x01DCC SEND a.txt 2130706433 5000 100\x01`)
      await anna.waitFor(/NOTICE anna :I cannot take files this way\. Please/)
      await anna.sync()
      equal(anna.linesSince(0, /cannot take files/).length, 1)
      equal(rig.inbox.all('message').length, 0)
    })

    it('[F12] who offers a file by DCC is told of a contact that takes files, in their language', async () => {
      await using german = await startIrcRig(server, { language: 'de' })
      const filesElsewhere = { network: 'XMPP', link: 'xmpp:support@help.example?message' }
      german.network.publishState?.(contactState('1 von 1', { filesElsewhere }))
      const anna = await german.connect('anna')
      anna.send(`PRIVMSG ${german.nick} :\x01DCC SEND a.txt 2130706433 5000 100\x01`)
      await anna.waitFor(
        /NOTICE anna :Auf diesem Weg kann ich keine Dateien annehmen\. Über XMPP können Sie sie uns schicken: xmpp:support@help\.example\?message /,
      )
    })

    it('NOTICE and ACTION count as messages, CTCP queries and empty texts do not', async () => {
      const anna = await rig.connect('anna')
      anna.send(`NOTICE ${rig.nick} :as a notice`)
      anna.send(`PRIVMSG ${rig.nick} :\x01ACTION waves\x01`)
      anna.send(`PRIVMSG ${rig.nick} :\x01ACTION without the end`)
      anna.send(`PRIVMSG ${rig.nick} :\x02\x0f  `)
      anna.send(`PRIVMSG ${rig.nick} :\x01FINGER\x01`)
      anna.privmsg(rig.nick, 'text')
      await rig.inbox.next('message', ({ message }) => message.text === 'text', { timeoutMs: 20_000 })
      deepEqual(
        rig.inbox.all('message').map(({ message }) => [message.kind, message.text]),
        [
          ['notice', 'as a notice'],
          ['emote', 'waves'],
          ['emote', 'without the end'],
          ['text', 'text'],
        ],
      )
    })

    it("[P12] a client's words about itself are cut and cleaned, and only taken when asked for", async () => {
      const eve = await rig.connect('eve', { version: { text: `\x02\x0304irssi\x0f v1.4.3${'x'.repeat(300)}` } })
      eve.send(`NOTICE ${rig.nick} :\x01VERSION never asked\x01`)
      eve.privmsg(rig.nick, 'hello')
      const { sender } = await rig.inbox.next('message')
      await rig.network.identify(sender.chat, sender.address)
      await rig.inbox.next('identified', () => true, { timeoutMs: 20_000 })
      const raw = rig.inbox.all('profile').flatMap(({ facts }) => (facts.raw ? [facts.raw] : []))
      equal(raw.length, 1)
      equal(raw[0]?.confidence, 'declared')
      ok(raw[0]?.value.startsWith('irssi v1.4.3xxx'))
      equal(raw[0]?.value.length, 200)
    })
  })
}

describe('irc: whom we do not serve', function () {
  this.timeout(40_000)
  let server: Inspircd
  before(async () => {
    server = await startInspircd({ allowFloods: true })
  })
  after(() => server.stop())

  it('network bots, services, channels and our own echo open nothing', async () => {
    await using rig = await startIrcRig(server)
    const [bot, nickserv, anna] = await Promise.all([
      rig.connect('helper'),
      rig.connect('NickServ'),
      rig.connect('anna'),
    ])
    bot.send('MODE helper +B')
    bot.privmsg(rig.nick, 'I am a bot')
    nickserv.privmsg(rig.nick, 'this nickname is registered')
    anna.send(`JOIN #help`)
    anna.privmsg('#help', `${rig.nick}: hello`)
    await Promise.all([bot.sync(), nickserv.sync(), anna.sync()])
    anna.privmsg(rig.nick, 'I am a person')
    await rig.inbox.next('message')
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'hello'))
    deepEqual(rig.inbox.texts(), ['I am a person'])
  })

  it('where only WHOIS shows that somebody is a bot, nothing more is taken once it did', async () => {
    await using plain = await startNgircd({ allowFloods: true })
    await using rig = await startIrcRig(plain)
    const [bot, anna] = await Promise.all([rig.connect('helper'), rig.connect('anna')])
    bot.send('MODE helper +B')
    bot.privmsg(rig.nick, 'I am a bot')
    const { sender } = await rig.inbox.next('message')
    await rig.network.identify(sender.chat, sender.address)
    const { facts } = await rig.inbox.next('profile', (event) => event.facts.bot !== undefined)
    equal(facts.bot?.value, 'yes')
    rig.network.forget?.(sender.chat)
    bot.privmsg(rig.nick, 'I do not understand "Hello"')
    await bot.sync()
    anna.privmsg(rig.nick, 'I am a person')
    await rig.inbox.next('message', ({ message }) => message.text === 'I am a person')
    deepEqual(rig.inbox.texts(), ['I am a bot', 'I am a person'])
  })

  it('500 customers in a few seconds all get their chat, in their order, and the server keeps us', async () => {
    await using strict = await startInspircd()
    await using rig = await startIrcRig(strict, { flood: { burst: 8, intervalMs: 1100 } })
    const names = Array.from({ length: 500 }, (_, index) => `customer${index}`)
    const people = await Promise.all(names.map((each) => rig.connect(each)))
    for (const person of people) person.privmsg(rig.nick, `hello from ${person.nick}`)
    await waitFor('all of them', () => rig.inbox.all('message').length === 500, { timeoutMs: 30_000 })
    equal(new Set(rig.inbox.all('message').map(({ sender }) => sender.chat)).size, 500)
    for (const { sender } of rig.inbox.all('message')) void rig.network.identify(sender.chat, sender.address)
    const prompts = names.map((each) =>
      rig.network.send(deliveryTo(rig.inbox, each, 'greeting', { priority: 'prompt' })),
    )
    const settled = Promise.allSettled(prompts)
    const before = performance.now()
    await rig.network.send(deliveryTo(rig.inbox, 'customer400', 'from an agent'))
    ok(performance.now() - before < 8000, `${performance.now() - before} ms`)
    await waitFor(
      'some greetings',
      () => people.filter((each) => each.received.some((line) => line.includes('greeting'))).length >= 4,
      {
        timeoutMs: 40_000,
      },
    )
    equal(rig.network.health().state, 'up')
    rig.abort()
    await settled
  })
})
