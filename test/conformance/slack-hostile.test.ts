import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RichNode } from '../../src/core/message/message.ts'
import { shownText } from '../servers/slack/shown.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { type SlackRig, startSlackRigWith } from '../support/slack-rig.ts'
import { waitFor } from '../support/wait-for.ts'

/** What pings people, links to elsewhere, or becomes something else, if a wire believes it. */
const tricks = [
  '<!channel> <!here> <!everyone>',
  '<@U000001> <#C1|general> <!subteam^S1|@team>',
  '<https://evil.example|https://bank.example>',
  '&lt;!channel&gt; &amp;lt;!channel&amp;gt;',
  '@channel @here @everyone',
  ':tada: ::: *a* _b_ ~c~ `d` ```e``` > f',
  '<mailto:a@b.example|click> <javascript:alert(1)>',
  '\u202e\u0007\u0000text\u2028more',
  '{"type":"section","text":"x"}',
  '<!date^1392734382^{date}^https://evil.example|now>',
]

describe('slack: hostile input', function () {
  this.timeout(30_000)
  let rig: SlackRig
  let anna: SlackCustomer
  beforeEach(async () => {
    ;({ rig, person: anna } = await startSlackRigWith('anna'))
  })
  afterEach(() => rig[Symbol.asyncDispose]())
  const last = () => anna.posts.at(-1)!

  for (const trick of tricks) {
    it(`[I6] ${JSON.stringify(trick)} arrives as it was written, and does nothing`, async () => {
      const clean = trick.replace(/[\u0000\u0007\u2028]/g, '')
      const styled: RichNode = { type: 'styled', style: 'bold', children: [{ type: 'text', text: trick }] }
      for (const message of [{ text: trick }, { text: trick, rich: [styled] }]) {
        await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'text', ...message }))
        // Addresses that can be followed stand there in full.
        equal(shownText(last()), clean)
        // No markup in the text that notifications show: only escaped signs.
        ok(!/[<>]|&(?!amp;|lt;|gt;)/.test(last().text), last().text)
      }
      const call = rig.server.webApi.calls.findLast(({ method }) => method === 'chat.postMessage')
      deepEqual([call?.args['link_names'], call?.args['parse'], call?.args['mrkdwn']], ['false', 'none', 'false'])
      anna.write(trick)
      const { message } = await rig.inbox.next('message', (event) => event.message.text !== 'hello')
      equal(message.text.replaceAll('🎉', ':tada:'), clean.trim())
    })
  }

  it('[I6] names of agents, questions and files carry no markup either', async () => {
    const speaker = { name: '<!channel>\n<https://evil.example|Mira>\u0000' }
    const choices = { question: 'topic', text: '<!channel> & you?', choices: ['<!here>', '*x* :tada:'] }
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'x', { speaker, choices }))
    ok(!/[<>\n\0]/.test(last().username ?? ''), last().username)
    equal(last().text, '&lt;!channel&gt; &amp; you?')
    const labels = JSON.stringify(last().blocks)
    ok(!labels.includes('mrkdwn'))
    ok(!labels.includes('"emoji":true'))
  })

  it('[I6] a link that hides where it leads shows it', async () => {
    const link = (url: string, label: string): RichNode => ({
      type: 'link',
      url,
      children: [{ type: 'text', text: label }],
    })
    for (const [node, shown] of [
      [link('https://evil.example/', 'https://bank.example/'), 'https://evil.example/'],
      [link('javascript:alert(1)', 'click'), 'click'],
      [link('https://a.example/|x>y', 'click'), 'click'],
    ] as const) {
      await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'text', text: 'x', rich: [node] }))
      equal(shownText(last()), shown)
    }
  })

  it('what is no envelope, or not as Slack says, changes nothing and ends nothing', async () => {
    const [link] = rig.server.envelopes.links
    ok(link)
    // Outside tests such a rejection ends the process.
    const thrown: unknown[] = []
    const note = (reason: unknown) => void thrown.push(reason)
    process.on('unhandledRejection', note)
    const event = (more: object) =>
      JSON.stringify({ envelope_id: 'e', type: 'events_api', payload: { event_id: 'E', event: more } })
    const { channel, id: user } = anna.person
    const message = { type: 'message', channel, channel_type: 'im', user }
    for (const junk of [
      ...['null', '[]', '1', '"x"', '{', '', '{"type":"events_api"}', '{"type":"events_api","payload":{"event":null}}'],
      ...[
        '{"type":"interactive","payload":null}',
        '{"type":"interactive","payload":{"actions":[null,{"action_id":{}}]}}',
      ],
      ...[
        '{"type":"close"}',
        '{"type":"error"}',
        '{"type":"slack_event"}',
        `{"type":"x","payload":"${'x'.repeat(3_000_000)}"}`,
      ],
      event({ type: 'message' }),
      event({ ...message, ts: 'not a time' }),
      event({ ...message, ts: '1.1', channel: '../../x', text: 'x' }),
      event({ ...message, ts: '1.2', user: '<!channel>', text: 'x' }),
      event({ ...message, subtype: 'message_changed', message: null }),
      event({ ...message, subtype: 'message_deleted', previous_message: 'x', deleted_ts: {} }),
      event({ type: 'reaction_added', item: null, reaction: 1 }),
      event({ type: 'app_home_opened', user: 1 }),
      event({ type: 'assistant_thread_started', assistant_thread: [] }),
      event({ type: 'tokens_revoked', tokens: { bot: 'U0BOT' } }),
    ]) {
      link.send(junk)
    }
    link.send(Buffer.from([0, 1, 2, 255]))
    anna.write('still there?')
    await rig.inbox.next('message', ({ message: { text } }) => text === 'still there?')
    deepEqual(rig.inbox.texts(), ['hello', 'still there?'])
    equal(rig.network.health().state, 'up')
    equal(rig.inbox.events.length, 2)
    process.off('unhandledRejection', note)
    deepEqual(thrown, [])
  })

  it('rich text that is a bomb, or nonsense, falls back on what stands beside it', async () => {
    const section = (elements: unknown) => [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }]
    const many = Array.from({ length: 20_000 }, () => ({ type: 'text', text: 'x' }))
    let deep: object = { type: 'text', text: 'x' }
    for (let depth = 0; depth < 2000; depth++) deep = { type: 'rich_text_section', elements: [deep] }
    const emoji = { type: 'emoji', name: 'x'.repeat(5000), unicode: 'ffffffff' }
    for (const blocks of [
      section(many),
      section('x'),
      section([null, 1, []]),
      [{ type: 'rich_text', elements: [deep] }],
    ]) {
      const since = rig.inbox.mark()
      anna.write('what stands beside it', { blocks })
      const { message } = await rig.inbox.next('message', () => true, { since })
      ok(['what stands beside it', 'x'].includes(message.text), message.text)
    }
    anna.write('beside', { blocks: section([emoji]) })
    const { message } = await rig.inbox.next('message', (event) => event.message.text.startsWith(':xxx'))
    ok(message.text.length < 200)
  })

  it('a huge text is cut, and nothing is doubled by it', async () => {
    anna.write('x'.repeat(200_000))
    const { message } = await rig.inbox.next('message', (event) => event.message.text !== 'hello')
    equal(message.text.length, 40_000)
  })

  it('names that Slack tells are text, and cut where they are read', async () => {
    const evil = rig.server.customer('evil', {
      displayName: `<!channel> ${'x'.repeat(5000)}`,
      locale: 'x'.repeat(5000),
    })
    evil.openHome()
    evil.write('hello')
    const { sender } = await rig.inbox.next('message', (event) => event.sender.customer.name.startsWith('<!channel>'))
    ok(sender.customer.name.length <= 200)
    ok((sender.facts.locale?.value.length ?? 0) <= 200)
    await waitFor('a home page all the same', () => evil.home())
  })

  it('our token goes to nobody else, whatever address a file has or leads to', async () => {
    const heard: (string | undefined)[] = []
    const other = createServer((request, response) => {
      heard.push(request.headers.authorization)
      response.end('x')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/a`
    const open = (url: string) => rig.network.openFile!({ url, name: 'a', kind: 'file' }, AbortSignal.timeout(5000))
    const { origin, host } = new URL(rig.server.apiUrl)
    for (const url of [elsewhere, `http://${host}@127.0.0.1/a`, 'https://files.slack.com.evil.example/a', 'nonsense'])
      equal(await open(url), undefined)
    rig.server.redirects.set('/files-pri/away', elsewhere)
    rig.server.redirects.set('/files-pri/round', `${origin}/files-pri/round`)
    await rejects(open(`${origin}/files-pri/away`), /leads elsewhere/)
    await rejects(open(`${origin}/files-pri/round`), /circles/)
    await rejects(open(`${origin}/files-pri/none`), /answers 404/)
    deepEqual(heard, [])
    await new Promise((resolve) => other.close(resolve))
  })

  it('a message of another channel or person is not changed by us', async () => {
    const { message: _message, ...toChat } = deliveryTo(rig.inbox, 'anna', '')
    for (const target of ['nonsense', 'T0STAND/D000001/x', '../../D1/1.1']) {
      await rejects(rig.network.redact!({ ...toChat, target: target as never }), /refused/)
    }
    const hers = rig.inbox.all('message')[0]!.remoteId
    await rejects(rig.network.redact!({ ...toChat, target: hers }), /refused: Slack answered: cant delete message/)
    equal(anna.posts.length, 1)
  })
})
