import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { ContactId, ConversationId } from '../../src/core/ids.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import type { PersonOptions } from '../servers/slack/workspace.ts'
import { contactState } from '../support/contact-state.ts'
import { chatOf, deliveryTo } from '../support/network-rig.ts'
import { type SlackRig, startSlackRig } from '../support/slack-rig.ts'
import { waitFor } from '../support/wait-for.ts'

describe('slack: who somebody is', function () {
  this.timeout(30_000)
  let rig: SlackRig
  beforeEach(async () => {
    rig = await startSlackRig()
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  const meets = async (name: string, options: PersonOptions) => {
    rig.server.customer(name, options).write('hello')
    const { sender } = await rig.inbox.next('message', (event) => event.sender.customer.address.includes(name))
    return sender
  }
  const valuesOf = (facts: object) =>
    Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, (fact as { value: string }).value]))

  it('[P12] the profile says language, time zone and name; of the program it says that nothing can be known', async () => {
    const options = { realName: 'Anna Mayer', displayName: 'Anna M.', locale: 'de-DE', timeZone: 'Europe/Vienna' }
    const { customer, facts, identities } = await meets('anna', options)
    deepEqual(customer, { name: 'Anna M.', account: 'U000001', address: 'anna (U000001)' })
    deepEqual(identities, ['slack:T0STAND/U000001'])
    deepEqual(valuesOf(facts), {
      ...{ application: 'Slack', account: 'U000001', locale: 'de-DE', files: 'yes', edits: 'yes', replies: 'yes' },
      ...{ reactions: 'yes', formatting: 'yes', threads: 'yes', longtext: 'yes' },
      ...{ timeZone: 'Europe/Vienna', realName: 'Anna Mayer' },
    })
    equal(facts.application?.confidence, 'assumed')
    match(facts.application?.source ?? '', /tells no app which program/)
    equal(facts.locale?.confidence, 'declared')
  })

  for (const [what, options, guest, organisation, identity] of [
    ['a guest of some channels', { guest: 'multi-channel' }, 'guest in some channels', undefined, 'T0STAND'],
    ['a guest of one channel', { guest: 'single-channel' }, 'guest in one channel', undefined, 'T0STAND'],
    [
      'somebody of another workspace',
      { stranger: { teamId: 'T0OTHER' } },
      'of another organisation (Slack Connect)',
      'T0OTHER',
      'T0OTHER',
    ],
    ['a member of an enterprise', { enterprise: { id: 'E1', name: 'Example Corp' } }, undefined, 'Example Corp', 'E1'],
  ] as const) {
    it(`[P12] ${what} is recognised`, async () => {
      const { facts, identities } = await meets('anna', options)
      equal(facts.guest?.value, guest)
      equal(facts.organisation?.value, organisation)
      deepEqual(identities, [`slack:${identity}/U000001`])
    })
  }

  it('[P12] whom Slack says nothing about is served all the same, and known by their id', async () => {
    rig.server.faults.always('users.info', { status: 500 })
    rig.person('anna').write('hello')
    const { sender } = await rig.inbox.next('message')
    deepEqual([sender.customer.name, sender.customer.address], ['U000001', 'U000001'])
    rig.server.faults.always('users.info', undefined)
    await rig.network.identify(sender.chat, sender.address)
    const { facts } = await rig.inbox.next('profile')
    equal(facts.realName?.value, 'anna')
    await rig.inbox.next('identified')
  })

  it('[P16] Slack that does not answer about somebody holds up nothing', async () => {
    rig.server.faults.always('users.info', { cut: 'before' })
    rig.person('anna').write('hello')
    await rig.inbox.next('message')
  })

  it('[P19] whether they are there is asked with the identification, and told when it changes', async () => {
    const { chat, address } = await meets('anna', {})
    await rig.network.identify(chat, address)
    await waitFor('their presence', () => rig.inbox.presences.length === 1)
    await rig.network.identify(chat, address)
    await waitFor('a second question', () => asked() === 2)
    rig.person('anna').shows('away')
    await rig.network.identify(chat, address)
    await waitFor('their absence', () => rig.inbox.presences.length === 2)
    deepEqual(rig.inbox.presences, [
      { chat, presence: { state: 'here' } },
      { chat, presence: { state: 'away' } },
    ])
  })
  const asked = () => rig.server.webApi.calls.filter(({ method }) => method === 'users.getPresence').length

  it('programs, and what is written elsewhere than to the app, open nothing', async () => {
    rig.server.customer('helper', { isBot: true }).write('I am a program')
    const anna = rig.person('anna')
    anna.write('in a channel', { event: { channel: 'C000001', channel_type: 'channel' } })
    anna.write('from a program', { event: { bot_id: 'B0OTHER' } })
    anna.write('joined', { event: { subtype: 'channel_join' } })
    anna.write('by Slack', { event: { user: 'USLACKBOT' } })
    anna.write('hello')
    await rig.inbox.next('message')
    deepEqual(rig.inbox.texts(), ['hello'])
    await waitFor('all to be acknowledged', () => rig.server.envelopes.waiting === 0)
  })
})

