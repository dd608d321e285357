import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { DeliveryError, type DeliveryFailure } from '../../src/ports/network.ts'
import { startEjabberd } from '../servers/ejabberd.ts'
import { startInspircd } from '../servers/inspircd.ts'
import { needServers } from '../servers/installed.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { startProsody } from '../servers/prosody.ts'
import { ircRigMaker } from '../support/irc-rig.ts'
import { loopbackRigMaker } from '../support/loopback-rig.ts'
import { tryAbilities } from '../support/network-abilities.ts'
import { chatOf, deliveryTo, type Rig, type RigMaker } from '../support/network-rig.ts'
import { slackRigMaker } from '../support/slack-rig.ts'
import { waitFor } from '../support/wait-for.ts'
import { xmppRigMaker } from '../support/xmpp-rig.ts'

/** A new network adds its line here. */
const makers: readonly RigMaker[] = [
  loopbackRigMaker,
  ircRigMaker('irc on InspIRCd', () => startInspircd({ allowFloods: true })),
  ircRigMaker('irc on ngIRCd', () => startNgircd({ allowFloods: true })),
  xmppRigMaker('prosody', startProsody),
  xmppRigMaker('ejabberd', startEjabberd),
  slackRigMaker,
]

const numbered = (text: string, count: number) => Array.from({ length: count }, (_, index) => `${text} ${index + 1}`)
const isFailure = (kind: DeliveryFailure['kind']) => (error: unknown) =>
  error instanceof DeliveryError && error.failure.kind === kind && error.failure.text.length > 5

