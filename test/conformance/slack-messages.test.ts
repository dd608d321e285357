import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { text as readText } from 'node:stream/consumers'
import type { EffectKey, RemoteMessageId } from '../../src/core/ids.ts'
import type { RichNode } from '../../src/core/message/message.ts'
import type { Change } from '../../src/ports/network.ts'
import { controlsOf, shownText } from '../servers/slack/shown.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { beginSlack, type SlackRig, slackSettings, startSlackRigWith } from '../support/slack-rig.ts'
import { waitFor } from '../support/wait-for.ts'

const text = (words: string): RichNode => ({ type: 'text', text: words })
const long = (word: string, length: number) => `${word} `.repeat(Math.ceil(length / (word.length + 1))).trim()

describe('slack: what is said', function () {
  this.timeout(30_000)
  let rig: SlackRig
  let anna: SlackCustomer
  beforeEach(async () => {
    ;({ rig, person: anna } = await startSlackRigWith('anna'))
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  const reads = async (write: () => void) => {
    const since = rig.inbox.mark()
    write()
    return (await rig.inbox.next('message', () => true, { since })).message
  }
  const change = (target: RemoteMessageId): Change => {
    const { message: _message, ...toChat } = deliveryTo(rig.inbox, 'anna', '')
    return { ...toChat, target }
  }

  it('[P20] formatting arrives as Slack shows it, and needs no marks', async () => {
    const rich: readonly RichNode[] = [
      { type: 'block', block: 'heading', children: [text('How to')] },
      {
        type: 'block',
        block: 'paragraph',
        children: [{ type: 'styled', style: 'bold', children: [text('bold')] }, text(' and 1*2*3')],
      },
      {
        type: 'list',
        ordered: true,
        items: [[text('one')], [text('two'), { type: 'list', ordered: false, items: [[text('within')]] }]],
      },
      { type: 'block', block: 'quote', children: [text('they said')] },
      { type: 'block', block: 'preformatted', children: [text('a <b>\n  c')] },
      { type: 'link', url: 'https://help.example/x', children: [text('the page')] },
    ]
    await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'text', text: 'x', rich }))
    const [blocks] = anna.posts.at(-1)?.blocks ?? []
    const elements = (blocks?.['elements'] ?? []) as readonly { type: string; elements: readonly object[] }[]
    deepEqual(
      elements.map(({ type }) => type),
      [
        'rich_text_section',
        'rich_text_list',
        'rich_text_list',
        'rich_text_quote',
        'rich_text_preformatted',
        'rich_text_section',
      ],
    )
    deepEqual(elements[0]?.elements, [
      { type: 'text', text: 'How to', style: { bold: true } },
      { type: 'text', text: '\n' },
      { type: 'text', text: 'bold', style: { bold: true } },
      { type: 'text', text: ' and 1*2*3' },
    ])
    match(
      shownText(anna.posts.at(-1)!),
      /1\. one\n2\. two\n• within\n> they said\na <b>\n {2}c\nthe page ⟨https:\/\/help\.example\/x⟩$/,
    )
  })

  it('[P20] addresses in plain text can be followed', async () => {
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'see https://help.example/a?b=1&c=2, please'))
    const [block] = anna.posts.at(-1)?.blocks ?? []
    const [section] = (block?.['elements'] ?? []) as readonly { elements: readonly object[] }[]
    deepEqual(section?.elements, [
      { type: 'text', text: 'see ' },
      { type: 'link', url: 'https://help.example/a?b=1&c=2' },
      { type: 'text', text: ', please' },
    ])
  })

  it('[P20] what customers format is read from what Slack makes of it', async () => {
    const section = (...elements: readonly object[]) => ({ type: 'rich_text_section', elements })
    const list = (style: string, indent: number, ...items: readonly string[]) => ({
      ...{ type: 'rich_text_list', style, indent },
      elements: items.map((item) => section({ type: 'text', text: item })),
    })
    const elements = [
      section(
        { type: 'text', text: 'very ', style: { bold: true, italic: true } },
        { type: 'emoji', name: 'thumbsup', unicode: '1f44d-1f3fd' },
        { type: 'user', user_id: anna.person.id },
        { type: 'link', url: 'https://a.example/', text: 'there' },
        { type: 'broadcast', range: 'channel' },
      ),
      list('bullet', 0, 'one', 'two'),
      list('ordered', 1, 'within'),
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
    ]
    const message = await reads(() => anna.write('x', { blocks: [{ type: 'rich_text', elements }] }))
    equal(message.text, 'very 👍🏽@annathere@channel\none\ntwo\nwithin\nquoted')
    deepEqual(message.rich?.slice(0, 2), [
      { type: 'styled', style: 'bold', children: [{ type: 'styled', style: 'italic', children: [text('very ')] }] },
      text('👍🏽'),
    ])
    const lists = message.rich?.find(({ type }) => type === 'list')
    deepEqual(lists, {
      ...{ type: 'list', ordered: false },
      items: [[text('one')], [text('two'), { type: 'list', ordered: true, items: [[text('within')]] }]],
    })
  })

  it('[P20] markup of simple programs is read: names, links, emoji, signs', async () => {
    const raw = `<@${anna.person.id}> &lt;b&gt; &amp;amp; <https://a.example/?x=1&amp;y=2|here> <!channel> <#C1|general> :tada: 10:30:15 :none_such:`
    const message = await reads(() => anna.writeRaw(raw))
    equal(message.text, '@anna <b> &amp; here @channel #general 🎉 10:30:15 :none_such:')
    deepEqual(
      message.rich?.find(({ type }) => type === 'link'),
      {
        ...{ type: 'link', url: 'https://a.example/?x=1&y=2' },
        children: [text('here')],
      },
    )
  })

  it('/me is an emote, both ways', async () => {
    const message = await reads(() => anna.write('waves', { event: { subtype: 'me_message' } }))
    deepEqual([message.kind, message.text], ['emote', 'waves'])
    await rig.network.send(deliveryTo(rig.inbox, 'anna', { kind: 'emote', text: 'nods' }))
    match(JSON.stringify(anna.posts.at(-1)?.blocks), /"text":"nods","style":\{"italic":true\}/)
  })

  it('[I5] a text too long for one message is changed and taken back as a whole, also after a restart', async () => {
    const sent = await rig.network.send(deliveryTo(rig.inbox, 'anna', long('word', 9000)))
    const target = sent.remoteId
    ok(target)
    equal(anna.heard().length, 3)
    await rig.network.edit?.({ ...change(target), message: { kind: 'text', text: long('other', 7000) } })
    deepEqual(
      anna.heard().map((part) => /^other/.test(part)),
      [true, true],
    )
    const again = await rig.network.send(deliveryTo(rig.inbox, 'anna', long('more', 5000)))
    await rig.network.edit?.({ ...change(again.remoteId!), message: { kind: 'text', text: long('most', 9000) } })
    equal(anna.heard().length, 4)
    rig.abort()
    await rig.stopped
    await using next = beginSlack(slackSettings(rig.server), rig.inbox)
    await next.comesUp()
    await next.network.redact?.(change(target))
    await next.network.redact?.(change(again.remoteId!))
    deepEqual(anna.heard(), [])
  })

  it('[P20] Slack showing what lies behind a link is no edit; an edit is one, with its formatting', async () => {
    const ts = anna.write('see https://a.example')
    anna.unfurl(ts)
    anna.edit(ts, 'see <https://b.example|this>')
    const edited = await rig.inbox.next('edited')
    equal(edited.target, `T0STAND/${anna.person.channel}/${ts}`)
    equal(edited.message.text, 'see this')
    equal(rig.inbox.all('edited').length, 1)
  })

  it('[P20] our own messages, edits and reactions do not come back as those of a customer', async () => {
    const since = rig.inbox.mark()
    const sent = await rig.network.send(deliveryTo(rig.inbox, 'anna', 'ours', { speaker: { name: 'Mira' } }))
    await rig.network.edit?.({ ...change(sent.remoteId!), message: { kind: 'text', text: 'still ours' } })
    await reads(() => anna.write('hers'))
    deepEqual(
      rig.inbox.events.slice(since).map(({ type }) => type),
      ['message'],
    )
  })

  it('[P9] an agent speaks with their own name and picture', async () => {
    const speaker = { name: 'Mira', picture: 'https://help.example/mira' }
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'it is me', { speaker }))
    const post = anna.posts.find(({ username }) => username === 'Mira')
    equal(post?.icon_url, speaker.picture)
  })

  it('[P20] a reaction that Slack has no name for is refused; one of the workspace keeps its name', async () => {
    const hers = rig.inbox.all('message')[0]!.remoteId
    const react = (reaction: string) => rig.network.react?.({ ...change(hers), reaction, removed: false })
    await rejects(react('🜲') ?? Promise.resolve(), /refused: Slack has no reaction 🜲/)
    await react(':party_parrot:')
    ok(anna.posts[0]?.reactions.has('party_parrot'))
    anna.react(anna.posts[0]!.ts, 'party_parrot')
    equal((await rig.inbox.next('reacted')).key, ':party_parrot:')
  })

  it('[P20] who writes in a thread is answered there; what they answer is said once', async () => {
    const sent = await rig.network.send(deliveryTo(rig.inbox, 'anna', 'which one?'))
    const thread = sent.remoteId?.split('/')[2] ?? ''
    anna.write('this one', { thread })
    anna.write('really', { thread })
    await rig.inbox.next('message', ({ message }) => message.text === 'really')
    deepEqual(
      rig.inbox.all('message').map(({ answers }) => answers),
      [undefined, sent.remoteId, undefined],
    )
    const delivery = deliveryTo(rig.inbox, 'anna', 'fine')
    await rig.network.send(delivery)
    equal(anna.posts.at(-1)?.thread_ts, thread)
    // A repeat is recognised in a thread too.
    await rig.network.send({ ...delivery, repeated: true })
    equal(anna.heard().filter((said) => said === 'fine').length, 1)
    await reads(() => anna.write('back outside'))
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'outside'))
    equal(anna.posts.at(-1)?.thread_ts, undefined)
    equal(new Set(rig.inbox.all('message').map(({ sender }) => sender.chat)).size, 1)
  })
})