describe('slack: coming without a word', function () {
  this.timeout(30_000)
  let rig: SlackRig
  let anna: SlackCustomer
  beforeEach(async () => {
    rig = await startSlackRig({ homesEveryMs: 100 })
    anna = rig.server.customer('anna', { locale: 'de-DE', timeZone: 'Europe/Berlin' })
  })
  afterEach(() => rig[Symbol.asyncDispose]())
  const homeOf = (pattern: RegExp) =>
    waitFor(`a home page with ${pattern}`, () => pattern.test(anna.home()?.text ?? '') && anna.home(), {
      detail: () => JSON.stringify(anna.home()),
    })

  it("[P15][F1][F2] the home page shows how the desk stands, in the visitor's language, and follows it", async () => {
    anna.openHome()
    const first = await homeOf(/Help desk/)
    deepEqual(first.controls, ['Gespräch beginnen'])
    const texts = { en: '2 of 3 agents free', de: '2 von 3 frei, etwa 4 min' }
    rig.network.publishState?.(contactState('', { texts }))
    await homeOf(/2 von 3 frei, etwa 4 min/)
    equal(rig.inbox.events.length, 0)
  })

  it('[F9] who has looked is kept, and a page that would show the same is not shown again', async () => {
    anna.openHome()
    await homeOf(/Help desk/)
    deepEqual(
      [...rig.inbox.kept.values()],
      [{ contact: 'support', address: `${anna.person.id}/${anna.person.channel}` }],
    )
    const shown = () => rig.server.webApi.calls.filter(({ method }) => method === 'views.publish').length
    rig.network.publishState?.(contactState('all busy'))
    await homeOf(/all busy/)
    equal(shown(), 2)
    rig.network.publishState?.(contactState('all busy'))
    rig.network.publishState?.({ ...contactState('of another'), contact: 'other' as ContactId })
    for (const text of ['1 free', '2 free', '3 free']) rig.network.publishState?.(contactState(text))
    await homeOf(/3 free/)
    equal(shown(), 3)
  })

  it('[F5] the home page lists their own past conversations', async () => {
    anna.write('hello')
    const { sender } = await rig.inbox.next('message')
    const [openedAt, closedAt] = [Date.UTC(2026, 5, 3, 12), Date.UTC(2026, 5, 3, 13)]
    const one = { id: 1 as ConversationId, openedAt, closedAt, request: 'my <b>invoice</b> & *more*' }
    rig.inbox.past.set(sender.chat, [{ ...one, agentName: 'Mira' }])
    anna.openHome()
    await homeOf(/03\.06\.2026, mit Mira: "my <b>invoice<\/b> & \*more\*"/)
  })

  it('[P10][P15] the start button begins a conversation before anything is written', async () => {
    anna.openHome()
    await homeOf(/Help desk/)
    anna.press('Gespräch beginnen', 'home')
    const { sender, occasion } = await rig.inbox.next('started')
    deepEqual([occasion, sender.contact, sender.customer.name], ['home', 'support', 'anna'])
    await waitFor('the acknowledgement', () => rig.server.envelopes.waiting === 0)
    const { chat, address } = sender
    await rig.network.send({ ...deliveryTo2(), chat, address, message: { kind: 'text', text: 'Hallo anna' } })
    deepEqual(anna.heard(), ['Hallo anna'])
    anna.write('hello')
    equal((await rig.inbox.next('message')).sender.chat, chat)
  })
  it('[P10] a start button that Slack tells us to wait with is not pressed again: it begins when it may', async () => {
    anna.openHome()
    await homeOf(/Help desk/)
    rig.server.faults.once('conversations.open', { retryAfter: 1 }, { retryAfter: 1 })
    anna.press('Gespräch beginnen', 'home')
    const { sender } = await rig.inbox.next('started')
    equal(sender.customer.name, 'anna')
    equal(rig.server.webApi.calls.filter(({ method }) => method === 'conversations.open').length, 3)
    await waitFor('the acknowledgement', () => rig.server.envelopes.waiting === 0)
    equal(rig.inbox.all('started').length, 1)
  })

  const deliveryTo2 = () => ({ key: '1:1:1' as never, priority: 'prompt', hasty: false, repeated: false }) as const

  it('[P10][P15] a thread with the assistant begins a conversation, and the answer goes there', async () => {
    const thread = anna.openThread()
    const { sender, occasion } = await rig.inbox.next('started')
    equal(occasion, 'thread')
    const { chat, address } = sender
    await rig.network.send({ ...deliveryTo2(), chat, address, message: { kind: 'text', text: 'Hallo anna' } })
    equal(anna.posts.at(-1)?.thread_ts, thread)
    anna.write('hello', { thread })
    const message = await rig.inbox.next('message')
    deepEqual([message.sender.chat, message.answers], [chat, undefined])
  })

  it('[I2] a button that is told twice begins once', async () => {
    anna.openHome()
    await homeOf(/Help desk/)
    rig.server.envelopes.hearsAcks = false
    anna.press('Gespräch beginnen', 'home')
    await rig.inbox.next('started')
    rig.server.envelopes.hearsAcks = true
    rig.server.envelopes.cutAll()
    await waitFor('the repeat to be acknowledged', () => rig.server.envelopes.waiting === 0, { timeoutMs: 20_000 })
    equal(rig.inbox.all('started').length, 1)
  })

  it('[P15] what to publish so that people find us is a link that opens the app', async () => {
    const link = rig.network.contactLink('support' as ContactId) ?? ''
    equal(link, 'https://slack.com/app_redirect?app=A0STAND&team=T0STAND')
    equal(rig.network.contactLink('other' as ContactId), undefined)
  })

  it('the end of a conversation ends the questions about somebody; a new one begins as the same person', async () => {
    anna.write('hello')
    const { sender } = await rig.inbox.next('message')
    rig.network.forget?.(sender.chat)
    anna.write('me again')
    await rig.inbox.next('message', ({ message }) => message.text === 'me again')
    equal(chatOf(rig.inbox, 'anna'), sender.chat)
    ok(rig.inbox.all('message').every((event) => event.sender.chat === sender.chat))
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'welcome back'))
    deepEqual(anna.heard(), ['welcome back'])
  })
})