for (const maker of makers) {
  describe(`network: ${maker.name}`, function () {
    this.timeout(60_000)
    before(function () {
      needServers(this, ...(maker.needs ?? []))
      return maker.before()
    })
    after(() => maker.after())
    let rig: Rig
    beforeEach(async () => {
      rig = await maker.start()
    })
    afterEach(() => rig[Symbol.asyncDispose]())

    it('[P6] the first message says who wrote to which contact', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello, is anybody there?')
      const { sender, message, at } = await rig.inbox.next('message')
      equal(message.text, 'hello, is anybody there?')
      equal(sender.contact, 'support')
      equal(sender.customer.name, 'anna')
      ok(sender.customer.address.includes('anna'))
      ok(Math.abs(Date.now() - at) < 10_000)
      ok(JSON.parse(sender.address))
    })

    it('[I1][I5] what customers write arrives once each, in order', async () => {
      const [anna, ben] = await Promise.all([rig.customer('anna'), rig.customer('ben')])
      const [hers, his] = [numbered('anna says', 6), numbered('ben says', 6)]
      hers.forEach((text, index) => {
        anna.write(text)
        ben.write(his[index] as string)
      })
      await waitFor('all messages', () => rig.inbox.all('message').length >= 12, { timeoutMs: 30_000 })
      deepEqual(
        rig.inbox.texts().filter((text) => text.startsWith('anna')),
        hers,
      )
      deepEqual(
        rig.inbox.texts().filter((text) => text.startsWith('ben')),
        his,
      )
      const ids = rig.inbox.all('message').map(({ remoteId }) => remoteId)
      equal(new Set(ids).size, 12)
    })

    it('[I5][P9] what agents write arrives once each, in order, and is confirmed', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      await rig.inbox.next('message')
      const said = numbered('agent says', 6)
      for (const text of said) equal((await rig.network.send(deliveryTo(rig.inbox, 'anna', text))).acknowledged, true)
      await anna.hears(/says 6$/)
      deepEqual(anna.heard(), said)
    })

    it('[I5] one long text arrives whole, whatever its length and characters', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      await rig.inbox.next('message')
      const text = `${'Grüße an alle 👩‍🚒 und 字 '.repeat(60)}Ende.`
      ok((await rig.network.send(deliveryTo(rig.inbox, 'anna', text))).acknowledged)
      await anna.hears(/Ende\.$/)
      // Where a line is cut, a server may drop the space.
      equal(anna.heard().join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
      ok(anna.heard().every((line) => Buffer.byteLength(line) <= rig.network.features.maxBytes + 60))
    })

    it('[I6] what looks like a command arrives as text', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      await rig.inbox.next('message')
      const said = ['/quit now', ':colon first', '@tag=1 PRIVMSG anna :x', 'QUIT :bye', '<b>no & markup</b>']
      for (const text of said) await rig.network.send(deliveryTo(rig.inbox, 'anna', text))
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'a\0b\r\nQUIT :injected'))
      await anna.hears(/injected$/)
      deepEqual(anna.heard().slice(0, 5), said)
      equal(rig.network.health().state, 'up')
    })

    it('[P12] identification ends, with facts that name their source', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      const { sender } = await rig.inbox.next('message')
      await rig.network.identify(sender.chat, sender.address)
      const { facts } = await rig.inbox.next('profile', (event) => event.chat === sender.chat)
      for (const fact of Object.values(facts)) match(fact.source, /\w/)
      await rig.network.identify(sender.chat, sender.address)
    })

    it('[P19] who left gets it after coming back, and before only where the network keeps it', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      const { sender } = await rig.inbox.next('message')
      await rig.network.identify(sender.chat, sender.address)
      await rig.inbox.next('profile')
      await anna.leave()
      if (maker.keepsForAbsent) {
        await rig.network.send(deliveryTo(rig.inbox, 'anna', 'kept for her'))
        await anna.comeBack()
        await anna.hears(/^kept for her$/)
        equal(rig.inbox.all('left').length, 0)
        return
      }
      await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'too late')), isFailure('away'))
      await rig.inbox.next('left', ({ chat }) => chat === sender.chat)
      await anna.comeBack()
      anna.write('I am back')
      await rig.inbox.next('returned', ({ sender: { chat } }) => chat === sender.chat, { timeoutMs: 30_000 })
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'welcome back'))
      await anna.hears(/^welcome back$/)
      equal(anna.heard().includes('too late'), false)
      equal(
        rig.inbox.all('message').every((event) => event.sender.chat === sender.chat),
        true,
      )
    })

    it('[I1] after a break it comes back by itself, says how long it was away, and goes on in order', async () => {
      const anna = await rig.customer('anna')
      anna.write('before')
      const { sender } = await rig.inbox.next('message')
      await rig.network.identify(sender.chat, sender.address)
      await rig.inbox.next('profile')
      await rig.breakConnection()
      await waitFor('the loss to show', () => rig.network.health().state === 'down')
      await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'meanwhile')), isFailure('later'))
      await rig.restoreConnection()
      const gap = await rig.inbox.next('gap', () => true, { timeoutMs: 30_000 })
      ok(gap.ms >= 0)
      equal(rig.network.health().state, 'up')
      await anna.comeBack()
      anna.write('after')
      await rig.inbox.next('message', ({ message }) => message.text === 'after', { timeoutMs: 30_000 })
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'go on'))
      await anna.hears(/^go on$/)
      deepEqual(rig.inbox.texts(), ['before', 'after'])
      equal(chatOf(rig.inbox, 'anna'), sender.chat)
    })

    it('[I2] a delivery that may have been sent before is not sent twice', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      await rig.inbox.next('message')
      const delivery = deliveryTo(rig.inbox, 'anna', 'once')
      await rig.network.send(delivery)
      const again = rig.network.send({ ...delivery, repeated: true })
      if (maker.knowsRepeats) await again
      else await rejects(again, isFailure('unknown'))
      await rig.network.send(deliveryTo(rig.inbox, 'anna', 'the end'))
      await anna.hears(/^the end$/)
      deepEqual(anna.heard(), ['once', 'the end'])
    })

    it('an orderly end finishes what was begun and gives back the rest', async () => {
      const anna = await rig.customer('anna')
      anna.write('hello')
      await rig.inbox.next('message')
      const [sent] = await Promise.allSettled([
        rig.network.send(deliveryTo(rig.inbox, 'anna', 'last words')),
        Promise.resolve(rig.abort()),
        rig.stopped,
      ])
      if (sent.status === 'rejected') ok(isFailure('later')(sent.reason))
      // What the server has taken is on its way to her; her end may still have to read it.
      if (sent.status === 'fulfilled') await anna.hears(/^last words$/)
      deepEqual(anna.heard(), sent.status === 'fulfilled' ? ['last words'] : [])
      equal(rig.network.health().state, 'stopped')
    })

    tryAbilities(() => rig)
  })
}