describe('slack: questions and files', function () {
  this.timeout(30_000)
  let rig: SlackRig
  let anna: SlackCustomer
  beforeEach(async () => {
    ;({ rig, person: anna } = await startSlackRigWith('anna'))
  })
  afterEach(() => rig[Symbol.asyncDispose]())
  const ask = (choices: readonly string[]) => {
    const asked = { question: 'topic', text: 'What <!channel> is it & about?', choices }
    const numbered = `${asked.text}  ${choices.map((choice, index) => `${index + 1} ${choice}`).join('  ')}`
    return rig.network.send(deliveryTo(rig.inbox, 'anna', numbered, { choices: asked, priority: 'prompt' }))
  }
  const asked = () => anna.posts.at(-1)!

  it('[P11] the answered question shows the answer in the place of its buttons', async () => {
    await ask(['billing', 'a <b>'])
    anna.press('a <b>', asked())
    equal((await rig.inbox.next('chose')).choice, 'a <b>')
    await waitFor('the answer in its place', () => controlsOf(asked().blocks).length === 0)
    equal(shownText(asked()), 'What <!channel> is it & about?\n✓ a <b>')
    match(asked().text, /^What &lt;!channel&gt; is it &amp; about\?\n✓ a &lt;b&gt;$/)
  })

  it('[P11] pressed twice, or told twice, an answer is one', async () => {
    await ask(['billing', 'technical'])
    rig.server.envelopes.hearsAcks = false
    anna.press('billing', asked())
    await rig.inbox.next('chose')
    rig.server.envelopes.hearsAcks = true
    rig.server.envelopes.cutAll()
    await waitFor('the repeat to be acknowledged', () => rig.server.envelopes.waiting === 0, { timeoutMs: 20_000 })
    equal(rig.inbox.all('chose').length, 1)
  })

  it('[P11] many answers are a menu; such as Slack cannot show are numbered', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `answer ${index + 1}`)
    await ask(many)
    deepEqual(
      controlsOf(asked().blocks).map(({ label }) => label),
      many,
    )
    anna.press('answer 12', asked())
    equal((await rig.inbox.next('chose')).choice, 'answer 12')
    await ask(['x'.repeat(80), 'y'])
    equal(controlsOf(asked().blocks).length, 0)
    match(shownText(asked()), /about\? {2}1 xxx.* {2}2 y$/)
  })

  it('[P20] a file of a customer is opened with our token; several are several, and the text stands with the first', async () => {
    anna.upload('photo one.png', Buffer.from('picture'), 'image/png', 'look at this')
    const { message } = await rig.inbox.next('message', ({ message: { file } }) => file !== undefined)
    equal(message.text, 'look at this')
    const { file } = message
    ok(file)
    deepEqual([file.name, file.kind, file.contentType, file.bytes], ['photo one.png', 'image', 'image/png', 7])
    const opened = await rig.network.openFile?.(file, AbortSignal.timeout(5000))
    ok(opened)
    equal(await readText(opened.stream), 'picture')
    deepEqual(
      rig.server.fetched.map(({ authorization }) => authorization),
      [`Bearer ${rig.server.botToken}`],
    )
    const [one] = anna.posts.at(-1)?.files ?? []
    anna.write('two', { files: [one!, { ...one!, id: 'F2', name: 'b.mp4', mimetype: 'video/mp4' }] })
    await rig.inbox.next('message', ({ message: { file: other } }) => other?.name === 'b.mp4')
    const [second, third] = rig.inbox.all('message').slice(-2)
    deepEqual([second?.message.text, third?.message.text, third?.message.file?.kind], ['two', '', 'video'])
    equal(third?.remoteId, `${second?.remoteId}#1`)
  })

  it('[P20] a file that lies elsewhere keeps its address, and gets no token', async () => {
    const url = 'https://drive.example.com/x'
    const external = { ...{ id: 'F9', name: 'plan.pdf', mimetype: 'application/pdf', size: 0 }, url_private: url }
    anna.write('the plan', { files: [{ ...external, mode: 'external', is_external: true }] })
    const { message } = await rig.inbox.next('message', (event) => event.message.text === 'the plan')
    deepEqual([message.file?.url, message.file?.name], [url, 'plan.pdf'])
    equal(await rig.network.openFile?.(message.file!, AbortSignal.timeout(5000)), undefined)
    anna.write('gone', { files: [{ ...external, url_private: 'javascript:x', mode: 'external', is_external: true }] })
    await rig.inbox.next('message', (event) => event.message.text === 'gone\n(plan.pdf)')
  })

  it('[P20] a file without the scope to read it is refused in words', async () => {
    anna.upload('a.png', Buffer.from('picture'), 'image/png')
    const { message } = await rig.inbox.next('message', ({ message: { file } }) => file !== undefined)
    rig.server.scopes.delete('files:read')
    await rejects(rig.network.openFile!(message.file!, AbortSignal.timeout(5000)), /files:read/)
  })

  it('[P20] a file of ours that Slack does not take goes as its link', async () => {
    rig.server.faults.always('files.getUploadURLExternal', { error: 'file_uploads_disabled' })
    const { Readable } = await import('node:stream')
    const link = 'https://help.example/media/a'
    const open = () => Promise.resolve({ stream: Readable.from(['abc']), contentType: 'text/plain', bytes: 3 })
    const file = { url: 'mxc://hs/a', name: 'a.txt', kind: 'file' } as const
    const message = { kind: 'text', text: '', file } as const
    const key = '9:1:1' as EffectKey
    const sent = await rig.network.send({ ...deliveryTo(rig.inbox, 'anna', message, { file: { link, open } }), key })
    ok(sent.remoteId)
    deepEqual(anna.heard(), [`a.txt: ${link}`])
  })
})
